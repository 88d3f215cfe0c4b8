/** A credential that the core holds and that is stored in KV: readable with consent, on real servers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConsentAct } from '../../../electron/core/consent/act.ts'
import { initializeAndUnseal, mountKv, putSecret, type RootKeys } from '../../servers/initialized.ts'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { codeOf, connectTo, startCore, value, type TestCore } from '../../features/startCore.ts'

describe.each(['vault', 'openbao'] as const)('@boundary on %s, a root token in a secret', (product) => {
  let vault: TestVault
  let test: TestCore
  let root: RootKeys
  let profileId = ''
  let isAllowed = false
  const asked: ConsentAct[] = []
  const copied: string[] = []
  beforeAll(async () => {
    vault = await startVault({ product })
    root = await initializeAndUnseal(vault)
    await mountKv(vault, root.rootToken)
    test = await startCore({
      deps: {
        askConsent: ({ act }) => {
          asked.push(act)
          return Promise.resolve(isAllowed)
        },
        clipboard: { writeSecret: async (text) => void copied.push(text), readText: async () => '', clear: () => {} },
      },
    })
    profileId = await connectTo(test, vault.address, root.rootToken, 'held')
    await putSecret(vault, root.rootToken, 'admin', {
      user: 'root',
      token: root.rootToken,
      note: `Bearer ${root.rootToken}!`,
    })
  })
  afterAll(async () => {
    await test.stop()
    await vault.stop()
  })
  const at = () => ({ profileId, mount: 'secret/', path: 'admin' })
  const crossed = () => test.crossed.some((text) => text.includes(root.rootToken))

  it('is not shown, copied or saved without consent, and the rest of the secret is', async () => {
    const { kv, clipboard } = test.client
    isAllowed = false
    expect((await value(kv.read({ at: at() }))).fields).toHaveLength(3)
    expect(await value(kv.reveal({ at: at(), keys: ['user'] }))).toEqual({ entries: [{ key: 'user', json: '"root"' }] })
    expect(asked).toEqual([])
    expect(await codeOf(kv.reveal({ at: at(), keys: ['note'] }))).toBe('consent-refused')
    expect(await codeOf(clipboard.copyValue({ at: at(), key: 'token' }))).toBe('consent-refused')
    const file = { at: at(), key: 'token', content: 'text' as const }
    expect(await codeOf(kv.saveValue(file))).toBe('consent-refused')
    expect(asked[0]).toEqual({
      kind: 'show-held-in-secret',
      connection: 'held',
      address: vault.address,
      place: 'secret/admin',
      belongsTo: [{ connection: 'held', address: vault.address }],
    })
    expect([crossed(), copied]).toEqual([false, []])
  })

  it('is kept in a draft that is returned only with consent', async () => {
    const { drafts } = test.client
    const place = 'secret:secret/admin'
    await value(drafts.keep({ profileId, place, content: JSON.stringify({ token: root.rootToken }) }))
    // After three refusals within a minute, no more questions are asked.
    expect(await codeOf(drafts.read({ profileId, place }))).toBe('consent-refused')
    expect(crossed()).toBe(false)
  })
})

describe('@boundary a root token in a secret, with consent', () => {
  it('is shown, copied and edited', async () => {
    const vault = await startVault({ dev: true })
    const test = await startCore()
    try {
      const { rootToken } = await tokenOf(vault)
      const profileId = await connectTo(test, vault.address, rootToken)
      await putSecret(vault, 'root', 'admin', { token: rootToken })
      const at = { profileId, mount: 'secret/', path: 'admin' }
      const json = JSON.stringify(rootToken)
      expect(await value(test.client.kv.reveal({ at }))).toEqual({ entries: [{ key: 'token', json }] })
      expect(test.consents.map(({ kind }) => kind)).toEqual(['show-held-in-secret'])
      // On another connection, the question names the connection that the token is for.
      const other = await connectTo(test, vault.address.replace('127.0.0.1', 'localhost'), 'root', 'other')
      await value(test.client.kv.reveal({ at: { ...at, profileId: other } }))
      expect(test.consents[1]).toMatchObject({
        connection: 'other',
        belongsTo: [{ connection: 'test', address: vault.address }],
      })
      const place = 'secret:secret/admin'
      await value(test.client.drafts.keep({ profileId, place, content: json }))
      expect((await value(test.client.drafts.read({ profileId, place })))?.content).toBe(json)
      expect(test.consents).toHaveLength(3)
    } finally {
      await test.stop()
      await vault.stop()
    }
  })
})

async function tokenOf(vault: TestVault): Promise<{ rootToken: string }> {
  const answer = await fetch(`${vault.address}/v1/auth/token/create`, {
    method: 'POST',
    headers: { 'X-Vault-Token': 'root' },
  })
  const { auth } = (await answer.json()) as { auth: { client_token: string } }
  return { rootToken: auth.client_token }
}
