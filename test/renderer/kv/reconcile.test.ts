import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reconcileRows } from '../../../renderer/features/kv/editor/reconcile.ts'
import {
  baseEntriesOf,
  entriesOf,
  isChanged,
  newRow,
  type Row,
  rowsOf,
} from '../../../renderer/features/kv/editor/rows.ts'
import { readWhole, writeWhole } from '../../../renderer/features/kv/editor/wholeText.ts'
import { jsonText, keyName, secret } from './generated.ts'

const sorted = (entries: readonly { key: string; json: string }[]) =>
  [...entries].sort((a, b) => (a.key < b.key ? -1 : 1))

/** Rows after some edits of each kind. */
const edited = fc.tuple(secret, fc.array(fc.tuple(fc.nat(5), keyName, jsonText, fc.nat(3)))).map(([base, edits]) => {
  const rows: Row[] = rowsOf(base)
  for (const [at, key, json, what] of edits) {
    const [typed] = rowsOf([{ key, json }])
    const row = rows[at]
    if (typed === undefined) continue
    if (what === 0) rows.push({ ...typed, id: newRow(rows).id, original: null })
    // A new row is dropped; a saved one is marked as removed.
    else if (row?.original === null && what === 1) rows.splice(at, 1)
    else if (row !== undefined && what === 1) rows[at] = { ...row, removed: !row.removed }
    else if (row !== undefined && what === 2) rows[at] = { ...row, key }
    else if (row !== undefined) rows[at] = { ...row, kind: typed.kind, text: typed.text }
  }
  // As in the editor: keys are unique.
  const seen = new Set<string>()
  return rows.filter((row) => row.removed || (!seen.has(row.key) && seen.add(row.key)))
})

describe('the rows of an edited text', () => {
  it('have the content of the text, in its order', () => {
    fc.assert(
      fc.property(edited, secret, (rows, entries) => {
        const result = reconcileRows(rows, entries)
        expect(entriesOf(result).map(({ key }) => key)).toEqual(entries.map(({ key }) => key))
        expect(writeWhole('json', entriesOf(result))).toBe(writeWhole('json', entries))
        expect(new Set(result.map(({ id }) => id)).size).toBe(result.length)
      }),
    )
  })

  it('still contain everything that existed when the secret was opened', () => {
    fc.assert(
      fc.property(edited, secret, (rows, entries) => {
        expect(sorted(baseEntriesOf(reconcileRows(rows, entries)))).toEqual(sorted(baseEntriesOf(rows)))
      }),
    )
  })

  it('are the same rows after switching to text and back, in either form', () => {
    fc.assert(
      fc.property(edited, fc.constantFrom('json' as const, 'yaml' as const), (rows, format) => {
        const read = readWhole(format, writeWhole(format, entriesOf(rows)))
        expect(read.problems).toBeUndefined()
        const result = reconcileRows(rows, 'entries' in read ? read.entries : [])
        const live = (all: readonly Row[]) => all.filter(({ removed }) => !removed)
        expect(live(result)).toEqual(live(rows))
        expect(isChanged(result)).toBe(isChanged(rows))
      }),
    )
  })

  it('keep the identity of a row that is renamed, removed and named again', () => {
    const [row] = rowsOf([{ key: 'a', json: '1' }])
    if (row === undefined) throw new Error('there is no row')
    const renamed = { ...row, key: 'b' }
    expect(reconcileRows([renamed], [{ key: 'b', json: '1' }])).toEqual([renamed])
    const gone = reconcileRows([renamed], [])
    expect(gone).toEqual([{ ...row, removed: true }])
    expect(reconcileRows(gone, [{ key: 'a', json: '1' }])).toEqual([row])
  })
})
