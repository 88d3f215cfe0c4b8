/** The rows of the editor, as data: what they begin as, how they change, what is wrong with them, what they save. */
import { z } from 'zod'
import type { Entry } from '../../../../electron/contract/kv.ts'
import { limits } from '../../../../electron/contract/limits.ts'
import {
  hasHalfCharacter,
  isJson,
  isJsonNumber,
  jsonOfText,
  losesDigits,
  textOfJson,
  typeOfJson,
} from '../shared/json.ts'

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
  /** The empty text is its key, and not a key that is missing: the secret, or its text, names it so. */
  isKeyEmpty: z.literal(true).optional(),
  /** What stood in the field under another type that this one cannot say; it comes back with that type. */
  earlier: z.object({ kind: RowKind, text: z.string() }).optional(),
  /** Changed by somebody else, too, and not decided yet: what it was before, and what they made of it. */
  conflict: z.object({ base: z.string().nullable(), theirs: z.string().nullable() }).optional(),
})
export type Row = z.infer<typeof Row>

function kindOfJson(json: string): RowKind {
  const type = typeOfJson(json)
  if (type === 'string') return 'text'
  return type === 'object' || type === 'list' ? 'json' : type
}

/** One key and its value as the server has it. */
export function rowOfEntry({ key, json }: Entry, id = 0): Row {
  return { id, key, kind: kindOfJson(json), text: textOfJson(json), original: { key, json }, removed: false }
}

/** The rows of a secret as it was opened. */
export const rowsOf = (entries: readonly Entry[]): Row[] => entries.map((entry, id) => rowOfEntry(entry, id))

/** The secret as it was opened, from the rows that were made of it. */
export const baseEntriesOf = (rows: readonly Row[]): Entry[] =>
  rows.flatMap(({ original }) => (original === null ? [] : [original]))

/** An empty row, with an id of its own among `rows`. */
export function newRow(rows: readonly Row[]): Row {
  const id = rows.reduce((highest, row) => Math.max(highest, row.id), -1) + 1
  return { id, key: '', kind: 'text', text: '', original: null, removed: false }
}

/** The row as it was opened. */
export function undoneRow(row: Row): Row {
  return row.original === null ? { ...row, removed: false } : rowOfEntry(row.original, row.id)
}

/** The row with its conflict decided; null when it goes, because they removed it. */
export function decidedRow({ conflict, ...row }: Row, side: 'mine' | 'theirs'): Row | null {
  if (conflict === undefined || side === 'mine') return row
  return conflict.theirs === null ? null : rowOfEntry({ key: row.key, json: conflict.theirs }, row.id)
}

/** Words for `false`. */
const no = new Set(['false', 'no', 'off', '0'])

/**
 * The row with another kind. Its text stays as it is where the new kind may be able to read it, so that the person fixes
 * it; a text that `true`, `false` or `null` would take the place of is kept aside and comes back.
 */
export function withKind({ earlier, ...row }: Row, kind: RowKind): Row {
  if (kind === row.kind) return earlier === undefined ? row : { ...row, earlier }
  const isFixed = (each: RowKind) => each === 'boolean' || each === 'null'
  // What is typed under a kind of free text is worth more than the word that stood in for it.
  const typed = isFixed(row.kind) ? (earlier ?? { kind: row.kind, text: row.text }) : { kind: row.kind, text: row.text }
  switch (kind) {
    case 'null':
      return { ...row, kind, text: 'null', earlier: typed }
    case 'boolean':
      return { ...row, kind, text: no.has(typed.text.trim().toLowerCase()) ? 'false' : 'true', earlier: typed }
    default:
      return { ...row, kind, text: typed.kind === 'null' ? '' : typed.text }
  }
}

/** Does the type of a row say less than what stood there before? Then the row keeps that, and says so. */
export const isKeptAside = ({ earlier, text }: Row): boolean =>
  earlier !== undefined && earlier.text !== '' && earlier.kind !== 'null' && earlier.text.trim().toLowerCase() !== text

/** The row's value as JSON text: to the letter what the server gave, unless it was changed. */
export function jsonOfRow(row: Row): string {
  if (row.original !== null) {
    const { json } = row.original
    if (row.kind === kindOfJson(json) && row.text === textOfJson(json)) return json
  }
  if (row.kind === 'text') return jsonOfText(row.text)
  return row.kind === 'null' ? 'null' : row.text.trim()
}

export type RowProblem =
  | 'key-missing'
  | 'key-twice'
  | 'key-too-long'
  | 'not-a-number'
  | 'not-json'
  | 'value-too-long'
  | 'half-character'

/** What is wrong with each row, by its id. A row that is wholly empty and new counts as not there. */
export function problemsOf(rows: readonly Row[]): ReadonlyMap<number, RowProblem> {
  const problems = new Map<number, RowProblem>()
  const seen = new Set<string>()
  for (const row of rows) {
    if (row.removed || isBlank(row)) continue
    if (hasNoKey(row)) problems.set(row.id, 'key-missing')
    else if (row.key.length > limits.path) problems.set(row.id, 'key-too-long')
    else if (seen.has(row.key)) problems.set(row.id, 'key-twice')
    else if (row.kind === 'number' && !isJsonNumber(row.text.trim())) problems.set(row.id, 'not-a-number')
    else if (row.kind === 'json' && !isJson(row.text)) problems.set(row.id, 'not-json')
    else if (jsonOfRow(row).length > limits.value) problems.set(row.id, 'value-too-long')
    else if (!row.key.isWellFormed() || hasHalfCharacter(jsonOfRow(row))) problems.set(row.id, 'half-character')
    seen.add(row.key)
  }
  return problems
}

/** Whether a row still needs a key. Servers take the empty text as a key, too; a row that was opened with it keeps it. */
export const hasNoKey = ({ key, original, isKeyEmpty }: Row): boolean =>
  key === '' && original?.key !== '' && isKeyEmpty !== true

/** Is it a new row in which nothing was typed? */
export const isBlank = (row: Row): boolean =>
  row.original === null && hasNoKey(row) && row.text === '' && row.kind === 'text'

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

/** Keys whose numbers KV 2 would round. */
export const roundedKeys = (rows: readonly Row[]): string[] =>
  rows
    .filter((row) => !row.removed && row.kind !== 'text' && isJson(row.text) && losesDigits(row.text))
    .map(({ key }) => key)
