/** A three-way merge of a secret, key by key: its state before, my changes, and what someone else has saved since. */
import type { Entry } from '../../../../electron/contract/kv.ts'
import { isSameJson } from '../shared/sameJson.ts'

/** A key that both sides changed, each in another way. JSON texts; undefined if that side has no such key. */
export interface Conflict {
  readonly key: string
  readonly base: string | undefined
  readonly mine: string | undefined
  readonly theirs: string | undefined
}

export interface Merge {
  /**
   * Both sides' changes: my keys in my order, then keys that only they added. If both changed a key, it has my value.
   */
  readonly entries: readonly Entry[]
  /** In the base's order, then keys that only they added, then keys that only I have. The order of my keys does not matter. */
  readonly conflicts: readonly Conflict[]
  /** Keys that only they added, changed or removed, in the same order. */
  readonly theirs: readonly string[]
}

export type Decision = 'mine' | 'theirs' | 'conflict'

/**
 * Returns the side whose value of one key is kept. A key is a conflict only if both changed it, and not to the same
 * value.
 */
export function decide({ base, mine, theirs }: Omit<Conflict, 'key'>): Decision {
  // Exact comparison first: a value that I did not touch is theirs even if only its spelling differs.
  if (mine === base) return 'theirs'
  if (isSameJson(theirs, base)) return 'mine'
  if (isSameJson(mine, base) || isSameJson(mine, theirs)) return 'theirs'
  return 'conflict'
}

/** The texts of a secret's values by key. */
export const byKey = (entries: readonly Entry[]): Map<string, string> =>
  new Map(entries.map(({ key, json }) => [key, json]))

/** Merges two edits of `base`. Never loses a key that neither side removed; `merge(base, x, base)` is `x`. */
export function mergeEntries(base: readonly Entry[], mine: readonly Entry[], theirs: readonly Entry[]): Merge {
  const sides = { base: byKey(base), mine: byKey(mine), theirs: byKey(theirs) }
  const merged = new Map<string, string>()
  const conflicts: Conflict[] = []
  const taken: string[] = []
  for (const key of new Set([...sides.base.keys(), ...sides.theirs.keys(), ...sides.mine.keys()])) {
    const values = { base: sides.base.get(key), mine: sides.mine.get(key), theirs: sides.theirs.get(key) }
    const decision = decide(values)
    if (decision === 'conflict') conflicts.push({ key, ...values })
    else if (decision === 'theirs' && !isSameJson(values.theirs, values.mine)) taken.push(key)
    const json = decision === 'theirs' ? values.theirs : values.mine
    if (json !== undefined) merged.set(key, json)
  }
  const entries = [...new Set([...sides.mine.keys(), ...sides.theirs.keys()])].flatMap((key): Entry[] => {
    const json = merged.get(key)
    return json === undefined ? [] : [{ key, json }]
  })
  return { entries, conflicts, theirs: taken }
}
