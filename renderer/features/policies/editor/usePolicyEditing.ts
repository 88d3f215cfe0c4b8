/** The edit on the page: stored as a draft while it changes. */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { DraftKeeper } from '../../../lib/drafts.ts'
import type { PolicyDraft } from './policyDraft.ts'

export interface PolicyEditing {
  readonly draft: PolicyDraft
  /** Whether there is a change that a save would write. */
  readonly changed: boolean
  readonly setText: (text: string) => void
  readonly setName: (name: string) => void
  /** Bases the edit on another text of the server. */
  readonly setBase: (base: string | null) => void
}

export function usePolicyEditing(start: PolicyDraft, keeper: DraftKeeper<PolicyDraft>, isNew: boolean): PolicyEditing {
  const [draft, setDraft] = useState(start)
  const changed = draft.base === null ? draft.text !== '' || (isNew && draft.name !== '') : draft.text !== draft.base
  const isFirst = useRef(true)
  const isKept = useRef(false)
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false
      isKept.current = changed
      return
    }
    if (changed) {
      isKept.current = true
      keeper.keep(draft)
    } else if (isKept.current) {
      isKept.current = false
      void keeper.discard()
    }
  }, [draft, changed, keeper])
  const set = useMemo(
    () => ({
      setText: (text: string) => setDraft((before) => ({ ...before, text })),
      setName: (name: string) => setDraft((before) => ({ ...before, name })),
      setBase: (base: string | null) => setDraft((before) => ({ ...before, base })),
    }),
    [],
  )
  return { draft, changed, ...set }
}
