/** What the panels beside the text are given. */
import type { PolicyDraft } from './policyDraft.ts'
import type { Ask } from './usePolicyReading.ts'
import type { Analysis, RuleChange, Setting } from './worker/protocol.ts'

export interface SidePanelProps {
  readonly profileId: string
  readonly name: string | null
  readonly draft: PolicyDraft
  readonly analysis: Analysis | null
  /** Which rules are shown. */
  readonly wanted: { readonly filter: string; readonly limit: number }
  readonly onWanted: (wanted: { filter: string; limit: number }) => void
  readonly ask: Ask
  readonly setting: Setting
  readonly onChange: (change: RuleChange) => void
  readonly onReplace: (text: string) => void
  readonly onGoTo: (offset: number) => void
  /** There are changes that the server does not have. */
  readonly isUnsaved: boolean
}
