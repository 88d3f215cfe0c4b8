/** Puts an edit on top of what someone else has saved since, so that nothing of either side is lost. */
import type { Entry } from '../../../../electron/contract/kv.ts'
import { byKey, decide, mergeEntries } from './merge.ts'
import { baseEntriesOf, entriesOf, hasNoKey, isBlank, isChanged, newRow, type Row, rowOfEntry } from './rows.ts'
import type { StoredSecret } from './storedSecret.ts'

export interface Rebased {
  /** Based on theirs; a row that both changed carries its conflict until it is decided. */
  readonly rows: readonly Row[]
  /** Keys that only they changed: merged automatically. */
  readonly taken: readonly string[]
  /** Keys that both changed. */
  readonly conflicts: readonly string[]
}

/** The rows that are part of the secret: each has a key, and none before it has the same one. */
function rowsWithOwnKey(rows: readonly Row[]): Row[] {
  const seen = new Set<string>()
  return rows.filter((row) => {
    if (row.removed || isBlank(row) || hasNoKey(row) || seen.has(row.key)) return false
    seen.add(row.key)
    return true
  })
}

/** Merges `theirs`, the secret as it is now, into the rows of an edit that began before. */
export function rebaseRows(rows: readonly Row[], theirs: readonly Entry[]): Rebased {
  const base = baseEntriesOf(rows)
  const own = rowsWithOwnKey(rows)
  const withOwnKey = new Set(own)
  const mine = entriesOf(own)
  const merge = mergeEntries(base, mine, theirs)
  const sides = { base: byKey(base), mine: byKey(mine), theirs: byKey(theirs) }
  const valuesOf = (key: string) => ({
    base: sides.base.get(key),
    mine: sides.mine.get(key),
    theirs: sides.theirs.get(key),
  })
  // A conflict that was not decided yet stays one, with its first base.
  const conflictOf = (key: string, open: Row['conflict']) => ({
    conflict: {
      base: open === undefined ? (sides.base.get(key) ?? null) : open.base,
      theirs: sides.theirs.get(key) ?? null,
    },
  })
  const result: Row[] = []
  const add = (row: Row) => result.push({ ...row, id: newRow(result).id })

  for (const whole of rows) {
    const { conflict: open, ...row } = whole
    if (row.removed || isBlank(row)) continue
    const { key } = row
    // A row without a key, or the second of two with the same one, is not part of the secret yet: it stays as it is
    // typed.
    if (!withOwnKey.has(whole)) {
      add({ ...row, original: null })
      continue
    }
    const values = valuesOf(key)
    const original = values.theirs === undefined ? null : { key, json: values.theirs }
    const decision = decide(values)
    if (decision === 'conflict' || (decision === 'mine' && open !== undefined)) {
      add({ ...row, original, ...conflictOf(key, open) })
    } else if (decision === 'mine') add({ ...row, original })
    else if (values.theirs !== undefined) add(rowOfEntry({ key, json: values.theirs }))
  }
  // Keys that I removed, if they still exist.
  for (const { key } of base) {
    const values = valuesOf(key)
    if (values.mine !== undefined || values.theirs === undefined) continue
    const removed = { ...rowOfEntry({ key, json: values.theirs }), removed: true }
    const open = rows.find((row) => row.removed && row.original?.key === key)?.conflict
    const isOpen = decide(values) === 'conflict' || open !== undefined
    add(isOpen ? { ...removed, ...conflictOf(key, open) } : removed)
  }
  for (const entry of theirs) {
    if (!sides.mine.has(entry.key) && !sides.base.has(entry.key)) add(rowOfEntry(entry))
  }
  return { rows: result, taken: merge.theirs, conflicts: merge.conflicts.map(({ key }) => key) }
}

/** The changes of a newer version that were merged into the edit. */
export interface Merged {
  /** Undefined with KV 1, or when the secret is gone. */
  readonly version: number | undefined
  /** `gone`: it does not exist any more; `deleted`: its newest version holds no values. */
  readonly state: 'current' | 'deleted' | 'gone'
  readonly taken: readonly string[]
  readonly conflicts: readonly string[]
}

/** Merges the current secret into the rows of an edit. Null when nothing of mine is left to save. */
export function mergeStored(
  rows: readonly Row[],
  { secret, entries }: StoredSecret,
): { readonly rows: readonly Row[]; readonly merged: Merged } | null {
  const version = secret?.version
  if (secret?.state !== 'current') {
    const state = secret === null ? 'gone' : 'deleted'
    return { rows: rebaseOnNothing(rows), merged: { version, state, taken: [], conflicts: [] } }
  }
  const { rows: rebased, taken, conflicts } = rebaseRows(rows, entries)
  if (!isChanged(rebased)) return null
  return { rows: rebased, merged: { version, state: 'current', taken, conflicts } }
}

/** The rows of an edit whose secret is gone, or deleted: everything in the editor is new. */
export function rebaseOnNothing(rows: readonly Row[]): Row[] {
  return rows
    .filter(({ removed }) => !removed)
    .map(({ conflict: _before, ...row }) => ({
      ...row,
      original: null,
      ...(row.key === '' && !hasNoKey(row) && { isKeyEmpty: true }),
    }))
}

/** The rows of a new secret, added to the secret that is at its path: where both have a key, the new value is kept. */
export function addedRows(rows: readonly Row[], { secret, entries }: StoredSecret): Row[] {
  if (secret?.state !== 'current') return rebaseOnNothing(rows)
  return rebaseRows(rows, entries).rows.map(({ conflict: _decided, ...row }) => row)
}

/** Keys of a new secret that the secret at its path has with another value. */
export const overwrittenKeys = (rows: readonly Row[], { entries }: StoredSecret): readonly string[] =>
  rebaseRows(rows, entries).conflicts
