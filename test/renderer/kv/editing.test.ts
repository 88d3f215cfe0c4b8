/** Rows of the editor in detail: problems, marks, types, rebasing on a newer version, and reconciling with text. */
import { describe, expect, it } from 'vitest'
import { limits } from '../../../electron/contract/limits.ts'
import type { Entry, Secret } from '../../../electron/contract/kv.ts'
import { changesBetween, isSameSecret, kindOfChange } from '../../../renderer/features/kv/editor/changes.ts'
import { Draft, draftPlace, nameOfNew } from '../../../renderer/features/kv/editor/draft.ts'
import {
  generatePassphrase,
  generatePassword,
  passwordBits,
  type PasswordWish,
  randomBelow,
  strengthOf,
} from '../../../renderer/features/kv/editor/generating.ts'
import { decide, mergeEntries } from '../../../renderer/features/kv/editor/merge.ts'
import {
  addedRows,
  mergeStored,
  overwrittenKeys,
  rebaseOnNothing,
  rebaseRows,
} from '../../../renderer/features/kv/editor/rebase.ts'
import { reconcileRows } from '../../../renderer/features/kv/editor/reconcile.ts'
import {
  baseEntriesOf,
  decidedRow,
  entriesOf,
  hasNoKey,
  isBlank,
  isChanged,
  isKeptAside,
  jsonOfRow,
  markOf,
  newRow,
  problemsOf,
  roundedKeys,
  type Row,
  type RowKind,
  rowOfEntry,
  rowsOf,
  undoneRow,
  withKind,
} from '../../../renderer/features/kv/editor/rows.ts'
import { nodesOfJson, readWholeJson, writeWholeJson } from '../../../renderer/features/kv/editor/wholeJson.ts'
import { readWholeYaml, writeWholeYaml } from '../../../renderer/features/kv/editor/wholeYaml.ts'

const entry = (key: string, json: string): Entry => ({ key, json })
const typed = (change: Partial<Row>): Row => ({ ...newRow([]), key: 'k', ...change })
/** Rows for comparison: key, kind, text, the opened value, and the remaining properties if they are set. */
const seen = (rows: readonly Row[]) =>
  rows.map(({ key, kind, text, original, removed, conflict, isKeyEmpty }) => ({
    key,
    kind,
    text,
    was: original?.json ?? null,
    ...(removed && { removed }),
    ...(conflict && { conflict }),
    ...(isKeyEmpty && { isKeyEmpty }),
  }))
const plain = (key: string, text: string, was: string | null, more: object = {}) => ({
  key,
  kind: 'text',
  text,
  was,
  ...more,
})

