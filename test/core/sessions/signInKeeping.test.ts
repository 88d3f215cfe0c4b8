/** A successful sign-in counts even if the disk fails; a sign-in that is dropped leaves no token on the server. */
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAuthority } from '../../servers/certificates.ts'
import { holdingProxy, type HoldingProxy } from '../../servers/holdingProxy.ts'
import { addUser, initializeAndUnseal, member, vaultApi, writePolicy } from '../../servers/initialized.ts'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { codeOf, draftOf, startCore, type TestCore, value } from '../../features/startCore.ts'

const credentials = { method: 'userpass', mount: 'userpass/', username: 'ann', password: 'a password' } as const
let vault: TestVault
let proxy: HoldingProxy
let rootToken: string
let test: TestCore
let profileId: string

beforeAll(async () => {
  vault = await startVault()
  rootToken = (await initializeAndUnseal(vault)).rootToken
  await writePolicy(vault, rootToken, 'reader', 'path "secret/*" { capabilities = ["read"] }')
  await addUser(vault, rootToken, {
    name: 'ann',
    password: credentials.password,
    settings: { token_policies: 'reader' },
  })
  proxy = await holdingProxy(Number(new URL(vault.address).port))
  test = await startCore()
  await value(test.client.app.keepInPassphraseFile({ passphrase: 'a passphrase of a test' }))
  profileId = (await value(test.client.connections.add({ profile: draftOf(proxy.address) }))).id
})

afterAll(async () => {
  await test.stop()
  await proxy.stop()
  await vault.stop()
})

/** How many tokens the server knows. */
async function tokens(): Promise<number> {
  const answer = await vaultApi(vault, 'GET', 'auth/token/accessors?list=true', { token: rootToken })
  const keys: unknown = member(answer, 'data')['keys']
  return Array.isArray(keys) ? keys.length : 0
}

/** Nothing can be written where sealed files lie while `work` runs, not even by root. */
async function withoutDisk<T>(work: () => Promise<T>): Promise<T> {
  const folder = join(test.folder, 'data', 'sealed')
  await rename(folder, `${folder}-away`)
  await writeFile(folder, '')
  try {
    return await work()
  } finally {
    await rm(folder)
    await rename(`${folder}-away`, folder)
  }
}

it('counts where the token cannot be kept, and says why it is not', async () => {
  // The connection's own settings are read before.
  await value(test.client.session.methods({ profileId }))
  const before = await tokens()
  const identity = await withoutDisk(() =>
    value(test.client.session.signIn({ profileId, credentials, remember: true })),
  )
  expect(identity).toMatchObject({ remembered: false, keepProblem: expect.stringMatching(/^file-un/) })
  expect(await tokens()).toBe(before + 1)
  expect(await value(test.client.session.identity({ profileId }))).toMatchObject({ path: 'auth/userpass/login/ann' })
})

it('counts where an older kept token cannot be removed, and says so', async () => {
  await value(test.client.session.signIn({ profileId, credentials, remember: true }))
  const identity = await withoutDisk(() =>
    value(test.client.session.signIn({ profileId, credentials, remember: false })),
  )
  expect(identity).toMatchObject({ keepProblem: expect.stringMatching(/^file-un/) })
  expect(await value(test.client.session.signIn({ profileId, credentials, remember: false }))).toMatchObject({
    remembered: false,
    keepProblem: null,
  })
})

it('leaves no token on the server when the app was locked before the answer came', async () => {
  await value(test.client.session.signOut({ profileId, revoke: true }))
  const before = await tokens()
  const held = proxy.hold('POST', '/v1/auth/userpass/login/ann')
  const signingIn = test.client.session.signIn({ profileId, credentials, remember: true })
  await held.arrived
  expect(await tokens()).toBe(before + 1)
  const locking = test.core.lock()
  held.release()
  await locking
  expect(await codeOf(signingIn)).toBe('locked')
  expect(await tokens()).toBe(before)
  await value(test.client.app.unlock({ passphrase: 'a passphrase of a test' }))
})

it('leaves no token when the connection is lost during the token lookup', async () => {
  const before = await tokens()
  const held = proxy.hold('GET', '/v1/auth/token/lookup-self')
  const signingIn = test.client.session.signIn({ profileId, credentials, remember: false })
  await held.arrived
  const again = proxy.hold('GET', '/v1/auth/token/lookup-self')
  held.lose()
  await again.arrived
  const third = proxy.hold('GET', '/v1/auth/token/lookup-self')
  again.lose()
  await third.arrived
  third.lose()
  expect(await codeOf(signingIn)).toBe('connection-lost')
  expect(await tokens()).toBe(before)
})

it('never ends a token that the person brought along', async () => {
  const own = await vaultApi(vault, 'POST', 'auth/token/create', { token: rootToken, body: { policies: ['reader'] } })
  const token = String(member(own, 'auth')['client_token'])
  const held = proxy.hold('GET', '/v1/auth/token/lookup-self')
  const signingIn = test.client.session.signIn({ profileId, credentials: { method: 'token', token }, remember: false })
  await held.arrived
  const locking = test.core.lock()
  held.release()
  await locking
  expect(await codeOf(signingIn)).toBe('canceled')
  await vaultApi(vault, 'GET', 'auth/token/lookup-self', { token })
  await value(test.client.app.unlock({ passphrase: 'a passphrase of a test' }))
})

it('adds no connection whose client key cannot be kept', async () => {
  const client = await (await createAuthority()).client()
  const profile = {
    ...draftOf('https://vault.example:8200'),
    clientCertPem: client.certPem,
    clientKeyPem: client.keyPem,
  }
  const before = await value(test.client.connections.list({}))
  expect(await withoutDisk(() => codeOf(test.client.connections.add({ profile })))).toMatch(/^file-un/)
  expect(await value(test.client.connections.list({}))).toEqual(before)
})

it('keeps the token before a window hears of the sign-in, so that a lock right after it loses nothing', async () => {
  await value(test.client.session.signOut({ profileId, revoke: true }))
  const locks: Promise<void>[] = []
  const stop = test.core.listen(({ type }) => {
    if (type === 'session-changed') locks.push(test.core.lock())
  })
  expect(await codeOf(test.client.session.signIn({ profileId, credentials, remember: true }))).toBe('locked')
  stop()
  expect(locks).not.toEqual([])
  await Promise.all(locks)
  await value(test.client.app.unlock({ passphrase: 'a passphrase of a test' }))
  expect(await value(test.client.session.resume({ profileId }))).toMatchObject({ path: 'auth/userpass/login/ann' })
})
