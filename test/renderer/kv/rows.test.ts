import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rebaseOnNothing, rebaseRows } from '../../../renderer/features/kv/editor/rebase.ts'
import { reconcileRows } from '../../../renderer/features/kv/editor/reconcile.ts'
import { isJson } from '../../../renderer/features/kv/shared/json.ts'
import {
  entriesOf,
  isChanged,
  isKeptAside,
  markOf,
  newRow,
  problemsOf,
  type Row,
  RowKind,
  rowOfEntry,
  rowsOf,
  undoneRow,
  withKind,
} from '../../../renderer/features/kv/editor/rows.ts'

const entry = (key: string, json: string) => ({ key, json })
const textRow = (id: number, key: string, text: string): Row => ({ ...newRow([]), id, key, text })
const rowAt = (rows: readonly Row[], index: number): Row => {
  const row = rows[index]
  if (row === undefined) throw new Error(`there is no row ${index}`)
  return row
}

const entries = fc
  .uniqueArray(fc.record({ key: fc.string({ minLength: 1 }), json: fc.json() }), { selector: ({ key }) => key })
  .map((all) => all.map(({ key, json }) => entry(key, json)))

describe('the rows of the editor', () => {
  it('save exactly what was opened and not touched', () => {
    fc.assert(
      fc.property(entries, (opened) => {
        const rows = rowsOf(opened)
        expect(entriesOf(rows)).toEqual(opened)
        expect(isChanged(rows)).toBe(false)
        expect(problemsOf(rows).size).toBe(0)
      }),
    )
  })

  it('keep a big number and the notation of a small one', () => {
    const opened = [entry('big', '12345678901234567890'), entry('one', '1.0'), entry('list', '[1,  2]')]
    expect(entriesOf(rowsOf(opened))).toEqual(opened)
  })

  it('write typed text as a string, even if it looks like another type', () => {
    expect(entriesOf([textRow(0, 'pin', '0042'), textRow(1, 'flag', 'true')])).toEqual([
      entry('pin', '"0042"'),
      entry('flag', '"true"'),
    ])
  })

  it('accept __proto__ and constructor as keys like any other', () => {
    const rows = [textRow(0, '__proto__', 'a'), textRow(1, 'constructor', 'b')]
    expect(problemsOf(rows).size).toBe(0)
    expect(entriesOf(rows).map(({ key }) => key)).toEqual(['__proto__', 'constructor'])
  })

  it('reject a duplicate key, but not one whose other row is removed', () => {
    const rows = rowsOf([entry('a', '"1"')])
    const twice = [...rows, textRow(1, 'a', '2')]
    expect(problemsOf(twice).get(1)).toBe('key-twice')
    expect(problemsOf([{ ...rowAt(rows, 0), removed: true }, textRow(1, 'a', '2')]).size).toBe(0)
  })

  it('distinguish white space and case in keys', () => {
    expect(problemsOf([textRow(0, 'a', ''), textRow(1, 'a ', ''), textRow(2, 'A', '')]).size).toBe(0)
  })

  it('require a key for a value, and ignore an empty row', () => {
    expect(problemsOf([newRow([])]).size).toBe(0)
    expect(entriesOf([newRow([])])).toEqual([])
    expect(problemsOf([textRow(0, '', 'value')]).get(0)).toBe('key-missing')
  })

  it('validate numbers and JSON before a request', () => {
    const number = { ...textRow(0, 'n', '0x10'), kind: 'number' as const }
    const json = { ...textRow(1, 'j', '{"a":'), kind: 'json' as const }
    expect([...problemsOf([number, json])]).toEqual([
      [0, 'not-a-number'],
      [1, 'not-json'],
    ])
  })

  it('show what was added, changed and removed, and undo it', () => {
    const opened = rowAt(rowsOf([entry('a', '"1"')]), 0)
    const changed = { ...opened, text: '2' }
    expect([markOf(opened), markOf(changed), markOf({ ...opened, removed: true })]).toEqual([
      null,
      'changed',
      'removed',
    ])
    expect(markOf(textRow(1, 'b', ''))).toBe('added')
    expect(undoneRow({ ...changed, key: 'z', removed: true })).toEqual(opened)
  })

  it('change the type and keep a text that the new type can parse', () => {
    const text = textRow(0, 'n', '42')
    expect(entriesOf([withKind(text, 'number')])).toEqual([entry('n', '42')])
    expect(entriesOf([withKind(text, 'boolean')])).toEqual([entry('n', 'true')])
    expect(entriesOf([withKind(rowOfEntry(entry('n', 'null')), 'text')])).toEqual([entry('n', '""')])
    expect(entriesOf([withKind({ ...text, text: ' Off' }, 'boolean')])).toEqual([entry('n', 'false')])
  })

  it('save the type that the row shows, even if the text stays the same', () => {
    const retyped = (json: string, kind: RowKind) => entriesOf([withKind(rowOfEntry(entry('k', json)), kind)])
    expect(retyped('5', 'text')).toEqual([entry('k', '"5"')])
    expect(retyped('"5"', 'number')).toEqual([entry('k', '5')])
    expect(retyped('true', 'text')).toEqual([entry('k', '"true"')])
    expect(retyped('"true"', 'boolean')).toEqual([entry('k', 'true')])
    expect(retyped('"[1]"', 'json')).toEqual([entry('k', '[1]')])
    expect(retyped('5', 'json')).toEqual([entry('k', '5')])
    const typeOf = (json: string) => (isJson(json) ? typeof JSON.parse(json) : 'no JSON')
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(...RowKind.options), (json, kind) => {
        const opened = rowOfEntry(entry('k', json))
        const row = withKind(opened, kind)
        const saved = entriesOf([row])[0]?.json ?? ''
        expect(markOf(row)).toBe(saved === json ? null : 'changed')
        const isAsShown = {
          text: () => JSON.parse(saved) === row.text,
          boolean: () => typeOf(saved) === 'boolean',
          null: () => saved === 'null',
          // A text that the new type cannot parse is reported before anything is saved.
          number: () => saved === row.text.trim() && (typeOf(saved) === 'number') !== problemsOf([row]).has(row.id),
          json: () => saved === row.text.trim() && isJson(saved) !== problemsOf([row]).has(row.id),
        }
        expect(kind === opened.kind ? saved === json : isAsShown[kind]()).toBe(true)
      }),
    )
  })

  it('change the type and back without a loss', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.constantFrom(...RowKind.options)), (text, kinds) => {
        const there = kinds.reduce(withKind, textRow(0, 'n', text))
        expect(withKind(there, 'text').text).toBe(text)
        // If the type has a fixed text that replaces another one, the row says that it keeps the other one.
        const isFixed = there.kind === 'null' || there.kind === 'boolean'
        const isSaid = text === '' || there.text === text.trim().toLowerCase()
        expect(isKeptAside(there)).toBe(isFixed && !isSaid)
      }),
    )
  })

  it('give each new row a unique ID', () => {
    fc.assert(
      fc.property(entries, (opened) => {
        const rows = rowsOf(opened)
        expect(rows.some(({ id }) => id === newRow(rows).id)).toBe(false)
      }),
    )
  })
})