describe('a row', () => {
  it.each<[string, RowKind, string]>([
    ['"a"', 'text', 'a'],
    ['1.50', 'number', '1.50'],
    ['true', 'boolean', 'true'],
    ['null', 'null', 'null'],
    ['[1]', 'json', '[\n  1\n]'],
    ['{"a":1}', 'json', '{\n  "a": 1\n}'],
  ])('of %s is of the type %s', (json, kind, text) => {
    expect(rowOfEntry(entry('k', json), 4)).toEqual({
      id: 4,
      key: 'k',
      kind,
      text,
      original: { key: 'k', json },
      removed: false,
    })
  })

  it('has a unique ID', () => {
    expect(rowsOf([entry('a', '1'), entry('b', '2')]).map(({ id }) => id)).toEqual([0, 1])
    expect(newRow([])).toEqual({ id: 0, key: '', kind: 'text', text: '', original: null, removed: false })
    expect(newRow([typed({ id: 7 }), typed({ id: 2 })]).id).toBe(8)
  })

  it('that is undone is as it was opened, and a new one is restored', () => {
    expect(undoneRow({ ...rowOfEntry(entry('a', '1'), 3), key: 'b', kind: 'text', removed: true })).toEqual(
      rowOfEntry(entry('a', '1'), 3),
    )
    expect(undoneRow(typed({ id: 5, text: 'x', removed: true }))).toEqual(typed({ id: 5, text: 'x' }))
  })

  it('in conflict becomes mine or theirs, or disappears with theirs', () => {
    const row = typed({ id: 3, text: 'mine', conflict: { base: '"1"', theirs: '2' } })
    const { conflict: _conflict, ...mine } = row
    expect(decidedRow(row, 'mine')).toEqual(mine)
    expect(decidedRow(row, 'theirs')).toEqual(rowOfEntry(entry('k', '2'), 3))
    expect(decidedRow({ ...row, conflict: { base: '"1"', theirs: null } }, 'theirs')).toBeNull()
    expect(decidedRow(mine, 'theirs')).toEqual(mine)
  })

  it.each<[Partial<Row>, string]>([
    [{ text: ' 1 ' }, '" 1 "'],
    [{ kind: 'number', text: ' 1 ' }, '1'],
    [{ kind: 'json', text: ' [1,  2]\n' }, '[1,  2]'],
    [{ kind: 'boolean', text: 'false' }, 'false'],
    [{ kind: 'null', text: 'anything' }, 'null'],
    // The text of an unchanged value is exactly the server's.
    [{ kind: 'json', text: '[\n  1,\n  2\n]', original: { key: 'k', json: '[1,  2]' } }, '[1,  2]'],
    [{ kind: 'json', text: '[\n  1,\n  3\n]', original: { key: 'k', json: '[1,  2]' } }, '[\n  1,\n  3\n]'],
    [{ kind: 'text', text: '5', original: { key: 'k', json: '5' } }, '"5"'],
    [{ kind: 'text', text: 'A', original: { key: 'k', json: String.raw`"\u0041"` } }, String.raw`"\u0041"`],
  ])('%j saves %s', (change, json) => {
    expect(jsonOfRow(typed(change))).toBe(json)
  })

  it.each<[Partial<Row>, string | undefined]>([
    [{ key: '' }, undefined],
    [{ key: '', text: 'x' }, 'key-missing'],
    [{ key: '', kind: 'null', text: 'null' }, 'key-missing'],
    [{ key: '', text: 'x', removed: true }, undefined],
    [{ key: '', text: 'x', isKeyEmpty: true }, undefined],
    [{ key: '', isKeyEmpty: true }, undefined],
    [{ key: '', text: 'x', original: { key: '', json: '"y"' } }, undefined],
    [{ key: '', text: 'x', original: { key: 'a', json: '"y"' } }, 'key-missing'],
    [{ key: 'k'.repeat(limits.path) }, undefined],
    [{ key: 'k'.repeat(limits.path + 1) }, 'key-too-long'],
    [{ kind: 'number', text: ' 1 ' }, undefined],
    [{ kind: 'number', text: '01' }, 'not-a-number'],
    [{ kind: 'number', text: '' }, 'not-a-number'],
    [{ kind: 'json', text: ' {} ' }, undefined],
    [{ kind: 'json', text: '' }, 'not-json'],
    [{ kind: 'text', text: '01' }, undefined],
    [{ text: 'x'.repeat(limits.value - 2) }, undefined],
    [{ text: 'x'.repeat(limits.value - 1) }, 'value-too-long'],
    [{ text: 'x'.repeat(limits.value - 1), removed: true }, undefined],
  ])('has its problem, case %#', (change, problem) => {
    expect(problemsOf([typed({ id: 9, ...change })])).toEqual(new Map(problem === undefined ? [] : [[9, problem]]))
  })

  it('has a duplicate key only if the other row with the key is saved, too', () => {
    const twice = (first: Partial<Row>) => problemsOf([typed({ id: 1, ...first }), typed({ id: 2 })])
    expect([...twice({})]).toEqual([[2, 'key-twice']])
    expect([...twice({ removed: true })]).toEqual([])
    expect([...twice({ kind: 'number', text: 'x' })]).toEqual([
      [1, 'not-a-number'],
      [2, 'key-twice'],
    ])
  })

  it.each<[Partial<Row>, boolean, boolean, string | null]>([
    [{ key: '' }, true, true, null],
    [{ key: '', text: ' ' }, true, false, 'added'],
    [{ key: '', kind: 'boolean' }, true, false, 'added'],
    [{ key: '', isKeyEmpty: true }, false, false, 'added'],
    [{ key: 'a' }, false, false, 'added'],
    [{ key: 'a', original: { key: 'a', json: '""' } }, false, false, null],
    [{ key: 'a', original: { key: 'a', json: '"x"' } }, false, false, 'changed'],
    [{ key: 'b', original: { key: 'a', json: '""' } }, false, false, 'changed'],
    [{ key: '', original: { key: 'a', json: '""' } }, true, false, 'changed'],
    [{ key: 'a', original: { key: 'a', json: '""' }, removed: true }, false, false, 'removed'],
  ])('%j: no key %s, blank %s, mark %s', (change, noKey, blank, mark) => {
    const row = typed(change)
    expect([hasNoKey(row), isBlank(row), markOf(row), isChanged([row])]).toEqual([noKey, blank, mark, mark !== null])
    expect(isChanged([rowOfEntry(entry('a', '1')), row])).toBe(mark !== null)
  })

  it('is saved unless it is removed or blank', () => {
    const rows = [...rowsOf([entry('a', '1'), entry('b', '2')]), typed({ id: 2, key: 'c', text: 'x' }), newRow([])]
    const removed = rows.map((row) => (row.key === 'a' ? { ...row, removed: true } : row))
    expect(entriesOf(removed)).toEqual([entry('b', '2'), entry('c', '"x"')])
    expect(baseEntriesOf(removed)).toEqual([entry('a', '1'), entry('b', '2')])
  })

  it.each<[Partial<Row>, readonly string[]]>([
    [{ kind: 'number', text: '12345678901234567890' }, ['k']],
    [{ kind: 'json', text: '[9007199254740993]' }, ['k']],
    [{ kind: 'number', text: '9007199254740992' }, []],
    [{ kind: 'text', text: '12345678901234567890' }, []],
    [{ kind: 'json', text: '[9007199254740993' }, []],
    [{ kind: 'number', text: '12345678901234567890', removed: true }, []],
  ])('%j loses digits under the keys %j', (change, keys) => {
    expect(roundedKeys([typed(change)])).toEqual(keys)
  })
})

