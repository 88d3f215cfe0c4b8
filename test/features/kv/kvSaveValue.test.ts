import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { draftOf, startCore, type TestCore } from '../startCore.ts'

const bytes = Buffer.from([0, 1, 2, 250, 251, 252, 253, 254, 255])

describe('a value as a file', () => {
  let vault: TestVault
  beforeAll(async () => {
    vault = await startVault({ dev: true })
  })
  afterAll(() => vault.stop())

  async function withSecret({ client }: TestCore) {
    const added = await client.connections.add({ profile: draftOf(vault.address, 'test') })
    if (!added.ok) throw new Error(added.error.code)
    const profileId = added.value.id
    const credentials = { method: 'token' as const, token: 'root' }
    await client.session.signIn({ profileId, credentials, remember: false })
    const at = { profileId, mount: 'secret/', path: `file-${profileId}` }
    const entries = [
      { key: 'bin', json: JSON.stringify(bytes.toString('base64')) },
      { key: 'text', json: '"no base64!"' },
    ]
    await client.kv.write({ at, entries, base: { kind: 'new' } })
    return at
  }

  it('is written where the user chooses, and does not reach the window', async () => {
    const written: [string, string | Uint8Array][] = []
    const core = await startCore({
      deps: {
        saveFile: (name, content) => {
          written.push([name, typeof content === 'string' ? content : Buffer.from(content)])
          return Promise.resolve('/chosen/file.p12')
        },
      },
    })
    const at = await withSecret(core)
    const asked = { at, key: 'bin', content: 'decoded' as const }
    expect(await core.client.kv.saveValue(asked)).toMatchObject({
      ok: true,
      value: { how: 'written', path: '/chosen/file.p12' },
    })
    expect(written).toEqual([['bin', bytes]])
    expect(core.crossed.join('')).not.toContain(bytes.toString('base64'))
    await core.stop()
  })

  it('is downloaded by the browser if the shell has no such dialog', async () => {
    const core = await startCore()
    const at = await withSecret(core)
    const text = { at, key: 'text', content: 'text' as const }
    expect(await core.client.kv.saveValue(text)).toMatchObject({
      value: { how: 'download', name: 'text', base64: Buffer.from('no base64!').toString('base64') },
    })
    await core.stop()
  })

  it('is refused with a message if it is not base64, or does not exist', async () => {
    const core = await startCore()
    const at = await withSecret(core)
    const decoded = { at, content: 'decoded' as const }
    expect(await core.client.kv.saveValue({ ...decoded, key: 'text' })).toMatchObject({
      ok: false,
      error: { code: 'invalid-input', message: 'This value is not base64.' },
    })
    expect(await core.client.kv.saveValue({ ...decoded, key: 'other' })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
    await core.stop()
  })
})
