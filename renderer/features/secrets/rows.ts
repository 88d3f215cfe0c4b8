/** The rows of the editor, as data: what they begin as, how they change, what is wrong with them, what they save. */
import { z } from 'zod'
import type { Entry } from '../../../electron/contract/kv.ts'
import { limits } from '../../../electron/contract/limits.ts'
import { isJson, isJsonNumber, jsonOfText, textOfJson, typeOfJson } from './json.ts'

export const RowKind = z.enum(['text', 'number', 'boolean', 'null', 'json'])
export type RowKind = z.infer<typeof RowKind>

/** One key and its value while it is edited. Also the shape in which drafts keep it. */
export const Row = z.object({
  /** Its own for as long as the editor is open. */
  id: z.number().int(),
  key: z.string(),
  kind: RowKind,
  /** What stands in the field. */
  text: z.string(),
  /** What the row was when the secret was opened; null for a new row. */
  original: z.object({ key: z.string(), json: z.string() }).nullable(),
  removed: z.boolean(),
})
export type Row = z.infer<typeof Row>

function kindOfJson(json: string): RowKind {
  const type = typeOfJson(json)
  if (type === 'string') return 'text'
  return type === 'object' || type === 'list' ? 'json' : type
}

/** The rows of a secret as it was opened. */
export function rowsOf(entries: readonly Entry[]): Row[] {
  return entries.map(({ key, json }, id) => ({
    id,
    key,
    kind: kindOfJson(json),
    text: textOfJson(json),
    original: { key, json },
    removed: false,
  }))
}

/** An empty row, with an id of its own among `rows`. */
export function newRow(rows: readonly Row[]): Row {
  const id = rows.reduce((highest, row) => Math.max(highest, row.id), -1) + 1
  return { id, key: '', kind: 'text', text: '', original: null, removed: false }
}

/** The row as it was opened. */
export function undoneRow(row: Row): Row {
  if (row.original === null) return { ...row, removed: false }
  const { key, json } = row.original
  return { ...row, key, kind: kindOfJson(json), text: textOfJson(json), removed: false }
}

/** The row with another kind; its text is kept where the new kind can read it. */
export function withKind(row: Row, kind: RowKind): Row {
  if (kind === 'boolean') return { ...row, kind, text: row.text === 'false' ? 'false' : 'true' }
  if (kind === 'null') return { ...row, kind, text: 'null' }
  if (row.kind === 'null') return { ...row, kind, text: '' }
  return { ...row, kind }
}

/** The row's value as JSON text: to the letter what the server gave, unless it was changed. */
export function jsonOfRow(row: Row): string {
  if (row.original !== null) {
    const { json } = row.original
    if (row.kind === kindOfJson(json) && row.text === textOfJson(json)) return json
  }
  if (row.kind === 'text') return jsonOfText(row.text)
  return row.kind === 'null' ? 'null' : row.text.trim()
}

export type RowProblem = 'key-missing' | 'key-twice' | 'key-too-long' | 'not-a-number' | 'not-json' | 'value-too-long'

/** What is wrong with each row, by its id. A row that is wholly empty and new counts as not there. */
export function problemsOf(rows: readonly Row[]): ReadonlyMap<number, RowProblem> {
  const problems = new Map<number, RowProblem>()
  const seen = new Set<string>()
  for (const row of rows) {
    if (row.removed || isBlank(row)) continue
    if (row.key === '') problems.set(row.id, 'key-missing')
    else if (row.key.length > limits.path) problems.set(row.id, 'key-too-long')
    else if (seen.has(row.key)) problems.set(row.id, 'key-twice')
    else if (row.kind === 'number' && !isJsonNumber(row.text.trim())) problems.set(row.id, 'not-a-number')
    else if (row.kind === 'json' && !isJson(row.text)) problems.set(row.id, 'not-json')
    else if (jsonOfRow(row).length > limits.value) problems.set(row.id, 'value-too-long')
    seen.add(row.key)
  }
  return problems
}

const isBlank = (row: Row): boolean => row.original === null && row.key === '' && row.text === '' && row.kind === 'text'

/** What is to be written. Only for rows without problems. */
export function entriesOf(rows: readonly Row[]): Entry[] {
  return rows.filter((row) => !row.removed && !isBlank(row)).map((row) => ({ key: row.key, json: jsonOfRow(row) }))
}

export type RowMark = 'added' | 'changed' | 'removed' | null

/** What was done to a row since the secret was opened. */
export function markOf(row: Row): RowMark {
  if (row.original === null) return isBlank(row) ? null : 'added'
  if (row.removed) return 'removed'
  return row.key !== row.original.key || jsonOfRow(row) !== row.original.json ? 'changed' : null
}

/** Has anything been done that a save would write? */
export const isChanged = (rows: readonly Row[]): boolean => rows.some((row) => markOf(row) !== null)
