/** Signing out lasts: no stored token restores the session, however early a window asks. */
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { holdingProxy, type HoldingProxy } from '../../servers/holdingProxy.ts'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { codeOf, draftOf, startCore, type TestCore, value } from '../../features/startCore.ts'

let vault: TestVault
let proxy: HoldingProxy
let test: TestCore
let profileId: string

beforeAll(async () => {
  vault = await startVault({ dev: true })
  proxy = await holdingProxy(Number(new URL(vault.address).port))
  test = await startCore()
  await value(test.client.app.keepInPassphraseFile({ passphrase: 'a passphrase of a test' }))
  profileId = (await value(test.client.connections.add({ profile: draftOf(proxy.address) }))).id
})
beforeEach(async () => {
  const credentials = { method: 'token', token: 'root' } as const
  await value(test.client.session.signIn({ profileId, credentials, remember: true }))
})

afterAll(async () => {
  await test.stop()
  await proxy.stop()
  await vault.stop()
})

const identity = () => value(test.client.session.identity({ profileId }))

it('A sign-out leaves no stored token to a window that asks as soon as it hears of it', async () => {
  const answers: Promise<string>[] = []
  const stop = test.core.listen(({ type }) => {
    if (type === 'session-changed') answers.push(codeOf(test.client.session.resume({ profileId })))
  })
  await value(test.client.session.signOut({ profileId, revoke: false }))
  stop()
  expect(await Promise.all(answers)).toEqual(['signed-out'])
  expect(await identity()).toBeNull()
})

it('A sign-out is not undone by a sign-in with the stored token that waits for the server', async () => {
  const held = proxy.hold('GET', '/v1/auth/token/lookup-self')
  const resuming = codeOf(test.client.session.resume({ profileId }))
  await held.arrived
  await value(test.client.session.signOut({ profileId, revoke: false }))
  held.release()
  expect(await resuming).toBe('canceled')
  expect(await identity()).toBeNull()
})

it('A sign-out takes effect even if the stored token cannot be removed', async () => {
  const folder = join(test.folder, 'data', 'sealed')
  await rename(folder, `${folder}-away`)
  await writeFile(folder, '')
  try {
    expect(await codeOf(test.client.session.signOut({ profileId, revoke: false }))).toMatch(/^file-un/)
    expect(await identity()).toBeNull()
  } finally {
    await rm(folder)
    await rename(`${folder}-away`, folder)
  }
})
