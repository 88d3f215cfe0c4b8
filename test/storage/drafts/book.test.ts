/** Stored drafts and journals: how they are read, their bounds, and the data of other versions. */
import { describe, expect, it } from 'vitest'
import { limits } from '../../../electron/contract/limits.ts'
import {
  applyChanges,
  type Changes,
  type Draft,
  draftKey,
  draftLimits,
  partsOfKey,
  readBook,
  withChanges,
} from '../../../electron/storage/drafts/book.ts'
import { createHolds } from '../../../electron/storage/drafts/holds.ts'
import {
  draftJournalPrefix,
  journalName,
  journalsOf,
  keyOfJournal,
  readJournal,
  textOfJournal,
} from '../../../electron/storage/drafts/journal.ts'

const draft = (place: string, change: Partial<Draft> = {}): Draft => ({
  place,
  session: 's',
  name: '',
  content: 'text',
  changedAt: '2026-01-01T00:00:00.000Z',
  ...change,
})
const changesOf = (...drafts: readonly Draft[]): Changes =>
  new Map(drafts.map((each) => [draftKey(each.place, each.session), each]))
const textOf = (...drafts: readonly unknown[]) => JSON.stringify({ version: 2, drafts })
const rejected = expect.objectContaining({ code: 'rejected' }) as unknown

describe('the key of a draft', () => {
  it('consists of its place and its session, for any content', () => {
    for (const [place, session] of [
      ['a', 'b'],
      ['a"],["', ''],
      ['', ''],
      ['x\ny', 'z'],
    ] as const) {
      expect(partsOfKey(draftKey(place, session))).toEqual({ place, session })
    }
    expect(draftKey('a', 'b')).not.toBe(draftKey('ab', ''))
    expect(partsOfKey('[]')).toEqual({ place: '', session: '' })
  })
})

describe('the stored drafts of a connection', () => {
  it('are empty if nothing is stored', () => {
    expect(readBook(null)).toEqual(new Map())
  })

  it('are read with defaults for fields that an earlier version omitted', () => {
    const old = { place: 'a', content: 'x', changedAt: 'then' }
    expect(readBook(JSON.stringify({ version: 1, drafts: [old] }))).toEqual(
      changesOf({ ...old, session: '', name: '' }),
    )
    expect(readBook(textOf(draft('a'), draft('a', { session: 't', name: 'n' })))).toEqual(
      changesOf(draft('a'), draft('a', { session: 't', name: 'n' })),
    )
  })

  it.each([
    'no JSON',
    'null',
    '{}',
    '{"version":3,"drafts":[]}',
    '{"version":2}',
    '{"version":2,"drafts":[{}]}',
    '{"version":2,"drafts":[{"place":"a","content":1,"changedAt":"x"}]}',
    '{"version":2,"drafts":[{"place":1,"content":"a","changedAt":"x"}]}',
    '{"version":2,"drafts":[{"place":"a","content":"a"}]}',
    '{"version":2,"drafts":[{"place":"a","content":"a","changedAt":"x","session":1}]}',
    '{"version":2,"drafts":[{"place":"a","content":"a","changedAt":"x","name":1}]}',
  ])('of another version are neither read nor replaced: %s', (text) => {
    const unreadable = expect.objectContaining({ code: 'file-unreadable' }) as unknown
    expect(() => readBook(text)).toThrow(unreadable)
    expect(() => withChanges(text, changesOf(draft('a')))).toThrow(unreadable)
  })

  it('are changed one by one, and an empty list is not stored', () => {
    const first = withChanges(null, changesOf(draft('a'), draft('b')))
    expect(JSON.parse(first ?? '')).toEqual({ version: 2, drafts: [draft('a'), draft('b')] })
    const next = withChanges(first, new Map([[draftKey('a', 's'), null], ...changesOf(draft('c'))]))
    expect(readBook(next)).toEqual(changesOf(draft('b'), draft('c')))
    expect(
      withChanges(
        next,
        new Map([
          [draftKey('b', 's'), null],
          [draftKey('c', 's'), null],
        ]),
      ),
    ).toBeNull()
    expect(withChanges(null, new Map())).toBeNull()
    const book = readBook(next)
    applyChanges(book, changesOf(draft('b', { content: 'new' })))
    expect(book.get(draftKey('b', 's'))?.content).toBe('new')
  })

  it('are at most 200, unless a draft is only removed', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => draft(`${index}`))
    const full = textOf(...many(draftLimits.count))
    expect(readBook(withChanges(textOf(...many(199)), changesOf(draft('x')), 'bounded')).size).toBe(200)
    expect(() => withChanges(full, changesOf(draft('x')), 'bounded')).toThrow(rejected)
    expect(readBook(withChanges(full, changesOf(draft('x')))).size).toBe(201)
    // A journal can add more than that; drafts can still be discarded then.
    const over = textOf(...many(202))
    expect(readBook(withChanges(over, new Map([[draftKey('0', 's'), null]]), 'bounded')).size).toBe(201)
    expect(() => withChanges(over, new Map([[draftKey('0', 's'), null], ...changesOf(draft('1'))]), 'bounded')).toThrow(
      rejected,
    )
  })

  it('have a total limit of four times the longest draft, including place and name', () => {
    expect(draftLimits.characters).toBe(4 * limits.draft)
    const fill = draftLimits.characters - 'place'.length - 'name'.length
    const whole = (length: number, name = 'name') =>
      withChanges(null, changesOf(draft('place', { name, content: 'x'.repeat(length) })), 'bounded')
    expect(whole(fill)).not.toBeNull()
    expect(() => whole(fill + 1)).toThrow(rejected)
    expect(() => whole(fill, 'named')).toThrow(rejected)
    expect(() =>
      withChanges(
        textOf(draft('b', { content: '' })),
        changesOf(draft('place', { name: 'name', content: 'x'.repeat(fill) })),
        'bounded',
      ),
    ).toThrow(rejected)
  })
})

