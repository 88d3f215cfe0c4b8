/** The state after a lock: no operation that started before the lock can restore anything. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSecretValueCache } from '../../../electron/core/held/secretValueCache.ts'
import { holdingProxy, type HoldingProxy } from '../../servers/holdingProxy.ts'
import { createToken, initializeAndUnseal, mountKv, putSecret, writePolicy } from '../../servers/initialized.ts'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { codeOf, draftOf, startCore, value, type TestCore } from '../../features/startCore.ts'

let vault: TestVault
let proxy: HoldingProxy
let test: TestCore
let profileId: string
let rootToken: string

const signIn = (token: string) =>
  test.client.session.signIn({ profileId, credentials: { method: 'token', token }, remember: false })

beforeEach(async () => {
  vault = await startVault()
  proxy = await holdingProxy(vault.port)
  test = await startCore()
  profileId = (await value(test.client.connections.add({ profile: draftOf(proxy.address) }))).id
  rootToken = (await initializeAndUnseal(vault)).rootToken
})
afterEach(async () => {
  await test.stop()
  await proxy.stop()
  await vault.stop()
})

describe('a lock', () => {
  it('ends a sign-in that is in progress', async () => {
    const held = proxy.hold('GET', '/v1/auth/token/lookup-self')
    const signingIn = signIn(rootToken)
    await held.arrived
    await value(test.client.app.lock({}))
    held.release()
    expect(await codeOf(signingIn)).toBe('canceled')
    await value(test.client.app.unlock({}))
    expect(await value(test.client.session.identity({ profileId }))).toBeNull()
  })

  it('keeps an edit that was handed over right before it', async () => {
    await value(signIn(rootToken))
    const place = 'secret:secret/webapp/config'
    const keeping = test.client.drafts.keep({ profileId, place, content: 'the last key stroke' })
    await value(test.client.app.lock({}))
    await keeping
    await value(test.client.app.unlock({}))
    await value(signIn(rootToken))
    expect(await value(test.client.drafts.read({ profileId, place }))).toMatchObject({ content: 'the last key stroke' })
  })

  it('stays in effect even if an unlock that was requested earlier finishes late', async () => {
    await value(test.client.app.keepInPassphraseFile({ passphrase: 'a passphrase of a test' }))
    await value(test.client.app.lock({}))
    const unlocking = test.client.app.unlock({ passphrase: 'a passphrase of a test' })
    await value(test.client.app.lock({}))
    expect(await codeOf(unlocking)).toBe('locked')
    expect((await value(test.client.app.state({}))).locked).toBe(true)
  })

  it('leaves the lock screen its appearance settings, but not the time of the next lock', async () => {
    await value(test.client.app.lock({}))
    expect(await value(test.client.app.changeSettings({ theme: 'dark' }))).toMatchObject({ theme: 'dark' })
    expect(await codeOf(test.client.app.changeSettings({ autoLockMinutes: 0 }))).toBe('locked')
  })

  it('happens when the app exits', async () => {
    await test.core.close()
    expect(await codeOf(test.client.connections.list({}))).toBe('locked')
  })
})

describe('values that one person has read', () => {
  it('are not shown to the next person who signs in over the same connection', async () => {
    await mountKv(vault, rootToken)
    await putSecret(vault, rootToken, 'a', { k: 'v' })
    await writePolicy(vault, rootToken, 'nothing', 'path "nothing" { capabilities = ["read"] }')
    const other = await createToken(vault, rootToken, { policies: ['nothing'] })
    const at = { profileId, mount: 'secret/', path: 'a' }
    await value(signIn(rootToken))
    await value(test.client.kv.read({ at }))
    await value(signIn(other))
    expect(await codeOf(test.client.kv.reveal({ at, version: 1 }))).toBe('permission-denied')
  })

  it('are not kept when they arrive after a lock or a sign-out', () => {
    const secrets = createSecretValueCache()
    const key = { profileId, mount: 'secret/', path: 'a', version: 1 }
    for (const forget of [() => secrets.forgetAll(), () => secrets.forget(profileId)]) {
      const keep = secrets.reading()
      forget()
      keep(key, new Map([['k', 'v']]))
      expect(secrets.get(key)).toBeNull()
    }
    secrets.reading()(key, new Map([['k', 'v']]))
    expect(secrets.get(key)?.get('k')).toBe('v')
  })
})