describe('a change of a row’s type', () => {
  it.each<[string, string]>([
    ['', 'true'],
    ['yes', 'true'],
    ['1', 'true'],
    ['false', 'false'],
    [' NO ', 'false'],
    ['off', 'false'],
    ['0', 'false'],
    ['00', 'true'],
  ])('turns %j into the boolean %s and keeps the text', (text, boolean) => {
    expect(withKind(typed({ text }), 'boolean')).toEqual(
      typed({ kind: 'boolean', text: boolean, earlier: { kind: 'text', text } }),
    )
  })

  it('restores the text after any types in between', () => {
    const row = typed({ kind: 'number', text: '42' })
    const asNull = withKind(row, 'null')
    expect(asNull).toEqual(typed({ kind: 'null', text: 'null', earlier: { kind: 'number', text: '42' } }))
    expect(withKind(asNull, 'boolean')).toEqual(
      typed({ kind: 'boolean', text: 'true', earlier: { kind: 'number', text: '42' } }),
    )
    expect(withKind(withKind(asNull, 'boolean'), 'text')).toEqual(typed({ kind: 'text', text: '42' }))
    expect(withKind(asNull, 'null')).toEqual(asNull)
    expect(withKind(row, 'number')).toEqual(row)
  })

  it('turns an opened null into an empty string, and a boolean into its word', () => {
    expect(withKind(typed({ kind: 'null', text: 'null' }), 'text')).toEqual(typed({ text: '' }))
    expect(withKind(typed({ kind: 'boolean', text: 'false' }), 'text')).toEqual(typed({ text: 'false' }))
    expect(withKind(typed({ kind: 'boolean', text: 'false' }), 'null')).toEqual(
      typed({ kind: 'null', text: 'null', earlier: { kind: 'boolean', text: 'false' } }),
    )
  })

  it('forgets the kept text once something is typed as another type of free text', () => {
    const row = typed({ kind: 'number', text: '7', earlier: { kind: 'text', text: 'old' } })
    expect(withKind(row, 'null')).toEqual(typed({ kind: 'null', text: 'null', earlier: { kind: 'number', text: '7' } }))
    expect(withKind(row, 'text')).toEqual(typed({ text: '7' }))
  })

  it.each<[Partial<Row>, boolean]>([
    [{ kind: 'boolean', text: 'true' }, false],
    [{ kind: 'boolean', text: 'true', earlier: { kind: 'text', text: 'x' } }, true],
    [{ kind: 'boolean', text: 'true', earlier: { kind: 'text', text: ' TRUE ' } }, false],
    [{ kind: 'boolean', text: 'true', earlier: { kind: 'text', text: '' } }, false],
    [{ kind: 'boolean', text: 'true', earlier: { kind: 'null', text: 'null' } }, false],
    [{ kind: 'null', text: 'null', earlier: { kind: 'boolean', text: 'true' } }, true],
  ])('%j keeps a hidden text: %s', (change, isAside) => {
    expect(isKeptAside(typed(change))).toBe(isAside)
  })
})

describe('a three-way decision', () => {
  it.each<[string | undefined, string | undefined, string | undefined, string]>([
    ['1', '1', '2', 'theirs'],
    ['1', '1', undefined, 'theirs'],
    [undefined, undefined, '1', 'theirs'],
    ['1', '2', '1', 'mine'],
    ['1', undefined, '1', 'mine'],
    [undefined, '1', undefined, 'mine'],
    ['[1,2]', '2', '[1, 2]', 'mine'],
    ['[1,2]', '[1, 2]', '2', 'theirs'],
    ['1', '[1,2]', '[1, 2]', 'theirs'],
    ['1', undefined, undefined, 'theirs'],
    ['1', '2', '3', 'conflict'],
    ['1', undefined, '3', 'conflict'],
    ['1', '2', undefined, 'conflict'],
    [undefined, '2', '3', 'conflict'],
  ])('between %s, mine %s and theirs %s is %s', (base, mine, theirs, decision) => {
    expect(decide({ base, mine, theirs })).toBe(decision)
  })

  it('is made for each key, in the order of the secret before', () => {
    const base = [entry('a', '1'), entry('b', '1'), entry('c', '1'), entry('d', '1'), entry('e', '[1,2]')]
    const mine = [entry('x', '9'), entry('e', '[1,2]'), entry('d', '3'), entry('b', '2'), entry('a', '1')]
    const theirs = [
      entry('a', '5'),
      entry('b', '1'),
      entry('d', '4'),
      entry('y', '8'),
      entry('e', '[1, 2]'),
      entry('c', '7'),
    ]
    expect(mergeEntries(base, mine, theirs)).toEqual({
      entries: [
        entry('x', '9'),
        entry('e', '[1, 2]'),
        entry('d', '3'),
        entry('b', '2'),
        entry('a', '5'),
        entry('y', '8'),
      ],
      conflicts: [
        { key: 'c', base: '1', mine: undefined, theirs: '7' },
        { key: 'd', base: '1', mine: '3', theirs: '4' },
      ],
      theirs: ['a', 'y'],
    })
  })
})