describe('a journal', () => {
  it('has a name that sorts by its number and contains its connection', () => {
    const names = [9, 10, 1_767_225_600_000].map((number) => journalName('p:w:x', number))
    expect(names.toSorted()).toEqual(names)
    for (const name of names) {
      expect(name.startsWith(journalsOf('p:w:x'))).toBe(true)
      expect(name.startsWith(draftJournalPrefix)).toBe(true)
      expect(keyOfJournal(name)).toBe('p:w:x')
    }
  })

  it('contains drafts and discards, in their order', () => {
    const changes: Changes = new Map([[draftKey('gone', 's'), null], ...changesOf(draft('a', { name: 'n' }))])
    const read = readJournal(textOfJournal([...changes]))
    expect(read).toEqual(changes)
    expect([...(read ?? [])].map(([key]) => key)).toEqual([...changes.keys()])
    const old = { place: 'a', content: 'x', changedAt: 'then' }
    const text = JSON.stringify({
      version: 1,
      changes: [
        { place: 'a', draft: old },
        { place: 'b', draft: null },
      ],
    })
    expect(readJournal(text)).toEqual(
      new Map([
        [draftKey('a', ''), { ...old, session: '', name: '' }],
        [draftKey('b', ''), null],
      ]),
    )
  })

  it.each([
    'no JSON',
    '{}',
    '{"version":3,"changes":[]}',
    '{"version":2,"changes":[{}]}',
    '{"version":2,"changes":[{"place":"a"}]}',
  ])('of another version is not read: %s', (text) => {
    expect(readJournal(text)).toBeNull()
  })
})

describe('holds', () => {
  const held = (index: number) => ({ profileId: 'p', place: `${index}`, session: 's' })

  it('are at most 1,000 drafts, each of which can be held again', () => {
    const holds = createHolds()
    const releases = Array.from({ length: 1000 }, (_, index) => holds.take(held(index), 'tab'))
    expect(() => holds.take(held(1000), 'tab')).toThrow(rejected)
    expect(holds.take(held(0), 'tab')).not.toBeNull()
    expect(holds.take(held(0), 'other')).toBeNull()
    releases[1]?.()
    expect(holds.take(held(1000), 'tab')).not.toBeNull()
  })

  it('belong to one connection, and unknown drafts have no hold', () => {
    const holds = createHolds()
    holds.take(held(1), 'tab')
    expect(holds.isHeldByOthers(held(1), undefined)).toBe(true)
    expect(holds.isHeldByOthers({ ...held(1), profileId: 'q' }, 'other')).toBe(false)
    expect(holds.isHeldByOthers(held(2), 'other')).toBe(false)
  })
})
