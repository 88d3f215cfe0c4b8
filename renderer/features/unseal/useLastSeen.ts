import { useState } from 'react'
import type { ServerStatus } from '../../../electron/contract/server.ts'

/** When the server was last reached, ISO 8601, or null when it never was in this window. */
export function useLastSeen(status: ServerStatus | undefined): string | null {
  const [seenAt, setSeenAt] = useState<string | null>(null)
  const now = status?.reachable === true ? status.at : seenAt
  if (now !== seenAt) setSeenAt(now)
  return now
}
