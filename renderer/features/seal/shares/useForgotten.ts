import { useState } from 'react'
import type { UnsealProgress } from '../../../../electron/contract/server.ts'

interface Seen {
  readonly progress: UnsealProgress | undefined
  /** Whether a new attempt would be unexpected. Not right after an action in this window. */
  readonly counts: boolean
  readonly forgotten: boolean
}

/**
 * Whether the server has discarded shares for a reason outside this window: a wrong share or a new start from
 * elsewhere, or a restart. Call `clear` on an action here, whose outcome has a message of its own.
 */
export function useForgotten(progress: UnsealProgress | undefined): {
  readonly forgotten: boolean
  readonly clear: () => void
} {
  const [seen, setSeen] = useState<Seen>({ progress, counts: true, forgotten: false })
  if (progress !== seen.progress) {
    const before = seen.progress
    const isNew =
      seen.counts && progress?.sealed === true && (before?.given ?? 0) > 0 && before?.nonce !== progress.nonce
    setSeen({ progress, counts: true, forgotten: seen.forgotten || isNew })
  }
  return {
    forgotten: seen.forgotten,
    clear: () => setSeen((now) => ({ ...now, counts: false, forgotten: false })),
  }
}
