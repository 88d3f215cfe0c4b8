/** From an uninitialized server to a secret that is stored and read, through the contract only, on a real Vault. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startVault, testedProduct, type TestVault } from '../servers/vault.ts'
import {
  codeOf,
  draftOf,
  resetOwnNode,
  signInWith,
  startCore,
  unsealOwnNode,
  value,
  type TestCore,
} from './startCore.ts'

let vault: TestVault
let test: TestCore
let profileId: string

beforeAll(async () => {
  vault = await startVault({ storage: 'raft' })
  test = await startCore()
  profileId = (await value(test.client.connections.add({ profile: draftOf(vault.address) }))).id
})
afterAll(async () => {
  await test.stop()
  await vault.stop()
})

const until = async <T>(look: () => Promise<T>, fits: (seen: T) => boolean): Promise<T> => {
  const deadline = Date.now() + 30_000
  for (;;) {
    const seen = await look()
    if (fits(seen)) return seen
    if (Date.now() > deadline) throw new Error(`it did not come to that: ${JSON.stringify(seen)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
const active = () =>
  until(
    () => value(test.client.server.status({ profileId })),
    (status) => status.sealed === false && status.role === 'active',
  )

describe('a user who has just installed Vault', () => {
  let rootToken = ''
  let share = ''
  const keepIn = { how: 'memory' } as const

  it('sees that the server is neither initialized nor unsealed', async () => {
    expect(await value(test.client.server.status({ profileId }))).toMatchObject({
      reachable: true,
      product: testedProduct,
      initialized: false,
      sealed: true,
      storage: 'raft',
    })
  })

  it('initializes the server and gets a ceremony that reports only counts', async () => {
    const ceremony = await value(test.client.server.initialize({ profileId, shares: 3, threshold: 2, keepIn }))
    expect(ceremony).toMatchObject({ shares: 3, threshold: 2, places: [], recovery: false })
    expect(await value(test.client.server.ceremony({ profileId }))).toEqual(ceremony)
    expect(await codeOf(test.client.server.initialize({ profileId, shares: 1, threshold: 1, keepIn }))).toBe(
      'already-initialized',
    )

    const before = test.crossed.length
    const saved = await value(test.client.server.exportCeremony({ ceremonyId: ceremony.id }))
    if (saved.how !== 'download') throw new Error('a core without a dialog must answer a download')
    const keys = JSON.parse(saved.content) as {
      unseal_keys_b64: string[]
      unseal_keys_hex: string[]
      root_token: string
    }
    rootToken = keys.root_token
    share = keys.unseal_keys_b64[1] ?? ''
    for (const secret of [rootToken, ...keys.unseal_keys_b64, ...keys.unseal_keys_hex]) {
      expect(test.crossed.slice(0, before).join('\n')).not.toContain(secret)
    }
    expect(await value(test.client.server.revealCeremonyItem({ ceremonyId: ceremony.id, item: 2 }))).toEqual({
      value: share,
    })
  })

  it('submits a share twice, starts over, and unseals with two', async () => {
    const ceremony = await value(test.client.server.ceremony({ profileId }))
    if (ceremony === null) throw new Error('the ceremony is gone')
    const first = (await value(test.client.server.revealCeremonyItem({ ceremonyId: ceremony.id, item: 1 }))).value
    expect(await value(unsealOwnNode(test.client, profileId, { by: 'share', share: ` ${first}\n` }))).toMatchObject({
      given: 1,
      sealed: true,
    })
    expect(await value(unsealOwnNode(test.client, profileId, { by: 'share', share: first }))).toMatchObject({
      given: 1,
      sealed: true,
    })
    expect(await value(resetOwnNode(test.client, profileId))).toMatchObject({ given: 0 })
    await value(unsealOwnNode(test.client, profileId, { by: 'share', share: first }))
    expect(await value(unsealOwnNode(test.client, profileId, { by: 'share', share }))).toMatchObject({ sealed: false })
    await active()
  })

  it('finishes the ceremony and is signed in, and the ceremony is wiped', async () => {
    const ceremony = await value(test.client.server.ceremony({ profileId }))
    if (ceremony === null) throw new Error('the ceremony is gone')
    await value(test.client.server.finishCeremony({ ceremonyId: ceremony.id, signIn: true }))
    expect(await value(test.client.server.ceremony({ profileId }))).toBeNull()
    expect(await codeOf(test.client.server.revealCeremonyItem({ ceremonyId: ceremony.id, item: 1 }))).toBe('not-found')
    expect(await value(test.client.session.identity({ profileId }))).toMatchObject({
      policies: ['root'],
      expiresAt: null,
      renewable: false,
      remembered: false,
    })
  })

  it('enables kv-v2 and writes, reads and reveals a secret', async () => {
    await value(
      test.client.mounts.enableKv({
        profileId,
        mount: 'secret/',
        version: 2,
        description: 'the first',
        maxVersions: 5,
      }),
    )
    expect(await value(test.client.mounts.read({ profileId, mount: 'secret/' }))).toMatchObject({
      mount: { type: 'kv', kvVersion: 2, description: 'the first' },
      kv: { maxVersions: 5 },
    })
    const at = { profileId, mount: 'secret/', path: 'webapp/config' }
    const entries = [
      { key: 'username', json: '"static-user"' },
      { key: 'password', json: '"static-password"' },
    ]
    expect(await value(test.client.kv.write({ at, entries, base: { kind: 'new' } }))).toEqual({ version: 1 })
    expect(await codeOf(test.client.kv.write({ at, entries, base: { kind: 'new' } }))).toBe('cas-mismatch')
    expect(await value(test.client.kv.list({ profileId, mount: 'secret/', folder: '' }))).toEqual({
      names: ['webapp/'],
    })

    const before = test.crossed.length
    const secret = await value(test.client.kv.read({ at }))
    expect(secret).toMatchObject({ version: 1, state: 'current', kvVersion: 2 })
    expect(secret.fields.map(({ key, type }) => `${key}: ${type}`).sort()).toEqual([
      'password: string',
      'username: string',
    ])
    expect(test.crossed.slice(before).join('\n')).not.toContain('static-password')
    expect(await value(test.client.kv.reveal({ at, version: 1, keys: ['password'] }))).toEqual({
      entries: [{ key: 'password', json: '"static-password"' }],
    })
    const all = await value(test.client.kv.reveal({ at, version: 1 }))
    expect(all.entries).toContainEqual({ key: 'username', json: '"static-user"' })
  })

  it('locks the app: calls are refused, the token is dropped, and unlocking asks for a new sign-in', async () => {
    await value(test.client.drafts.keep({ profileId, place: 'secret:secret/webapp/config', content: 'half an edit' }))
    await value(test.client.app.lock({}))
    expect(await codeOf(test.client.connections.list({}))).toBe('locked')
    expect(await codeOf(test.client.session.identity({ profileId }))).toBe('locked')
    await value(test.client.app.unlock({}))
    expect(await value(test.client.session.identity({ profileId }))).toBeNull()
    const draft = { profileId, place: 'secret:secret/webapp/config' }
    expect(await codeOf(test.client.drafts.read(draft))).toBe('signed-out')
    expect(
      await codeOf(
        test.client.session.signIn({
          profileId,
          credentials: { method: 'token', token: 'hvs.wrong' },
          remember: false,
        }),
      ),
    ).toBe('sign-in-refused')
    await signInWith(test, profileId, rootToken)
    expect(await value(test.client.drafts.read(draft))).toMatchObject({ content: 'half an edit' })
  })

  it('never got the token in the window, except on request', () => {
    const asked = test.crossed.filter((text) => text.includes('"how":"download"'))
    const rest = test.crossed.filter((text) => !text.includes('"how":"download"'))
    expect(asked).toHaveLength(1)
    expect(rest.join('\n')).not.toContain(rootToken)
  })

  it('can’t overwrite a KV 1 secret that another user changed in between', async () => {
    await value(test.client.mounts.enableKv({ profileId, mount: 'old/', version: 1, description: '' }))
    const at = { profileId, mount: 'old/', path: 'a' }
    const one = [{ key: 'k', json: '1' }]
    // KV 1 keeps every digit; KV 2's own store converts numbers to doubles.
    const two = [{ key: 'k', json: '12345678901234567890' }]
    await value(test.client.kv.write({ at, entries: one, base: { kind: 'new' } }))
    const read = await value(test.client.kv.read({ at }))
    const base = { kind: 'fingerprint' as const, fingerprint: read.fingerprint ?? '' }
    await value(test.client.kv.write({ at, entries: two, base }))
    await value(test.client.kv.read({ at }))
    expect(await value(test.client.kv.reveal({ at }))).toEqual({ entries: two })
    expect(await codeOf(test.client.kv.write({ at, entries: one, base }))).toBe('cas-mismatch')
    expect(await codeOf(test.client.kv.write({ at, entries: one, base: { kind: 'new' } }))).toBe('cas-mismatch')
  })

  it('learns that a token ended while it was in use', async () => {
    await value(test.client.session.signOut({ profileId, revoke: false }))
    const { vaultApi } = await import('../servers/initialized.ts')
    const made = (await vaultApi(vault, 'POST', 'auth/token/create', { token: rootToken, body: { ttl: '1h' } })) as {
      auth: { client_token: string }
    }
    const token = made.auth.client_token
    await signInWith(test, profileId, token)
    await vaultApi(vault, 'POST', 'auth/token/revoke', { token: rootToken, body: { token } })
    expect(await codeOf(test.client.mounts.list({ profileId }))).toBe('token-expired')
    expect(await value(test.client.session.identity({ profileId }))).toBeNull()
  })
})
