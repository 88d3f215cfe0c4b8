import { useState } from 'react'
import type { UnsealProgress } from '../../../../electron/contract/server.ts'

interface Seen {
  readonly progress: UnsealProgress | undefined
  /** Would a new attempt be a surprise? Not right after something was done here. */
  readonly counts: boolean
  readonly forgotten: boolean
}

/**
 * Has the server forgotten shares by what was not done here: a wrong share or a new start from elsewhere, a restart?
 * `clear` when something is done here, whose outcome has words of its own.
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