describe('an edit rebased on a newer version', () => {
  const base = [entry('a', '"1"'), entry('b', '"1"'), entry('c', '"1"'), entry('d', '"1"')]
  const edit = (change: (row: Row) => Row) => rowsOf(base).map(change)
  const removedIn = (row: Row) => ({ ...row, removed: true })

  it('keeps my changes, takes theirs, and shows keys that both changed', () => {
    const mine = edit((row) => (row.key === 'a' || row.key === 'c' ? { ...row, text: 'mine' } : row))
    const theirs = [entry('a', '"1"'), entry('b', '"2"'), entry('c', '"2"'), entry('new', '"x"')]
    const { rows, taken, conflicts } = rebaseRows(mine, theirs)
    expect(seen(rows)).toEqual([
      plain('a', 'mine', '"1"'),
      plain('b', '2', '"2"'),
      plain('c', 'mine', '"2"', { conflict: { base: '"1"', theirs: '"2"' } }),
      plain('new', 'x', '"x"'),
    ])
    expect([taken, conflicts]).toEqual([['b', 'd', 'new'], ['c']])
    expect(rows.map(({ id }) => id)).toEqual([0, 1, 2, 3])
  })

  it('shows a key that I changed and they removed as a conflict without their value', () => {
    const mine = edit((row) => (row.key === 'a' ? { ...row, text: 'mine' } : row))
    const { rows, conflicts } = rebaseRows(mine, base.slice(1))
    expect(seen(rows)[0]).toEqual(plain('a', 'mine', null, { conflict: { base: '"1"', theirs: null } }))
    expect(conflicts).toEqual(['a'])
  })

  it('shows a key that both added as a conflict without a base', () => {
    const { rows } = rebaseRows([typed({ key: 'n', text: 'mine' })], [entry('n', '"theirs"')])
    expect(seen(rows)).toEqual([plain('n', 'mine', '"theirs"', { conflict: { base: null, theirs: '"theirs"' } })])
  })

  it('keeps a removal: as a conflict if they changed the key, and not at all if they removed it', () => {
    const mine = edit(removedIn)
    const theirs = [entry('a', '"1"'), entry('b', '"2"')]
    const { rows, taken, conflicts } = rebaseRows(mine, theirs)
    expect(seen(rows)).toEqual([
      plain('a', '1', '"1"', { removed: true }),
      plain('b', '2', '"2"', { removed: true, conflict: { base: '"1"', theirs: '"2"' } }),
    ])
    expect([taken, conflicts]).toEqual([[], ['b']])
  })

  it('keeps the original base of an undecided removal in conflict', () => {
    const first = rebaseRows(
      edit((row) => (row.key === 'b' ? removedIn(row) : row)),
      [...base.filter(({ key }) => key !== 'b'), entry('b', '"2"')],
    )
    const again = rebaseRows(first.rows, [...base.filter(({ key }) => key !== 'b'), entry('b', '"2"')])
    expect(seen(again.rows).at(-1)).toEqual(
      plain('b', '2', '"2"', { removed: true, conflict: { base: '"1"', theirs: '"2"' } }),
    )
    const third = rebaseRows(again.rows, [entry('b', '"3"')])
    expect(seen(third.rows).find(({ key }) => key === 'b')).toEqual(
      plain('b', '3', '"3"', { removed: true, conflict: { base: '"1"', theirs: '"3"' } }),
    )
  })

  it('keeps the original base of an undecided conflict', () => {
    const first = rebaseRows(
      edit((row) => (row.key === 'a' ? { ...row, text: 'mine' } : row)),
      [entry('a', '"2"')],
    )
    const same = rebaseRows(first.rows, [entry('a', '"2"')])
    expect(seen(same.rows)).toEqual([plain('a', 'mine', '"2"', { conflict: { base: '"1"', theirs: '"2"' } })])
    const next = rebaseRows(first.rows, [entry('a', '"3"')])
    expect(seen(next.rows)).toEqual([plain('a', 'mine', '"3"', { conflict: { base: '"1"', theirs: '"3"' } })])
    const gone = rebaseRows(first.rows, [])
    expect(seen(gone.rows)).toEqual([plain('a', 'mine', null, { conflict: { base: '"1"', theirs: null } })])
    // The conflict ends if their value equals mine.
    expect(seen(rebaseRows(first.rows, [entry('a', '"mine"')]).rows)).toEqual([plain('a', 'mine', '"mine"')])
  })

  it('drops blank rows, and keeps incomplete ones as new', () => {
    const rows: Row[] = [
      newRow([]),
      typed({ id: 1, key: '', text: 'no key' }),
      typed({ id: 2, key: 'a', text: 'first' }),
      typed({ id: 3, key: 'a', text: 'second', original: { key: 'z', json: '1' } }),
    ]
    expect(seen(rebaseRows(rows, [entry('a', '"theirs"')]).rows)).toEqual([
      plain('', 'no key', null),
      plain('a', 'first', '"theirs"', { conflict: { base: null, theirs: '"theirs"' } }),
      plain('a', 'second', null),
    ])
  })

  it('of a removed secret is new as a whole, without conflicts and removed rows', () => {
    const rows: Row[] = [
      typed({ id: 0, key: 'a', text: 'x', conflict: { base: null, theirs: '1' }, original: { key: 'a', json: '1' } }),
      typed({ id: 1, key: 'b', original: { key: 'b', json: '""' }, removed: true }),
      typed({ id: 2, key: '', text: 'kept', original: { key: '', json: '"1"' } }),
      typed({ id: 3, key: '', text: 'missing' }),
    ]
    expect(rebaseOnNothing(rows)).toEqual([
      typed({ id: 0, key: 'a', text: 'x' }),
      typed({ id: 2, key: '', text: 'kept', isKeyEmpty: true }),
      typed({ id: 3, key: '', text: 'missing' }),
    ])
  })

  it('of a new secret whose path is taken is added to it: my values win, and their keys are named first', () => {
    const mine = [typed({ id: 0, key: 'a', text: 'mine' }), typed({ id: 1, key: 'same', text: 'x' })]
    const entries = [entry('a', '"theirs"'), entry('same', '"x"'), entry('b', '"kept"')]
    const there = (state: string) => ({ base: { kind: 'new' as const }, secret: { state } as Secret, entries })
    expect(overwrittenKeys(mine, there('current'))).toEqual(['a'])
    expect(seen(addedRows(mine, there('current')))).toEqual([
      plain('a', 'mine', '"theirs"'),
      plain('same', 'x', '"x"'),
      plain('b', 'kept', '"kept"'),
    ])
    for (const gone of [there('deleted'), { ...there('x'), secret: null }]) {
      expect(seen(addedRows(mine, gone))).toEqual([plain('a', 'mine', null), plain('same', 'x', null)])
    }
  })

  it('takes in the current secret, unless none of my changes is left', () => {
    const rows = [typed({ id: 0, key: 'a', text: 'mine' }), ...rowsOf([entry('b', '"2"')])]
    const stored = (state: string, entries: readonly Entry[]) => ({
      base: { kind: 'version' as const, version: 7 },
      secret: { state, version: 7 } as Secret,
      entries,
    })
    const theirs = [entry('b', '"3"')]
    const both = mergeStored(rows, stored('current', theirs))
    expect(both?.merged).toEqual({ version: 7, state: 'current', taken: ['b'], conflicts: [] })
    expect(both?.rows).toEqual(rebaseRows(rows, theirs).rows)
    expect(mergeStored(rows, stored('current', [entry('a', '"other"')]))?.merged.conflicts).toEqual(['a'])
    expect(mergeStored(rows, stored('current', [entry('a', '"mine"'), entry('b', '"3"')]))).toBeNull()

    const nothing = { taken: [], conflicts: [] }
    const deleted = mergeStored(rows, stored('deleted', []))
    expect(deleted?.merged).toEqual({ version: 7, state: 'deleted', ...nothing })
    expect(deleted?.rows).toEqual(rebaseOnNothing(rows))
    const gone = mergeStored(rows, { ...stored('', []), secret: null })
    expect(gone?.merged).toEqual({ version: undefined, state: 'gone', ...nothing })
    expect(gone?.rows).toEqual(rebaseOnNothing(rows))
  })
})

