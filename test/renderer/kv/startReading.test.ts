/** A secret that is opened is read once, at the click, and only where a page would read it. */
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { beforeEach, expect, test, vi } from 'vitest'
import { mountList } from '../../../renderer/lib/queries/mounts.ts'
import { signedInIdentity } from '../../../renderer/lib/queries/session.ts'
import { secretWithoutValues } from '../../../renderer/features/kv/queries.ts'
import { startReading } from '../../../renderer/features/kv/startReading.ts'

type Call = (input: unknown) => Promise<unknown>

const calls = vi.hoisted(() => ({ read: vi.fn<Call>(), metadata: vi.fn<Call>(), cubbyhole: vi.fn<Call>() }))
vi.mock('../../../renderer/lib/bridge.ts', () => ({
  bridge: { kv: { read: calls.read, metadata: calls.metadata }, cubbyhole: { read: calls.cubbyhole } },
}))

const profileId = 'one'
const place = { mount: 'secret/', path: 'app/db' }
let client: QueryClient

beforeEach(() => {
  vi.resetAllMocks()
  calls.read.mockResolvedValue({ ok: true, value: { fields: [] } })
  calls.metadata.mockResolvedValue({ ok: true, value: { versions: [] } })
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  client.setQueryData(signedInIdentity(profileId).queryKey, { displayName: 'token' } as never)
  client.setQueryData(mountList(profileId).queryKey, {
    mounts: [
      { path: 'secret/', type: 'kv', kvVersion: 2 },
      { path: 'old/', type: 'kv', kvVersion: 1 },
    ],
  } as never)
})

test('a secret and its versions are read at once, and the page that follows reads nothing again', async () => {
  await startReading(client, profileId, place)
  expect(calls.read).toHaveBeenCalledExactlyOnceWith({ at: { profileId, ...place } }, expect.any(AbortSignal))
  expect(calls.metadata).toHaveBeenCalledOnce()
  const page = new QueryObserver(client, { ...secretWithoutValues(profileId, place, undefined), staleTime: 1000 })
  const leave = page.subscribe(() => {})
  expect(page.getCurrentResult().data).toEqual({ fields: [] })
  expect(calls.read).toHaveBeenCalledOnce()
  leave()
})

test('a secret is read again each time that it is opened', async () => {
  await startReading(client, profileId, place)
  await startReading(client, profileId, place)
  expect(calls.read).toHaveBeenCalledTimes(2)
})

test('a version is read as that version', async () => {
  await startReading(client, profileId, { ...place, version: 3 })
  expect(calls.read).toHaveBeenCalledExactlyOnceWith(
    { at: { profileId, ...place }, version: 3 },
    expect.any(AbortSignal),
  )
})

test('a KV 1 engine has no versions to read', async () => {
  await startReading(client, profileId, { mount: 'old/', path: 'a' })
  expect(calls.read).toHaveBeenCalledOnce()
  expect(calls.metadata).not.toHaveBeenCalled()
})

test('an error of the server is left to the page', async () => {
  calls.read.mockResolvedValue({ ok: false, error: { code: 'permission-denied', message: 'denied' } })
  await startReading(client, profileId, place)
  const state = client.getQueryState(secretWithoutValues(profileId, place, undefined).queryKey)
  expect(state).toMatchObject({ status: 'error' })
})

test.each([
  ['a folder', { mount: 'secret/', path: 'app/' }],
  ['the root of an engine', { mount: 'secret/', path: '' }],
  ['an editor', { ...place, mode: 'edit' as const }],
  ['a new secret', { ...place, mode: 'new' as const }],
  ['the cubbyhole', { mount: 'cubbyhole/', path: 'a' }],
  ['an address without an engine', { mount: '', path: 'a' }],
])('nothing is read for %s', async (_what, opened) => {
  await startReading(client, profileId, opened)
  for (const call of Object.values(calls)) expect(call).not.toHaveBeenCalled()
})

test('nothing is read for a person who is signed out', async () => {
  client.setQueryData(signedInIdentity(profileId).queryKey, null)
  await startReading(client, profileId, place)
  expect(calls.read).not.toHaveBeenCalled()
})

test('the names of keys are dropped within a second after the page, which may never come', async () => {
  vi.useFakeTimers()
  try {
    await startReading(client, profileId, place)
    vi.advanceTimersByTime(1001)
    expect(client.getQueryData(secretWithoutValues(profileId, place, undefined).queryKey)).toBeUndefined()
  } finally {
    vi.useRealTimers()
  }
})
