/** The rows of the editor, as data: their first state, changes, problems, and the entries that a save writes. */
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

/** One key and its value while it is edited. Also the shape in which drafts store it. */
export const Row = z.object({
  /** Unique for as long as the editor is open. */
  id: z.number().int(),
  key: z.string(),
  kind: RowKind,
  /** The text in the field. */
  text: z.string(),
  /** The row as it was when the secret was opened; null for a new row. */
  original: z.object({ key: z.string(), json: z.string() }).nullable(),
  removed: z.boolean(),
  /** The empty text is its key, and not a missing key: the secret, or its text, has this name. */
  isKeyEmpty: z.literal(true).optional(),
  /** The text in the field under another type, which this type cannot express; restored with that type. */
  earlier: z.object({ kind: RowKind, text: z.string() }).optional(),
  /** Changed by someone else, too, and not decided yet: the value before, and theirs. */
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

/** The secret as it was opened, from the rows that were made from it. */
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

/** The row with its conflict decided; null if it is removed, because they removed it. */
export function decidedRow({ conflict, ...row }: Row, side: 'mine' | 'theirs'): Row | null {
  if (conflict === undefined || side === 'mine') return row
  return conflict.theirs === null ? null : rowOfEntry({ key: row.key, json: conflict.theirs }, row.id)
}

/** Texts that mean `false`. */
const no = new Set(['false', 'no', 'off', '0'])

/**
 * The row with another kind. Its text stays as it is if the new kind may be able to read it, so that the person can fix
 * it. A text that `true`, `false` or `null` would replace is kept aside and restored later.
 */
export function withKind({ earlier, ...row }: Row, kind: RowKind): Row {
  if (kind === row.kind) return earlier === undefined ? row : { ...row, earlier }
  const isFixed = (each: RowKind) => each === 'boolean' || each === 'null'
  // A text that was typed under a kind of free text is worth more than the word in its place.
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

/** Whether the type of a row expresses less than its earlier text. The row then keeps that text, and shows a notice. */
export const isKeptAside = ({ earlier, text }: Row): boolean =>
  earlier !== undefined && earlier.text !== '' && earlier.kind !== 'null' && earlier.text.trim().toLowerCase() !== text

/** The row's value as JSON text: exactly what the server returned, unless it was changed. */
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

/** Returns the problem of each row, by its id. A row that is completely empty and new does not count. */
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

/**
 * Whether a row still needs a key. Servers accept the empty text as a key, too; a row that was opened with it keeps it.
 */
export const hasNoKey = ({ key, original, isKeyEmpty }: Row): boolean =>
  key === '' && original?.key !== '' && isKeyEmpty !== true

/** Whether it is a new row in which nothing was typed. */
export const isBlank = (row: Row): boolean =>
  row.original === null && hasNoKey(row) && row.text === '' && row.kind === 'text'

/** Returns what is written. Only for rows without problems. */
export function entriesOf(rows: readonly Row[]): Entry[] {
  return rows.filter((row) => !row.removed && !isBlank(row)).map((row) => ({ key: row.key, json: jsonOfRow(row) }))
}

export type RowMark = 'added' | 'changed' | 'removed' | null

/** How a row has changed since the secret was opened. */
export function markOf(row: Row): RowMark {
  if (row.original === null) return isBlank(row) ? null : 'added'
  if (row.removed) return 'removed'
  return row.key !== row.original.key || jsonOfRow(row) !== row.original.json ? 'changed' : null
}

/** Whether there is a change that a save would write. */
export const isChanged = (rows: readonly Row[]): boolean => rows.some((row) => markOf(row) !== null)

/** Keys whose numbers KV 2 would round. */
export const roundedKeys = (rows: readonly Row[]): string[] =>
  rows
    .filter((row) => !row.removed && row.kind !== 'text' && isJson(row.text) && losesDigits(row.text))
    .map(({ key }) => key)