describe('the rows of an edited text', () => {
  const rows = rowsOf([entry('a', '"1"'), entry('b', '[1,  2]'), entry('c', '3')])

  it('are the same if the text has the same values, in the order of the text', () => {
    const [a, b, c] = rows
    expect(reconcileRows(rows, [entry('c', '3'), entry('b', '[1, 2]'), entry('a', '"1"')])).toEqual([c, b, a])
  })

  it('are changed, removed and added, and keep their IDs', () => {
    expect(reconcileRows(rows, [entry('b', '"x"'), entry('new', '1'), entry('more', 'true')])).toEqual([
      { ...rows[1], kind: 'text', text: 'x' },
      { id: 3, key: 'new', kind: 'number', text: '1', original: null, removed: false },
      { id: 4, key: 'more', kind: 'boolean', text: 'true', original: null, removed: false },
      { ...rows[0], removed: true },
      { ...rows[2], removed: true },
    ])
  })

  it('that were removed are restored when the text names them again', () => {
    const removed = rows.map((row) => ({ ...row, removed: true }))
    expect(reconcileRows(removed, [entry('a', '"2"'), entry('c', '3')])).toEqual([
      { ...rows[0], text: '2' },
      rows[2],
      { ...rows[1], removed: true },
    ])
  })

  it('that were renamed keep the new name while the text has it, and are the old row if it has the old name', () => {
    const renamed = rows.map((row) => (row.key === 'a' ? { ...row, key: 'z' } : row))
    const text = (...keys: readonly string[]) => keys.map((key) => entry(key, '"1"'))
    expect(reconcileRows(renamed, text('z')).filter(({ removed }) => !removed)).toEqual([renamed[0]])
    expect(reconcileRows(renamed, text('a')).filter(({ removed }) => !removed)).toEqual([rows[0]])
    expect(reconcileRows(renamed, text('a', 'z')).filter(({ removed }) => !removed)).toEqual([
      { id: 3, key: 'a', kind: 'text', text: '1', original: null, removed: false },
      renamed[0],
    ])
    // The row remains visible under the name that was opened.
    expect(reconcileRows(renamed, [])[0]).toEqual({ ...rows[0], removed: true })
  })

  it('contain the empty key only if the text does', () => {
    expect(reconcileRows([newRow([])], [entry('', '1')])).toEqual([
      { id: 1, key: '', kind: 'number', text: '1', original: null, removed: false, isKeyEmpty: true },
    ])
    expect(reconcileRows([typed({ text: 'new' })], [])).toEqual([])
  })
})

