/** The stored form of a key ceremony: its items, their values, and what is read back. */
import { describe, expect, it } from 'vitest'
import type { ReceivedItem } from '../../../electron/contract/ceremony.ts'
import {
  answerBytes,
  awaitedOf,
  type Begun,
  bindingOf,
  finished,
  foundItems,
  itemsNowhere,
  itemsOf,
  nameOf,
  parseCeremony,
  prefixOf,
  type StoredCeremony,
  valueOfItem,
  without,
} from '../../../electron/core/ceremonies/storedCeremony.ts'

const profileId = '5c1d6b1e-0000-4000-8000-000000000001'
const id = '5c1d6b1e-0000-4000-8000-000000000002'
const at = '2026-01-01T00:00:00.000Z'
const pgp = { userIds: ['a person'], fingerprint: 'F00D' }
const begun: Begun = {
  version: 1,
  id,
  profileId,
  address: 'https://vault.example',
  way: 'a way',
  startedAt: at,
  shares: 3,
  threshold: 2,
  pgpShares: [],
  pgpRootToken: null,
}
const shareOf = (byte: number) => Buffer.alloc(33, byte)
const hex = [1, 2, 3].map((byte) => shareOf(byte).toString('hex'))
const base64 = [1, 2, 3].map((byte) => shareOf(byte).toString('base64'))
const plain: StoredCeremony = {
  ...begun,
  places: [],
  keys: hex,
  keysBase64: base64,
  recoveryKeys: [],
  recoveryKeysBase64: [],
  rootToken: 'hvs.root',
  received: null,
}
const recovery: StoredCeremony = {
  ...plain,
  keys: [],
  keysBase64: [],
  recoveryKeys: hex,
  recoveryKeysBase64: base64,
}
const unknown = (received: string): StoredCeremony => ({ ...plain, keys: [], keysBase64: [], rootToken: '', received })
const answer = (members: object) => Buffer.from(JSON.stringify(members))
const honest = { keys: hex, keys_base64: base64, root_token: 'hvs.root' }

describe('the names of ceremonies', () => {
  it('begin with their connection', () => {
    expect([prefixOf(profileId), nameOf(plain)]).toEqual([`ceremony:${profileId}:`, `ceremony:${profileId}:${id}`])
  })

  it('do not contain the way: keys are bound to the recorded way, or to the address of an older version', () => {
    expect([bindingOf(plain), bindingOf({ address: 'https://a', way: undefined })]).toEqual(['a way', 'https://a'])
  })
})

