/** The changes of a save, key by key. */
import type { Entry } from '../../../../electron/contract/kv.ts'
import { byKey } from './merge.ts'
import { isSameJson } from '../shared/sameJson.ts'

/** One key that differs between the sides. JSON texts; undefined if that side has no such key. */
export interface Change {
  readonly key: string
  readonly before: string | undefined
  readonly after: string | undefined
}

export type ChangeKind = 'added' | 'changed' | 'removed'

export function kindOfChange({ before, after }: Change): ChangeKind {
  if (before === undefined) return 'added'
  return after === undefined ? 'removed' : 'changed'
}

/** The keys that differ: those of `after` in its order, then those that are only in `before`. */
export function changesBetween(before: readonly Entry[], after: readonly Entry[]): Change[] {
  const old = byKey(before)
  const kept = new Set(after.map(({ key }) => key))
  return [
    ...after.flatMap(({ key, json }) => (old.get(key) === json ? [] : [{ key, before: old.get(key), after: json }])),
    ...before.flatMap(({ key, json }) => (kept.has(key) ? [] : [{ key, before: json, after: undefined }])),
  ]
}

/** Whether two secrets hold the same values, ignoring the order of their keys and the spelling of their values. */
export function isSameSecret(a: readonly Entry[], b: readonly Entry[]): boolean {
  const other = byKey(b)
  return a.length === b.length && a.every(({ key, json }) => isSameJson(json, other.get(key)))
}
