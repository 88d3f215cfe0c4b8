/** The PGP keys that a person has added for new shares, in the order of the shares. */
import type { PgpKeyFacts } from '../../../../electron/contract/pgp.ts'

/** A key as it was pasted, with the core's reading of it. */
export interface GivenKey {
  readonly text: string
  readonly facts: PgpKeyFacts
}

export interface PgpKeys {
  readonly shares: readonly GivenKey[]
  readonly rootToken: GivenKey | null
}

export const noPgpKeys: PgpKeys = { shares: [], rootToken: null }

/** Either every share is encrypted for a holder, or none is. */
export function pgpProblemOf({ shares: given }: PgpKeys, shares: number): 'too-few' | 'too-many' | null {
  if (given.length === 0 || given.length === shares) return null
  return given.length < shares ? 'too-few' : 'too-many'
}

/** The list with one key moved up by one. */
export function movedUp(keys: readonly GivenKey[], index: number): readonly GivenKey[] {
  const [before, key] = [keys[index - 1], keys[index]]
  if (before === undefined || key === undefined) return keys
  return keys.with(index - 1, key).with(index, before)
}
