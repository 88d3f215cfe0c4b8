import { describe, expect, it } from 'vitest'
import {
  epochIn,
  floorOf,
  isGuarded,
  keychainEpoch,
  oldCopyOf,
  parseIndex,
  withEpoch,
} from '../../../electron/storage/keychain/epochIndex.ts'

const index = { version: 1 as const, epoch: 7, base: 2, unaccepted: true, files: { 'profile:a': 5, 'rules:a': 0 } }
const id = '5c1d6b1e-0000-4000-8000-000000000001'

describe('the index of epochs', () => {
  it('is read back as it was written', () => {
    expect(parseIndex(JSON.stringify(index))).toEqual(index)
  })

  it('of an older version has no base and is accepted', () => {
    const { base: _base, unaccepted: _unaccepted, ...old } = index
    expect(parseIndex(JSON.stringify(old))).toEqual({ ...old, base: 0, unaccepted: false })
  })

  it.each([
    ['text', 'damaged'],
    ['null', 'null'],
    ['another version', JSON.stringify({ ...index, version: 2 })],
    ['a negative epoch', JSON.stringify({ ...index, epoch: -1 })],
    ['a fractional epoch', JSON.stringify({ ...index, epoch: 1.5 })],
    ['no files', JSON.stringify({ version: 1, epoch: 7 })],
    ['a file with a negative epoch', JSON.stringify({ ...index, files: { 'profile:a': -1 } })],
  ])('is not parsed from %s', (_what, text) => {
    expect(parseIndex(text)).toBeNull()
  })

  it('gives each file its own floor, and every other file the base', () => {
    expect(['profile:a', 'rules:a', 'profile:b'].map((name) => floorOf(index, name))).toEqual([5, 0, 2])
  })
})

describe('the epoch of a sealed file', () => {
  it('is in its content, next to the other data', () => {
    const text = withEpoch({ version: 1, token: 'a token', epoch: 3 }, 9)
    expect(JSON.parse(text)).toEqual({ version: 1, token: 'a token', epoch: 9 })
    expect(epochIn(text)).toBe(9)
  })

  it.each(['{}', 'damaged', 'null', '{"epoch":-1}', '{"epoch":"4"}', '{"epoch":1.5}'])('is 0 in %s', (text) => {
    expect(epochIn(text)).toBe(0)
  })
})

describe('the epoch in the keychain', () => {
  it.each<[string | null, number]>([
    ['0', 0],
    ['12', 12],
    ['9'.repeat(15), 999_999_999_999_999],
    ['9'.repeat(16), 0],
    [null, 0],
    ['', 0],
    ['-1', 0],
    ['1.5', 0],
    ['0x10', 0],
    ['12 ', 0],
    ['a12', 0],
  ])('of the entry %j is %d', (entry, epoch) => {
    expect(keychainEpoch(entry === null ? null : Buffer.from(entry))).toBe(epoch)
  })
})

it.each([
  [`profile:${id}`, { what: 'credentials', profileId: id }],
  [`rules:${id}`, { what: 'rules', profileId: id }],
  [`ceremony-key:${id}:${id.replace('1', '2')}`, { what: 'ceremony', profileId: id }],
])('The sealed file %s is guarded and names its connection', (name, oldCopy) => {
  expect(isGuarded(name)).toBe(true)
  expect(oldCopyOf(name)).toEqual(oldCopy)
})

it.each(['custody-epochs', `ceremony:${id}:${id}`, `drafts:${id}`, `places:profile:${id}`, ''])(
  'The sealed file %j is not guarded',
  (name) => {
    expect(isGuarded(name)).toBe(false)
  },
)
