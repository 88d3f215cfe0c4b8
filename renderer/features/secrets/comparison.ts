/** Two sides of a secret, key by key: what a person wants to save, and what somebody else saved meanwhile. */
import type { Entry } from '../../../electron/contract/kv.ts'

export interface ComparedKey {
  readonly key: string
  /** JSON text; undefined where that side has no such key. */
  readonly mine: string | undefined
  readonly theirs: string | undefined
  readonly isSame: boolean
}

/** Every key of either side: those that differ first, each group in the order of mine, then of theirs. */
export function compareEntries(mine: readonly Entry[], theirs: readonly Entry[]): ComparedKey[] {
  const mineByKey = new Map(mine.map(({ key, json }) => [key, json]))
  const theirsByKey = new Map(theirs.map(({ key, json }) => [key, json]))
  const compared = [...new Set([...mineByKey.keys(), ...theirsByKey.keys()])].map((key) => {
    const sides = { mine: mineByKey.get(key), theirs: theirsByKey.get(key) }
    return { key, ...sides, isSame: sides.mine === sides.theirs }
  })
  return [...compared.filter(({ isSame }) => !isSame), ...compared.filter(({ isSame }) => isSame)]
}
