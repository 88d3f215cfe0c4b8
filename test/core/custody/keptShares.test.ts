/** How many key shares may be stored on this computer, and under which conditions. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SharePolicy } from '../../../electron/contract/custody.ts'
import {
  changeSharePolicy,
  defaultPolicy,
  keepOwnShare,
  keepShares,
} from '../../../electron/core/custody/keptShares.ts'
import type { StoredCeremony } from '../../../electron/core/ceremonies/storedCeremony.ts'
import { plainWay } from '../../../electron/storage/profiles/way.ts'
import { custodyWorld, type CustodyWorld, draftTo, sealStatusServer } from './custodyWorld.ts'
import { outcomeOf } from '../outcome.ts'

const share = (byte: number, length = 33) => Buffer.alloc(length, byte)
const base64 = [1, 2, 3].map((byte) => share(byte).toString('base64'))
const code = (code: string) => expect.objectContaining({ code })
const context = { signal: new AbortController().signal, warn: () => undefined }

let server: Awaited<ReturnType<typeof sealStatusServer>>
let world: CustodyWorld
beforeAll(async () => {
  server = await sealStatusServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  server.says({})
  world = await custodyWorld()
})
afterEach(() => world.stop())

const connect = (stage: 'none' | 'production' = 'none', address = server.address) =>
  world.profiles.add(draftTo(address, stage, 'prod'))
const choose = (profileId: string, sharePolicy: SharePolicy | null) =>
  world.custodyRules.change(profileId, (rules) => ({ ...rules, sharePolicy }))
const kept = (profileId: string) => world.credentials.read(profileId)
const keptShares = async (profileId: string) => (await kept(profileId)).shares.map((each) => [each.index, each.share])

describe('without a decision', () => {
  it.each([
    ['production', false, 'mine'],
    ['production', true, 'practice'],
    ['none', false, 'practice'],
    ['none', true, 'practice'],
  ] as const)('the share policy of a connection of the stage %s (practice: %s) is %s', (stage, practice, policy) => {
    expect(defaultPolicy({ stage, practice })).toBe(policy)
  })
})

describe('new keys', () => {
  const ceremonyOf = (profileId: string, change: Partial<StoredCeremony> = {}): StoredCeremony => ({
    version: 1,
    id: crypto.randomUUID(),
    profileId,
    address: server.address,
    way: 'way 1',
    startedAt: '2026-01-01T00:00:00.000Z',
    shares: 3,
    threshold: 2,
    pgpShares: [],
    pgpRootToken: null,
    places: [],
    keys: [1, 2, 3].map((byte) => share(byte).toString('hex')),
    keysBase64: base64,
    recoveryKeys: [],
    recoveryKeysBase64: [],
    rootToken: 'hvs.root',
    received: null,
    ...change,
  })
  const keep = (ceremony: StoredCeremony, shares: readonly number[], rootToken = false, acknowledgedFor?: string) =>
    keepShares(world.services, ceremony, { shares, rootToken, acknowledgedFor })
  const pgp = { userIds: ['a'], fingerprint: 'F' }

  it('are stored as chosen, bound to their way, with the counts of the server', async () => {
    const { id } = await connect()
    await keep(ceremonyOf(id), [1, 3], true)
    expect(await kept(id)).toMatchObject({
      rootToken: 'hvs.root',
      keysFor: 'way 1',
      keysOf: { shares: 3, threshold: 2, recovery: false },
      shares: [
        { index: 1, share: base64[0], usedAt: null },
        { index: 3, share: base64[2], usedAt: null },
      ],
    })
    const [{ keptAt } = { keptAt: '' }] = (await kept(id)).shares
    expect(Date.parse(keptAt)).toBeGreaterThan(Date.parse('2026-01-02'))
    expect(world.emitted).toEqual(['custody-changed'])
  })

  it('replace the shares that were chosen before; the root token stays', async () => {
    const { id } = await connect()
    const ceremony = ceremonyOf(id)
    await keep(ceremony, [1], true)
    await keep(ceremony, [2])
    expect(await keptShares(id)).toEqual([[2, base64[1]]])
    expect((await kept(id)).rootToken).toBe('hvs.root')
    await keep(ceremony, [])
    expect(await keptShares(id)).toEqual([])
  })

  it('of an older version are bound to the way to their address', async () => {
    const { id } = await connect()
    await keep(ceremonyOf(id, { way: undefined }), [1])
    expect((await kept(id)).keysFor).toBe(plainWay(server.address).id)
  })

  it('can be recovery keys', async () => {
    const { id } = await connect()
    const recovery = { keys: [], keysBase64: [], recoveryKeys: ['aa'], recoveryKeysBase64: base64 }
    await keep(ceremonyOf(id, recovery), [2])
    expect(await keptShares(id)).toEqual([[2, base64[1]]])
    expect((await kept(id)).keysOf?.recovery).toBe(true)
  })

  it.each<[string, Partial<StoredCeremony>, readonly number[]]>([
    ['was handed over', { keysBase64: [base64[0] ?? '', '', ''] }, [1, 2]],
    ['does not exist', {}, [4]],
    ['is the share before the first', {}, [0]],
  ])('are not stored if one of the shares %s', async (_what, change, shares) => {
    const { id } = await connect()
    await expect(keep(ceremonyOf(id, change), shares)).rejects.toEqual(code('not-found'))
    expect([await keptShares(id), world.emitted]).toEqual([[], []])
  })

  it.each<[string, Partial<StoredCeremony>, readonly number[], boolean, boolean]>([
    ['a share for a PGP key', { pgpShares: [pgp, pgp, pgp] }, [1], false, true],
    ['a root token for a PGP key', { pgpRootToken: pgp }, [], true, true],
    ['only the root token next to shares for PGP keys', { pgpShares: [pgp, pgp, pgp] }, [], true, false],
    ['only a share next to a root token for a PGP key', { pgpRootToken: pgp }, [1], false, false],
  ])('with %s are stored only if this app can use them', async (_what, change, shares, rootToken, isRefused) => {
    const { id } = await connect()
    const outcome = await outcomeOf(keep(ceremonyOf(id, change), shares, rootToken))
    expect(outcome).toBe(isRefused ? 'unsupported' : 'ok')
    expect((await kept(id)).shares.length + Number((await kept(id)).rootToken !== null)).toBe(isRefused ? 0 : 1)
  })

  it.each<[SharePolicy | null, 'none' | 'production', number, boolean]>([
    [null, 'none', 3, true],
    [null, 'production', 1, true],
    [null, 'production', 2, false],
    ['mine', 'none', 1, true],
    ['mine', 'none', 2, false],
    ['none', 'none', 0, true],
    ['none', 'none', 1, false],
    ['practice', 'none', 3, true],
  ])(
    'may be stored under the share policy %s at the stage %s with %d shares: %s',
    async (policy, stage, count, isAllowed) => {
      const { id } = await connect(stage)
      if (policy !== null) await choose(id, policy)
      const outcome = await outcomeOf(keep(ceremonyOf(id), [1, 2, 3].slice(0, count)))
      expect(outcome).toBe(isAllowed ? 'ok' : 'rejected')
      expect(await keptShares(id)).toHaveLength(isAllowed ? count : 0)
    },
  )

  it.each<[string, 'none' | 'production', Partial<StoredCeremony>, readonly number[], string | undefined, boolean]>([
    ['the threshold in production', 'production', {}, [1, 2], undefined, false],
    ['the threshold in production, for another connection', 'production', {}, [1, 2], 'another', false],
    ['the threshold in production, confirmed', 'production', {}, [1, 2], 'prod', true],
    ['less than the threshold in production', 'production', {}, [1], undefined, true],
    ['the only share in production', 'production', { shares: 1, threshold: 1 }, [1], undefined, true],
    ['one of two shares that each unseal', 'production', { shares: 2, threshold: 1 }, [1], undefined, false],
    ['the threshold elsewhere', 'none', {}, [1, 2], undefined, true],
  ])(
    'that are %s need the name of the connection if they unseal a production server',
    async (_what, stage, change, shares, name, isKept) => {
      const { id } = await connect(stage)
      await choose(id, 'practice')
      const outcome = await outcomeOf(keep(ceremonyOf(id, change), shares, false, name))
      expect(outcome).toBe(isKept ? 'ok' : 'confirmation-needed')
      expect(await keptShares(id)).toHaveLength(isKept ? shares.length : 0)
    },
  )

  it.each<[string, () => Promise<unknown>, boolean]>([
    [
      'shares of another way',
      () => change({ shares: [{ index: 1, share: base64[0] ?? '', keptAt: '', usedAt: null }], keysFor: 'way 2' }),
      true,
    ],
    ['a root token of another way', () => change({ rootToken: 'hvs.other', keysFor: 'way 2' }), true],
    ['a token of another way', () => change({ token: 'hvs.token', tokenFor: 'way 2', keysFor: 'way 2' }), false],
    ['keys of the same way', () => change({ rootToken: 'hvs.other', keysFor: 'way 1' }), false],
  ])('are stored next to %s only if those keys belong to the same way', async (_what, before, isRefused) => {
    profileId = (await connect()).id
    await before()
    expect(await outcomeOf(keep(ceremonyOf(profileId), [2]))).toBe(isRefused ? 'rejected' : 'ok')
    expect((await kept(profileId)).keysFor).toBe(isRefused ? 'way 2' : 'way 1')
  })
  let profileId = ''
  const change = (fields: object) => world.credentials.change(profileId, (now) => ({ ...now, ...fields }))
})

describe('a share that a person has from elsewhere', () => {
  const keepOwn = (profileId: string, index: number, text = base64[index - 1] ?? '', acknowledgedFor?: string) =>
    keepOwnShare(world.services, { profileId, index, share: text, acknowledgedFor }, context)

  it('is stored in base64 with its number, bound to the way, in the order of the numbers', async () => {
    const { id } = await connect()
    server.says({ t: 2, n: 5 })
    await keepOwn(id, 3, share(3).toString('hex').toUpperCase())
    await keepOwn(id, 1)
    expect(await keptShares(id)).toEqual([
      [1, base64[0]],
      [3, base64[2]],
    ])
    expect(await kept(id)).toMatchObject({
      keysFor: plainWay(server.address).id,
      keysOf: { shares: 5, threshold: 2, recovery: false },
    })
    expect((await world.ways.facts(id)).get(plainWay(server.address).id)?.address).toBe(server.address)
    expect(world.emitted).toEqual(['custody-changed', 'custody-changed'])
    const [{ keptAt, usedAt } = { keptAt: '', usedAt: '' }] = (await kept(id)).shares
    expect([Number.isNaN(Date.parse(keptAt)), usedAt]).toEqual([false, null])
  })

  it.each([16, 32, 33])('is the same share in hex and in base64, with %d bytes', async (length) => {
    const { id } = await connect()
    await keepOwn(id, 1, share(7, length).toString('hex'))
    expect(await keptShares(id)).toEqual([[1, share(7, length).toString('base64')]])
  })

  it('that could also be hex of a longer share is treated as base64', async () => {
    const { id } = await connect()
    // 44 characters of base64 that are also hex digits: 33 bytes, and as hex only 22.
    const both = 'abcd'.repeat(11)
    await keepOwn(id, 1, both)
    expect((await keptShares(id))[0]?.[1]).toBe(Buffer.from(both, 'hex').toString('base64'))
  })

  it('replaces the one with its number, and is not stored twice', async () => {
    const { id } = await connect()
    await keepOwn(id, 1)
    await keepOwn(id, 1, base64[1])
    expect(await keptShares(id)).toEqual([[1, base64[1]]])
    await keepOwn(id, 1, base64[1])
    await expect(keepOwn(id, 2, base64[1])).rejects.toEqual(code('rejected'))
    expect(await keptShares(id)).toEqual([[1, base64[1]]])
  })

  it('that is not a share is refused', async () => {
    const { id } = await connect()
    await expect(keepOwn(id, 1, 'not a share')).rejects.toEqual(code('invalid-input'))
    expect(await keptShares(id)).toEqual([])
  })

  it.each<[SharePolicy, number]>([
    ['none', 0],
    ['mine', 1],
    ['practice', 3],
  ])('has room under the share policy %s for %d shares', async (policy, room) => {
    const { id } = await connect()
    await choose(id, policy)
    for (const index of [1, 2, 3]) {
      expect(await outcomeOf(keepOwn(id, index))).toBe(index <= room ? 'ok' : 'rejected')
    }
    expect(await keptShares(id)).toHaveLength(room)
  })

  it.each<[string, object | null, number, boolean]>([
    ['the second of a threshold of 2', { t: 2, n: 3 }, 2, true],
    ['the second of a threshold of 3', { t: 3, n: 5 }, 2, false],
    ['the third of a threshold of 3', { t: 3, n: 5 }, 3, true],
    ['the only one', { t: 1, n: 1 }, 1, false],
    ['one of three that each unseal', { t: 1, n: 3 }, 1, true],
    ['the first of a server that does not answer', null, 1, false],
    ['the second of a server that does not answer', null, 2, true],
    ['the second of a server without shares', { t: 0, n: 0 }, 2, true],
  ])(
    'that is %s needs confirmation in production if it may complete the threshold',
    async (_what, status, count, isAsked) => {
      const { id } = await connect('production')
      await choose(id, 'practice')
      server.says(status)
      for (let index = 1; index < count; index++) await keepOwn(id, index)
      const expected = isAsked ? 'confirmation-needed' : 'ok'
      expect(await outcomeOf(keepOwn(id, count, undefined, 'another'))).toBe(expected)
      expect(await outcomeOf(keepOwn(id, count))).toBe(expected)
      expect(await keptShares(id)).toHaveLength(isAsked ? count - 1 : count)
      await keepOwn(id, count, undefined, 'prod')
      expect(await keptShares(id)).toHaveLength(count)
    },
  )

  it('needs no confirmation elsewhere', async () => {
    const { id } = await connect()
    for (const index of [1, 2, 3]) await keepOwn(id, index)
    expect(await keptShares(id)).toHaveLength(3)
  })

  it('records the counts of the server if it answers, and leaves them unchanged otherwise', async () => {
    const { id } = await connect()
    server.says({ t: 3, n: 5, recovery_seal: true, type: 'transit' })
    await keepOwn(id, 1)
    const keysOf = { shares: 5, threshold: 3, recovery: true }
    expect((await kept(id)).keysOf).toEqual(keysOf)
    for (const status of [null, { t: 0, n: 0 }]) {
      server.says(status)
      await keepOwn(id, 2)
      expect((await kept(id)).keysOf).toEqual(keysOf)
    }
  })

  it('is refused if keys of another way are stored', async () => {
    const { id } = await connect()
    await world.credentials.change(id, (now) => ({ ...now, rootToken: 'hvs.other', keysFor: 'way 2' }))
    await expect(keepOwn(id, 1)).rejects.toEqual(code('rejected'))
    expect(await kept(id)).toMatchObject({ rootToken: 'hvs.other', keysFor: 'way 2', shares: [] })
  })
})

describe('the share policy', () => {
  it.each<['none' | 'production', SharePolicy, string | undefined, boolean]>([
    ['production', 'practice', undefined, false],
    ['production', 'practice', 'another', false],
    ['production', 'practice', 'prod', true],
    ['production', 'mine', undefined, true],
    ['production', 'none', undefined, true],
    ['none', 'practice', undefined, true],
  ])('at the stage %s becomes %s with the name %s typed: %s', async (stage, policy, name, isSet) => {
    const { id } = await connect(stage)
    const outcome = await outcomeOf(changeSharePolicy(world.services, id, policy, name))
    expect(outcome).toBe(isSet ? 'ok' : 'confirmation-needed')
    expect((await world.custodyRules.read(id)).sharePolicy).toBe(isSet ? policy : null)
    expect(world.emitted).toEqual(isSet ? ['custody-changed'] : [])
  })

  it('leaves the nodes of the connection unchanged', async () => {
    const { id } = await connect()
    await world.custodyRules.change(id, (rules) => ({ ...rules, nodes: ['https://a'], nodesFor: 'way 1' }))
    await changeSharePolicy(world.services, id, 'mine', undefined)
    expect(await world.custodyRules.read(id)).toMatchObject({ nodes: ['https://a'], sharePolicy: 'mine' })
  })
})