describe('the items of a ceremony', () => {
  it('are the shares in their order, then the root token', () => {
    expect([itemsOf(3), itemsOf(0)]).toEqual([[1, 2, 3, 'root-token'], ['root-token']])
  })

  it.each<[string, ReceivedItem, StoredCeremony, string | null]>([
    ['the first share', 1, plain, base64[0] ?? ''],
    ['the last share', 3, plain, base64[2] ?? ''],
    ['the first recovery share', 1, recovery, base64[0] ?? ''],
    ['the root token', 'root-token', plain, 'hvs.root'],
    ['a share that does not exist', 4, plain, null],
    ['a share that was handed over', 2, without(plain, 2), null],
    ['a recovery share that was handed over', 2, without(recovery, 2), null],
    ['a root token that was handed over', 'root-token', without(plain, 'root-token'), null],
    ['the answer of a server that was recognized', 'answer', plain, null],
    ['a share of an unknown answer', 2, unknown('{"keys":["a","b"]}'), 'b'],
    ['a share that an unknown answer does not have', 3, unknown('{"keys":["a","b"]}'), null],
    ['the root token of an unknown answer', 'root-token', unknown('{"root_token":"`id`"}'), '\\u0060id\\u0060'],
    ['the root token that an unknown answer does not have', 'root-token', unknown('{}'), null],
    ['an unknown answer', 'answer', unknown('<b>'), '\\u003cb\\u003e'],
  ])('have the value of %s', (_what, item, ceremony, value) => {
    expect(valueOfItem(ceremony, item)).toBe(value)
  })

  it.each<[string, StoredCeremony, ReceivedItem[] | null]>([
    ['new keys', plain, null],
    ['nothing', unknown(''), ['answer']],
    ['shares', unknown('{"keys":["a","b"]}'), [1, 2, 'answer']],
    ['a root token', unknown('{"root_token":"a"}'), ['root-token', 'answer']],
    ['both', unknown('{"keys_base64":["a"],"root_token":"b"}'), [1, 'root-token', 'answer']],
  ])('that were found in %s are named', (_what, ceremony, items) => {
    expect(foundItems(ceremony)).toEqual(items)
  })

  it('are missing until each one has a place', () => {
    const place = (item: ReceivedItem) => ({ item, way: 'copied' as const, at })
    expect(itemsNowhere(plain)).toEqual([1, 2, 3, 'root-token'])
    expect(itemsNowhere({ ...plain, places: [place(2), place('root-token'), place(2)] })).toEqual([1, 3])
    expect(itemsNowhere({ ...plain, places: itemsOf(3).map(place) })).toEqual([])
    expect(itemsNowhere(unknown('{"keys":["a"]}'))).toEqual(['answer'])
    expect(itemsNowhere({ ...unknown('{}'), places: [place('answer')] })).toEqual([])
  })

  it.each([
    ['unseal', plain, 'keys', 'keysBase64'],
    ['recovery', recovery, 'recoveryKeys', 'recoveryKeysBase64'],
  ] as const)('keep their numbers when an %s share is removed', (_kind, ceremony, hexList, base64List) => {
    const next = without(ceremony, 2)
    expect([next[hexList], next[base64List]]).toEqual([
      [hex[0], '', hex[2]],
      [base64[0], '', base64[2]],
    ])
    expect({ ...next, [hexList]: hex, [base64List]: base64 }).toEqual(ceremony)
  })

  it('may be handed over without a share', () => {
    expect(without(plain, 'root-token')).toEqual({ ...plain, rootToken: '' })
    expect(without(unknown('{}'), 'answer')).toEqual(unknown(''))
    expect(without(plain, 4)).toEqual(plain)
  })
})

describe('a ceremony that is finished', () => {
  it('has the new keys of the answer, and no item anywhere', () => {
    expect(finished(begun, answer(honest))).toEqual(plain)
    const auto = { keys: [], keys_base64: [], recovery_keys: hex, recovery_keys_base64: base64, root_token: 'hvs.root' }
    expect(finished(begun, answer(auto))).toEqual(recovery)
    const { way: _way, ...older } = begun
    expect(finished(older, answer(honest))).not.toHaveProperty('way')
    expect(finished({ ...begun, pgpShares: [pgp, pgp, pgp] }, answer(honest)).pgpShares).toHaveLength(3)
  })

  it.each<[string, Partial<Begun>, object]>([
    ['fewer shares than were asked for', { shares: 4 }, honest],
    ['no root token', {}, { ...honest, root_token: '' }],
    ['a root token that is not one', {}, { ...honest, root_token: '$(id)' }],
    ['a plain root token where one for a PGP key was asked for', { pgpRootToken: pgp }, honest],
    ['an encrypted root token where none was asked for', {}, { ...honest, root_token: 'YWJj+/==' }],
  ])('stores an answer with %s unchanged', (_what, change, members) => {
    const ceremony = finished({ ...begun, ...change }, answer(members))
    expect(ceremony).toMatchObject({
      keys: [],
      keysBase64: [],
      recoveryKeys: [],
      recoveryKeysBase64: [],
      rootToken: '',
    })
    expect(ceremony.received).toBe(JSON.stringify(members))
  })

  it('has the root token for a PGP key', () => {
    const asked = { ...begun, pgpRootToken: pgp }
    expect(finished(asked, answer({ ...honest, root_token: 'YWJj+/==' }))).toEqual({
      ...plain,
      pgpRootToken: pgp,
      rootToken: 'YWJj+/==',
    })
  })

  it('keeps bytes that are not text', () => {
    expect(finished(begun, Buffer.from([0xff, 0x41])).received).toBe('ÿA')
    expect(finished(begun, Buffer.from('{"keys":')).received).toBe('{"keys":')
  })

  it('has the answer of a witness of an older version', () => {
    const { keys, keysBase64, recoveryKeys, recoveryKeysBase64, rootToken } = plain
    const older = { keys, keysBase64, recoveryKeys, recoveryKeysBase64, rootToken }
    expect(finished(begun, answer(older))).toEqual(plain)
    const { rootToken: _token, ...less } = older
    expect(finished(begun, answer(less)).received).toBe(JSON.stringify(less))
  })
})

