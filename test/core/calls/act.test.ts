/** An act of several requests finishes once it has begun, even if the page closes or the app locks. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Role } from '../../../electron/contract/kubernetes.ts'
import { holdingProxy, type HeldAnswer, type HoldingProxy } from '../../servers/holdingProxy.ts'
import { initializeAndUnseal, vaultApi } from '../../servers/initialized.ts'
import { enableKubernetes, writeRole } from '../../servers/kubernetesAuth.ts'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { draftOf, signInWith, startCore, type TestCore, value } from '../../features/startCore.ts'

const mount = 'kubernetes/'
const settings = { bound_service_account_names: 'web', bound_service_account_namespaces: 'shop', policies: 'webapp' }
let vault: TestVault
let proxy: HoldingProxy
let token: string
let test: TestCore
let profileId: string
let role: Role

beforeAll(async () => {
  vault = await startVault({ plugins: ['kubernetes'] })
  token = (await initializeAndUnseal(vault)).rootToken
  await enableKubernetes(vault, token)
  proxy = await holdingProxy(Number(new URL(vault.address).port))
  test = await startCore()
  profileId = (await value(test.client.connections.add({ profile: draftOf(proxy.address) }))).id
})

afterAll(async () => {
  await test.stop()
  await proxy.stop()
  await vault.stop()
})

const names = async (): Promise<string[]> => {
  const answer = await vaultApi(vault, 'GET', 'auth/kubernetes/role?list=true', { token })
  return ((answer as { data?: { keys?: string[] } } | null)?.data?.keys ?? []).sort()
}

beforeEach(async () => {
  for (const name of ['shop', 'shop-2']) await vaultApi(vault, 'DELETE', `auth/kubernetes/role/${name}`, { token })
  await writeRole(vault, token, 'shop', settings)
  await signInWith(test, profileId, token)
  role = await value(test.client.kubernetes.role({ profileId, mount, name: 'shop' }))
})

/** Begins to rename the role and delays the server's answer to its first change. */
async function renaming(signal: AbortSignal): Promise<{ readonly held: HeldAnswer; readonly done: Promise<unknown> }> {
  const held = proxy.hold('POST', '/v1/auth/kubernetes/role/shop-2')
  const rename = { profileId, mount, name: 'shop', newName: 'shop-2', base: role.settings }
  const done = test.client.kubernetes.renameRole(rename, signal)
  await held.arrived
  return { held, done }
}

it('finishes even if the page closes', async () => {
  const page = new AbortController()
  const { held, done } = await renaming(page.signal)
  page.abort()
  held.release()
  await done
  expect(await names()).toEqual(['shop-2'])
})

it('finishes even if the app locks, and its answer is withheld', async () => {
  const { held, done } = await renaming(new AbortController().signal)
  const locking = test.core.lock()
  held.release()
  await locking
  expect(await done).toMatchObject({ ok: false, error: { code: 'locked' } })
  expect(await names()).toEqual(['shop-2'])
  await value(test.client.app.unlock({}))
})

it('finishes even if its connection is removed', async () => {
  const { held, done } = await renaming(new AbortController().signal)
  await value(test.client.connections.remove({ profileId }))
  held.release()
  await done
  expect(await names()).toEqual(['shop-2'])
  profileId = (await value(test.client.connections.add({ profile: draftOf(proxy.address) }))).id
})

it('finishes before the app exits', async () => {
  const { held, done } = await renaming(new AbortController().signal)
  const closing = test.core.close()
  held.release()
  await closing
  expect(await names()).toEqual(['shop-2'])
  await done
  test = await startCore()
  profileId = (await value(test.client.connections.add({ profile: draftOf(proxy.address) }))).id
})

it('does not begin for a page that closed before its first change', async () => {
  const page = new AbortController()
  const held = proxy.hold('GET', '/v1/auth/kubernetes/role/shop')
  const rename = { profileId, mount, name: 'shop', newName: 'shop-2', base: role.settings }
  const done = test.client.kubernetes.renameRole(rename, page.signal)
  await held.arrived
  page.abort()
  held.release()
  expect(await done).toMatchObject({ ok: false, error: { code: 'canceled' } })
  expect(await names()).toEqual(['shop'])
})

it('does not begin after a lock that came before its first change', async () => {
  const held = proxy.hold('GET', '/v1/auth/kubernetes/role/shop')
  const rename = { profileId, mount, name: 'shop', newName: 'shop-2', base: role.settings }
  const done = test.client.kubernetes.renameRole(rename)
  await held.arrived
  const locking = test.core.lock()
  held.release()
  await locking
  expect(await done).toMatchObject({ ok: false, error: { code: 'canceled' } })
  expect(await names()).toEqual(['shop'])
  await value(test.client.app.unlock({}))
})

it('leaves no read running after a lock', async () => {
  const { done, held: act } = await renaming(new AbortController().signal)
  const held = proxy.hold('GET', '/v1/auth/kubernetes/role/shop')
  const reading = test.client.kubernetes.role({ profileId, mount, name: 'shop' })
  const locking = test.core.lock()
  expect(await reading).toMatchObject({ ok: false, error: { code: 'locked' } })
  act.release()
  held.release()
  await locking
  await done
  await value(test.client.app.unlock({}))
})