describe('what a save changes', () => {
  it.each<[string | undefined, string | undefined, string]>([
    [undefined, '1', 'added'],
    ['1', undefined, 'removed'],
    ['1', '2', 'changed'],
  ])('from %s to %s is %s', (before, after, kind) => {
    expect(kindOfChange({ key: 'k', before, after })).toBe(kind)
  })

  it('is compared exactly, while two secrets are compared by value', () => {
    const one = [entry('a', '1'), entry('b', '[1,2]')]
    const two = [entry('b', '[1, 2]'), entry('a', '1')]
    expect(changesBetween(one, two)).toEqual([{ key: 'b', before: '[1,2]', after: '[1, 2]' }])
    expect(isSameSecret(one, two)).toBe(true)
    expect(isSameSecret(one, [entry('a', '1')])).toBe(false)
    expect(isSameSecret([entry('a', '1')], one)).toBe(false)
    expect(isSameSecret(one, [entry('a', '1'), entry('c', '[1,2]')])).toBe(false)
    expect(isSameSecret(one, [entry('a', '1'), entry('b', '[1,3]')])).toBe(false)
    expect(isSameSecret([], [])).toBe(true)
  })
})

describe('a draft of a secret', () => {
  it('is stored under the path of the secret, and a new one under the typed path', () => {
    const place = { mount: 'secret/', version: 2, path: 'app/db' } as unknown as Parameters<typeof draftPlace>[0]
    expect(draftPlace(place)).not.toBe(draftPlace({ ...place, path: 'app/other' }))
    expect(draftPlace(place)).not.toBe(draftPlace({ ...place, mount: 'other/' }))
    const draft = { path: 'app/new', rows: [newRow([])], base: { kind: 'new' as const } }
    expect(nameOfNew(draft)).toBe('app/new')
    expect(Draft.parse({ ...draft, whole: { format: 'yaml', text: 'a:' }, removed: 'x' })).toEqual({
      ...draft,
      whole: { format: 'yaml', text: 'a:' },
      removed: 'x',
    })
    const row = typed({ isKeyEmpty: true, earlier: { kind: 'text', text: 'x' }, conflict: { base: null, theirs: '1' } })
    expect(Draft.parse({ ...draft, rows: [row] }).rows).toEqual([row])
    for (const damage of [
      { path: 1 },
      { rows: [{}] },
      { base: {} },
      { rows: [typed({ id: 0.5 })] },
      { rows: [{ ...newRow([]), kind: 'date' }] },
      { rows: [{ ...newRow([]), isKeyEmpty: false }] },
      { whole: { format: 'toml', text: '' } },
      { whole: { format: 'json' } },
    ]) {
      expect(Draft.safeParse({ ...draft, ...damage }).success).toBe(false)
    }
  })
})

