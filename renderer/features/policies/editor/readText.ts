/**
 * The text as it was last read. The panels next to it take it from this context, so that a key stroke renders them and
 * not their tabs.
 */
import { createContext, useContext } from 'react'
import type { Analysis, Setting } from '../worker/protocol.ts'

/** Which rules are shown. */
export interface RulesWanted {
  readonly filter: string
  readonly limit: number
}

export interface ReadText {
  readonly text: string
  /** Null before the first reading. */
  readonly analysis: Analysis | null
  readonly setting: Setting
  readonly wanted: RulesWanted
  /** Whether the server has a policy of this name. */
  readonly isStored: boolean
  /** Whether there are changes that the server does not have. */
  readonly isUnsaved: boolean
}

export const ReadTextContext = createContext<ReadText | null>(null)

export function useReadText(): ReadText {
  const read = useContext(ReadTextContext)
  if (read === null) throw new Error('a panel beside no text')
  return read
}
