import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { ServerStatus } from '../../../../electron/contract/server.ts'
import { lastSeen } from '../queries.ts'

/** Records each time that the server is reached. */
export function useNoteLastSeen(profileId: string, status: ServerStatus | undefined): void {
  const queryClient = useQueryClient()
  const at = status?.reachable === true ? status.at : null
  useEffect(() => {
    if (at !== null) queryClient.setQueryData(lastSeen(profileId).queryKey, at)
  }, [queryClient, profileId, at])
}

/** When the server was last reached, ISO 8601, or null when it never was in this window. */
export function useLastSeen(profileId: string): string | null {
  return useQuery(lastSeen(profileId)).data ?? null
}