describe('generated text', () => {
  const ofNumbers = (...numbers: number[]) => {
    let used = 0
    const source = (into: Uint32Array) => {
      into[0] = numbers[used++] ?? 0
    }
    return { source, used: () => used }
  }

  it.each<[number, number[], number, number]>([
    [1, [5], 0, 1],
    [10, [4_294_967_289], 9, 1],
    [10, [4_294_967_290, 4_294_967_295, 3], 3, 3],
    [2 ** 32, [4_294_967_295], 4_294_967_295, 1],
    [2 ** 31, [4_294_967_295], 2_147_483_647, 1],
  ])('below %i takes %j for %i after %i draws', (count, numbers, result, draws) => {
    const { source, used } = ofNumbers(...numbers)
    expect([randomBelow(count, source), used()]).toEqual([result, draws])
  })

  it('is drawn again as a whole until each set occurs', () => {
    const wish: PasswordWish = { length: 2, sets: new Set(['lower', 'digits']), withoutAlike: false }
    // `aa`, `00`, then `b9`.
    const { source, used } = ofNumbers(0, 0, 26, 26, 1, 35)
    expect([generatePassword(wish, source), used()]).toEqual(['b9', 6])
  })

  it('excludes characters that look alike on request, and includes all others', () => {
    const all = (withoutAlike: boolean) => {
      const sets = ['lower', 'upper', 'digits', 'signs'] as const
      return sets.map((set) => {
        const wish: PasswordWish = { length: 1, sets: new Set([set]), withoutAlike }
        return Array.from({ length: 40 }, (_, number) => generatePassword(wish, ofNumbers(number).source))
      })
    }
    const size = (signs: readonly string[]) => new Set(signs).size
    expect(all(false).map(size)).toEqual([26, 26, 10, 28])
    expect(all(true).map(size)).toEqual([25, 24, 8, 27])
    expect(
      all(true)
        .flat()
        .filter((sign) => /[Il1O0|]/.test(sign)),
    ).toEqual([])
    expect(all(false).flat().join('')).toMatch(/^[!-~]+$/)
  })

  it.each<[PasswordWish, number]>([
    [{ length: 1, sets: new Set(['digits']), withoutAlike: false }, 10],
    [{ length: 3, sets: new Set(['digits']), withoutAlike: true }, 8 ** 3],
    [{ length: 3, sets: new Set(['lower', 'digits']), withoutAlike: false }, 36 ** 3 - 26 ** 3 - 10 ** 3],
    [
      { length: 3, sets: new Set(['lower', 'upper', 'digits']), withoutAlike: false },
      62 ** 3 - 52 ** 3 - 36 ** 3 - 36 ** 3 + 26 ** 3 + 26 ** 3 + 10 ** 3,
    ],
  ])('of %j is one of %i', (wish, count) => {
    expect(passwordBits(wish)).toBeCloseTo(Math.log2(count), 9)
  })

  it('can be as short as its number of sets, and no shorter', () => {
    const sets = new Set(['lower', 'digits'] as const)
    expect(generatePassword({ length: 2, sets, withoutAlike: false })).toHaveLength(2)
    expect(() => generatePassword({ length: 1, sets, withoutAlike: false })).toThrow(RangeError)
    expect(generatePassphrase({ words: 3, separator: '' }, ['x', 'y'], ofNumbers(0, 1, 2).source)).toBe('xyx')
  })

  it.each<[number, string]>([
    [49.9, 'weak'],
    [50, 'fair'],
    [74.9, 'fair'],
    [75, 'strong'],
    [111.9, 'strong'],
    [112, 'very-strong'],
  ])('of %d bits is %s', (bits, strength) => {
    expect(strengthOf(bits)).toBe(strength)
  })
})

