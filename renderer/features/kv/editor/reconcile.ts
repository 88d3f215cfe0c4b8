/** Updates the rows of an edit from a text, and keeps what is known of each row. */
import type { Entry } from '../../../../electron/contract/kv.ts'
import { indentJson } from '../shared/json.ts'
import { isBlank, jsonOfRow, newRow, type Row, rowOfEntry } from './rows.ts'

/**
 * The rows in the order of the text. A row whose value is equal in the text is not changed. One that the text does not
 * name any more is removed, and stays visible if it existed when the secret was opened.
 */
export function reconcileRows(rows: readonly Row[], entries: readonly Entry[]): Row[] {
  const named = new Map(rows.filter((row) => !row.removed && !isBlank(row)).map((row) => [row.key, row]))
  // A key that was removed, or renamed, and appears again is the original one.
  const opened = new Map(rows.flatMap((row) => (row.original === null ? [] : [[row.original.key, row] as const])))
  const taken = new Set<number>()
  const result: Row[] = []
  const add = (row: Row) => {
    taken.add(row.id)
    result.push(row)
  }
  const wanted = new Set(entries.map(({ key }) => key))
  const free = (row: Row | undefined) => (row !== undefined && !taken.has(row.id) ? row : undefined)
  let fresh = newRow(rows).id
  for (const entry of entries) {
    const old = opened.get(entry.key)
    // A renamed row keeps its new name as long as the text has that one.
    const row =
      free(named.get(entry.key)) ??
      (old !== undefined && !(wanted.has(old.key) && !old.removed) ? free(old) : undefined)
    if (row === undefined) {
      add({ ...rowOfEntry(entry), id: fresh++, original: null, ...(entry.key === '' && { isKeyEmpty: true }) })
    } else if (!row.removed && row.key === entry.key && indentJson(jsonOfRow(row)) === indentJson(entry.json)) {
      add(row)
    } else {
      const { kind, text } = rowOfEntry(entry)
      add({ ...row, key: entry.key, kind, text, removed: false })
    }
  }
  for (const row of rows) {
    if (row.original !== null && !taken.has(row.id)) {
      const { key, json } = row.original
      add({ ...row, ...rowOfEntry({ key, json }, row.id), removed: true })
    }
  }
  return result
}
