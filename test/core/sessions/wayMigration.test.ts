/**
 * Data that an older version has stored: bound to the address that it recorded, never lost, and released to no unproven
 * way.
 */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ProfileDraft } from '../../../electron/contract/connections.ts'
import { createLog } from '../../../electron/base/log/log.ts'
import { createSealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { initializeAndUnseal, type RootKeys } from '../../servers/initialized.ts'
import { startThief, type Thief } from '../../servers/thief.ts'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { codeOf, draftOf, startCore, unsealOwnNode, value, type TestCore } from '../../features/startCore.ts'

const passphrase = 'a passphrase of a test'
const when = '2026-01-01T00:00:00.000Z'
const place = 'policy:ops'
let vault: TestVault
let thief: Thief
let keys: RootKeys
let test: TestCore
let profileId: string

/** An app over the records of an older version, whose list of connections has been modified by `change`. */
async function olderVersion(change: Partial<ProfileDraft> = {}): Promise<void> {
  const before = await startCore()
  const { folder } = before
  await value(before.client.app.keepInPassphraseFile({ passphrase }))
  const profile = { ...draftOf(vault.address), ...change }
  profileId = (await value(before.client.connections.add({ profile }))).id
  await before.core.close()
  const store = createSealedStore({ folder: join(folder, 'data', 'sealed'), keychain: null, log: createLog(null) })
  await store.open()
  await store.unlock(passphrase)
  const share = { index: 1, share: keys.keys[0], keptAt: when }
  const { address } = vault
  const records = {
    [`profile:${profileId}`]: {
      token: keys.rootToken,
      tokenFor: address,
      rootToken: keys.rootToken,
      clientKeyPem: null,
      shares: [share],
      keysFor: address,
    },
    [`rules:${profileId}`]: { sharePolicy: null, nodes: [thief.address], nodesFor: address },
    [`places:${profileId}`]: {
      address,
      open: [],
      favorites: [{ mount: 'secret/', path: 'a' }],
      recent: [],
      typed: [],
    },
    [`drafts:${profileId}`]: { drafts: [{ place, content: 'half an edit', changedAt: when }] },
    [`policies:${profileId}`]: { texts: [{ server: `${address}\n`, name: 'ops', id: when, text: 'path "a" {}' }] },
    [`reviewers:${profileId}`]: {
      reviewers: [{ address, namespace: '', mount: 'kubernetes/', host: 'https://a', jwt: 'a.b.c', keptAt: when }],
    },
  }
  for (const [name, record] of Object.entries(records)) {
    await store.write(name, JSON.stringify({ version: 1, ...record }))
  }
  store.lock()
  test = await startCore({ folder })
  await value(test.client.app.unlock({ passphrase }))
}
const everything = {
  token: true,
  rootToken: true,
  shares: 1,
  nodes: 1,
  reviewers: 1,
  policies: 1,
  places: true,
  ceremony: false,
}

beforeEach(async () => {
  vault = await startVault()
  thief = await startThief()
  keys = await initializeAndUnseal(vault)
})
afterEach(async () => {
  await test.stop()
  await Promise.all([vault.stop(), thief.stop()])
})

describe('data that an older version has stored', () => {
  it('is used on the way to that address, and drafts without a recorded address move with consent', async () => {
    await olderVersion()
    expect(await value(test.client.session.resume({ profileId }))).toMatchObject({ remembered: true })
    expect(await value(unsealOwnNode(test.client, profileId, { by: 'kept' }))).toMatchObject({ sealed: false })
    expect((await value(test.client.places.read({ profileId }))).favorites).toHaveLength(1)
    expect(await value(test.client.policies.earlier({ profileId, name: 'ops' }))).toHaveLength(1)
    expect(await value(test.client.drafts.read({ profileId, place }))).toBeNull()
    const { here, others } = await value(test.client.custody.waysOf({ profileId }))
    expect(others).toMatchObject([{ id: 'unknown', noted: 'nothing', kept: { drafts: 1, token: false } }])
    await value(test.client.custody.moveToWay({ profileId, from: 'unknown', to: here }))
    expect(test.consents).toMatchObject([
      // The node that the older version recorded gets stored shares only with consent.
      { kind: 'add-node' },
      { kind: 'move-kept', changes: [{ field: 'address', to: vault.address }] },
    ])
    expect(await value(test.client.drafts.read({ profileId, place }))).toMatchObject({ content: 'half an edit' })
    expect(await value(test.client.custody.waysOf({ profileId }))).toMatchObject({ others: [] })
  })

  it.each([
    ['a proxy', () => ({ proxy: thief.proxy })],
    ['a CA', () => ({ caPem: thief.caPem })],
    ['no verification', () => ({ skipVerify: true })],
    ['another TLS server name', () => ({ tlsServerName: 'other.example' })],
    ['a namespace', () => ({ namespace: 'team' })],
  ])('is released to no way with %s, and moves there as a whole with consent', async (_what, change) => {
    await olderVersion(change())
    expect(await codeOf(test.client.session.resume({ profileId }))).toBe('rejected')
    expect(await codeOf(unsealOwnNode(test.client, profileId, { by: 'kept' }))).toBe('rejected')
    const kept = { by: 'kept' } as const
    expect(await codeOf(test.client.server.unsealNodes({ profileId, source: kept, migrate: false }))).toBe('rejected')
    expect(thief.has(keys.rootToken)).toBe(false)
    expect(thief.has(keys.keys[0] ?? '')).toBe(false)
    const { here, others } = await value(test.client.custody.waysOf({ profileId }))
    expect(others.find(({ noted }) => noted === 'address')).toMatchObject({ kept: everything })
    for (const { id } of others) await value(test.client.custody.moveToWay({ profileId, from: id, to: here }))
    expect(await value(test.client.custody.waysOf({ profileId }))).toMatchObject({ others: [] })
    expect(await value(test.client.server.kept({ profileId }))).toEqual({ shares: 1, rootToken: true, token: true })
  })
})