describe('a whole secret as one text', () => {
  const problems = (read: ReturnType<typeof readWholeJson>) =>
    read.problems?.map(({ kind, from, to, name }) => [kind, from, to, ...(name === undefined ? [] : [name])])

  it('in JSON has a line for each key, and no line without keys', () => {
    expect(writeWholeJson([])).toBe('{}\n')
    expect(writeWholeJson([entry('a"b', '1.0'), entry('c', '[]')])).toBe('{\n  "a\\"b": 1.0,\n  "c": []\n}\n')
    expect(readWholeJson('{}')).toEqual({ entries: [] })
  })

  it.each<[string, unknown]>([
    ['', [['value-expected', 0, 0]]],
    ['[1]', [['not-an-object', 0, 3]]],
    [' "x" ', [['not-an-object', 1, 4]]],
    [
      '{"a": 1,}',
      [
        ['key-expected', 8, 9],
        ['value-expected', 8, 9],
      ],
    ],
    ['{"a" 1}', [['colon-expected', 5, 6]]],
    ['{"a": }', [['value-expected', 6, 7]]],
    ['{"a": 1 "b": 2}', [['comma-expected', 8, 11]]],
    ['{"a": 1', [['brace-expected', 7, 7]]],
    [
      '{"a": [1',
      [
        ['bracket-expected', 8, 8],
        ['brace-expected', 8, 8],
      ],
    ],
    ['{"a": 1} x', [['symbol', 9, 10]]],
    ['{"a": 1} 2', [['end-expected', 9, 10]]],
    ['{"a": 1 // b\n}', [['comment', 8, 12]]],
    [
      '{"a": "b',
      [
        ['string-end', 6, 8],
        ['brace-expected', 8, 8],
      ],
    ],
    [String.raw`{"a": "\x"}`, [['escape', 6, 10]]],
    [String.raw`{"a": "\u00g1"}`, [['escape', 6, 14]]],
    ['{"a": "\t"}', [['character', 6, 9]]],
    ['{"a": 1.}', [['number', 6, 8]]],
    [
      '{"a": yes}',
      [
        ['symbol', 6, 9],
        ['value-expected', 9, 10],
      ],
    ],
    [
      '{"a": 1, "b": {"c": 1, "c": 2}, "a": 3}',
      [
        ['key-twice', 23, 26, 'c'],
        ['key-twice', 32, 35, 'a'],
      ],
    ],
    ['{"a": [{"b": 1, "b": 1}]}', [['key-twice', 16, 19, 'b']]],
    ['{"a": {"b": 1}, "c": {"b": 1}}', undefined],
  ])('in JSON reports the error in %s', (text, expected) => {
    expect(problems(readWholeJson(text))).toEqual(expected)
  })

  it('in JSON may be nested as deeply as the stack reaches, and is refused beyond', () => {
    const deep = (depth: number) => `{"a": ${'['.repeat(depth)}${']'.repeat(depth)}}`
    expect(problems(readWholeJson(deep(50)))).toBeUndefined()
    expect(problems(readWholeJson(deep(200_000)))).toEqual([['too-deep', 0, 0]])
  })

  it('returns the nodes of one value only if it is valid', () => {
    expect(nodesOfJson('[1]')).toMatchObject({ type: 'array' })
    expect(() => nodesOfJson('[1')).toThrow(SyntaxError)
  })

  it.each<[string, readonly Entry[]]>([
    ['', []],
    ['# nothing\n', []],
    ['---\n', []],
    ['null\n', []],
    ['~', []],
    ['{}', []],
    ['a:\nb: ~', [entry('a', 'null'), entry('b', 'null')]],
    ['a: yes\nb: true\nc: False', [entry('a', '"yes"'), entry('b', 'true'), entry('c', 'false')]],
    ['8080: 1.50\ntrue: -0\n', [entry('8080', '1.50'), entry('true', '-0')]],
    ['a: [1, {b: "c"}]\nd: {}\ne: []', [entry('a', '[1,{"b":"c"}]'), entry('d', '{}'), entry('e', '[]')]],
    ['a: |\n  one\n  two\n', [entry('a', String.raw`"one\ntwo\n"`)]],
    ['a: 12345678901234567890', [entry('a', '12345678901234567890')]],
    ['"": 1', [entry('', '1')]],
    ['a: 2024-01-01', [entry('a', '"2024-01-01"')]],
    ['a: 1 # why', [entry('a', '1')]],
  ])('in YAML parses %j', (text, entries) => {
    expect(readWholeYaml(text)).toEqual({ entries })
  })

  it.each<[string, unknown]>([
    ['- 1', [['not-an-object', 0, 3]]],
    ['just a text', [['not-an-object', 0, 11]]],
    ['a: 1\n---\nb: 2\n', [['several-documents', 5, 5]]],
    ['a: 1\na: 2\n', [['key-twice', 5, 6, 'a']]],
    ['a: {b: 1, b: 2}', [['key-twice', 10, 11, 'b']]],
    ['a: &x 1\nb: *x\n', [['alias', 11, 13, 'x']]],
    ['a: *x\n', [['alias', 3, 5, 'x']]],
    [
      'a: 0o17\nb: .inf\nc: +1\n',
      [
        ['number-form', 3, 7, '0o17'],
        ['number-form', 11, 15, '.inf'],
        ['number-form', 19, 21, '+1'],
      ],
    ],
    ['a: !!binary aGk=\n', [['tag', 12, 16, 'tag:yaml.org,2002:binary']]],
    ['a: !mine x\n', [['tag', 3, 8]]],
    ['? [1]\n: 2\n', [['key-form', 2, 5]]],
    ['~: 2\n', [['key-form', 0, 1]]],
    ['a:\n\t- 1\n', [['tab', 3, 4]]],
    ['a: "\\q"\n', [['escape', 4, 5]]],
    ['a: "open\n', [['character', 9, 9]]],
    ['a: [1\n', [['indent', 6, 6]]],
  ])('in YAML reports the error in %j', (text, expected) => {
    const found = problems(readWholeYaml(text))
    expect(found).toEqual(expected)
  })

  it('in YAML is parsed up to 100 levels, and refused beyond that before it is parsed', () => {
    const deep = (depth: number) => `a: ${'['.repeat(depth)}${']'.repeat(depth)}`
    expect(problems(readWholeYaml(deep(100)))).toBeUndefined()
    expect(problems(readWholeYaml(deep(101)))).toEqual([['too-many', 0, 0]])
    // Its form has no problem yet, because nothing has parsed that far.
    expect(problems(readWholeYaml(`a: ${'['.repeat(101)}`))).toEqual([['too-many', 0, 0]])
  })

  it('in YAML quotes strings that another parser would read as another type', () => {
    const write = (json: string) => writeWholeYaml([entry('k', json)])
    expect(write('"a"')).toBe('k: a\n')
    expect(write('"yes"')).toBe('k: "yes"\n')
    expect(write('"1"')).toBe('k: "1"\n')
    expect(write('1.50')).toBe('k: 1.50\n')
    expect(write('null')).toBe('k: null\n')
    expect(write('true')).toBe('k: true\n')
    expect(write('[1,{"a":"b"}]')).toBe('k:\n  - 1\n  - a: b\n')
    expect(write('{"a":{}}')).toBe('k:\n  a: {}\n')
    expect(write(String.raw`"one\ntwo\n"`)).toBe('k: |\n  one\n  two\n')
    for (const text of [' a', 'a ', 'a \nb', 'a\tb', '\ta', 'a\t', 'a\u0085b', '\ufeffa', '\u0007'])
      expect(write(JSON.stringify(text)), JSON.stringify(text)).toMatch(/^k: "/)
    expect(writeWholeYaml([])).toBe('{}\n')
    expect(writeWholeYaml([entry(' a', '1')])).toBe('" a": 1\n')
  })
})