describe('a stored ceremony', () => {
  it('is read back, also while it waits for its answer', () => {
    expect(parseCeremony(JSON.stringify(plain))).toEqual(plain)
    const awaited = awaitedOf(begun, { publicKey: 'public', privateKey: 'private' })
    expect(awaited).toEqual({ ...begun, awaits: true, privateKey: 'private' })
    expect(parseCeremony(JSON.stringify(awaited))).toEqual(awaited)
    expect(JSON.stringify(awaited)).not.toContain('public"')
  })

  it('of an older version has no PGP keys and no places', () => {
    const { pgpShares: _s, pgpRootToken: _r, places: _p, received: _a, way: _w, ...older } = plain
    const { way: _way, ...expected } = plain
    expect(parseCeremony(JSON.stringify(older))).toEqual(expected)
    const { pgpShares: _t, pgpRootToken: _u, way: _x, ...olderBegun } = begun
    const awaited = { ...olderBegun, awaits: true, privateKey: 'private' }
    expect(parseCeremony(JSON.stringify(awaited))).toEqual({ ...awaited, pgpShares: [], pgpRootToken: null })
  })

  it.each<[string, string]>([
    ['text', 'damaged'],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['another version', JSON.stringify({ ...plain, version: 2 })],
    ['an id that is not a UUID', JSON.stringify({ ...plain, id: 'a' })],
    ['a connection that is not a UUID', JSON.stringify({ ...plain, profileId: 'a' })],
    ['half a share', JSON.stringify({ ...plain, shares: 1.5 })],
    ['no threshold', JSON.stringify({ ...plain, threshold: undefined })],
    ['no root token', JSON.stringify({ ...plain, rootToken: undefined })],
    ['keys that are no texts', JSON.stringify({ ...plain, keys: [1] })],
    ['places that are not known', JSON.stringify({ ...plain, places: [{ item: 1, way: 'lost', at }] })],
    ['no key to open the answer', JSON.stringify({ ...begun, awaits: true })],
    ['an answer that is not awaited', JSON.stringify({ ...begun, awaits: false, privateKey: 'private' })],
  ])('is rejected with %s', (_what, text) => {
    expect(parseCeremony(text)).toBeNull()
  })
})

describe('the space for an answer', () => {
  const lengthOf = (shares: number, share: string) => {
    const list = Array.from({ length: shares }, () => share)
    return answer({ keys: list, keys_base64: list, root_token: 'x'.repeat(120) }).length
  }
  it.each([1, 5, 255])('is enough for %d shares, plain or PGP-encrypted', (shares) => {
    expect(answerBytes({ shares, pgpShares: [] })).toBeGreaterThan(lengthOf(shares, 'f'.repeat(66)))
    const pgpShares = Array.from({ length: shares }, () => pgp)
    expect(answerBytes({ shares, pgpShares })).toBeGreaterThan(lengthOf(shares, 'f'.repeat(3000)))
    expect(answerBytes({ shares, pgpShares: [] })).toBeLessThan(100_000)
  })
})
