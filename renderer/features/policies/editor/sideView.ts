/** What the panels beside the text are shown of. They take it from here, so that a key stroke draws them and not what holds them. */
import { createContext, useContext } from 'react'
import type { Ask } from './usePolicyReading.ts'
import type { Analysis, RuleChange, Setting } from '../worker/protocol.ts'

export interface SideView {
  readonly profileId: string
  readonly name: string | null
  /** As it was last read. */
  readonly text: string
  readonly isEmpty: boolean
  /** The server has a policy of this name. */
  readonly isStored: boolean
  /** There are changes that the server does not have. */
  readonly isUnsaved: boolean
  readonly analysis: Analysis | null
  /** Which rules are shown. */
  readonly wanted: { readonly filter: string; readonly limit: number }
  readonly onWanted: (wanted: { filter: string; limit: number }) => void
  readonly ask: Ask
  readonly setting: Setting
  readonly onChange: (change: RuleChange) => void
  readonly onReplace: (text: string) => void
  /** Writes the policy as HCL, where it is JSON. */
  readonly onWriteHcl: () => void
  readonly onGoTo: (offset: number) => void
}

export const Side = createContext<SideView | null>(null)

export function useSide(): SideView {
  const view = useContext(Side)
  if (view === null) throw new Error('a panel beside no text')
  return view
}
