/** From a typed address to one place, with delayed answers of the core as from a slow server. */
import { QueryClient } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { findPlace } from '../../../renderer/features/kv/browse/findPlace.ts'

type Call = (input: unknown) => Promise<unknown>

const calls = vi.hoisted(() => ({ mounts: vi.fn<Call>(), names: vi.fn<Call>(), mountOf: vi.fn<Call>() }))
vi.mock('../../../renderer/lib/bridge.ts', () => ({
  bridge: {
    mounts: { list: calls.mounts },
    kv: { list: calls.names },
    cubbyhole: { list: calls.names },
    places: { mountOf: calls.mountOf },
  },
}))

const profileId = 'one'
const mounts = [
  { path: 'cubbyhole/', type: 'cubbyhole' },
  { path: 'secret/', type: 'kv', kvVersion: 2 },
]
const denied = { ok: false, error: { code: 'permission-denied', message: 'denied' } }

const find = (text: string) =>
  findPlace({
    client: new QueryClient(),
    profileId,
    profile: undefined,
    profiles: [],
    text,
    here: { mount: 'secret/', path: '' },
  })

test.each([
  ['cubbyhole/folder/one', { mount: 'cubbyhole/', path: 'folder/one' }],
  ['cubbyhole/', { mount: 'cubbyhole/', path: '' }],
  ['secret/app/db', { mount: 'secret/', path: 'app/db' }],
  ['app/db', { mount: 'secret/', path: 'app/db' }],
])('%s opens its place, even if it is typed before the mounts are known', async (text, place) => {
  const { promise, resolve } = Promise.withResolvers<unknown>()
  calls.mounts.mockReturnValueOnce(promise)
  calls.names.mockResolvedValue(denied)
  const found = find(text)
  resolve({ ok: true, value: { mounts, complete: true } })
  expect(await found).toMatchObject({ kind: 'go', to: { place } })
})

test('the server is asked for the mount of a path if the mounts can’t be listed', async () => {
  calls.mounts.mockResolvedValueOnce(denied)
  calls.names.mockResolvedValue(denied)
  calls.mountOf.mockResolvedValueOnce({ ok: true, value: { mount: 'kv/team/', kvVersion: 1 } })
  expect(await find('kv/team/db')).toMatchObject({ kind: 'go', to: { place: { mount: 'kv/team/', path: 'db' } } })
  expect(calls.mountOf).toHaveBeenCalledWith({ profileId, path: 'kv/team/db' })
})