describe('the empty key', () => {
  it('of an opened secret is edited and saved like any other', () => {
    const [row] = rowsOf([entry('', '"old"')])
    const changed = { ...rowAt(row === undefined ? [] : [row], 0), text: 'new' }
    expect(problemsOf([changed]).size).toBe(0)
    expect(entriesOf([changed])).toEqual([entry('', '"new"')])
    expect(isChanged([changed])).toBe(true)
  })

  it('is parsed from a text that contains it, and is kept after the secret was deleted', () => {
    const rows = reconcileRows([newRow([])], [entry('', '""'), entry('a', '1')])
    expect(problemsOf(rows).size).toBe(0)
    expect(entriesOf(rows)).toEqual([entry('', '""'), entry('a', '1')])
    const alone = rebaseOnNothing(rowsOf([entry('', '"x"')]))
    expect(problemsOf(alone).size).toBe(0)
    expect(entriesOf(alone)).toEqual([entry('', '"x"')])
  })

  it('is merged with the version that another user saved', () => {
    const mine = rowsOf([entry('', '"old"'), entry('a', '1')]).map((row) =>
      row.key === '' ? { ...row, text: 'new' } : row,
    )
    const { rows, conflicts } = rebaseRows(mine, [entry('', '"old"'), entry('a', '2')])
    expect(conflicts).toEqual([])
    expect(entriesOf(rows)).toEqual([entry('', '"new"'), entry('a', '2')])
  })

  it('of a new row is a missing key', () => {
    expect(problemsOf([textRow(0, '', 'x')]).get(0)).toBe('key-missing')
  })
})
