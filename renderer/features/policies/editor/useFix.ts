/** Applies fixes to the text, and asks first if a fix allows more than before. */
import { useCallback, useState } from 'react'
import type { Ask } from './usePolicyReading.ts'
import type { Edit, GainsAnswer, Remark } from '../worker/protocol.ts'

export interface Fixing {
  /** A fix that waits for a confirmation. */
  readonly asked: {
    readonly gains: GainsAnswer
    readonly apply: () => void
    readonly cancel: () => void
  } | null
  readonly fix: (remark: Remark) => void
}

/** `of` is the text that the warnings are about: a fix for an older text would change the wrong place. */
export function useFix({
  ask,
  of,
  textNow,
  edit,
}: {
  readonly ask: Ask
  readonly of: string | null
  readonly textNow: () => string
  readonly edit: (edits: readonly Edit[]) => void
}): Fixing {
  const [asked, setAsked] = useState<Fixing['asked']>(null)
  const fix = useCallback(
    (remark: Remark): void => {
      const { fix: edits, kind, changesAccess } = remark
      if (edits === null || of !== textNow()) return
      const apply = (): void => {
        setAsked(null)
        if (of === textNow()) edit(edits)
      }
      // The server refuses the text as it is, so it allows nothing yet.
      if (kind === 'problem') {
        apply()
        return
      }
      void ask('gains', of, { edits }).then((gains) => {
        if (gains === null) return
        if (!changesAccess && gains.gains.length === 0) apply()
        else setAsked({ gains, apply, cancel: () => setAsked(null) })
      })
    },
    [ask, edit, of, textNow],
  )
  return { asked, fix }
}
