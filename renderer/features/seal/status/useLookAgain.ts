import { useMutation, useQueryClient } from '@tanstack/react-query'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { serverStatus } from '../../../lib/queries/server.ts'

/** Asks the server for its status now, without waiting for the next look. */
export function useLookAgain(profileId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => valueOf(bridge.server.status({ profileId })),
    onSuccess: (status) => queryClient.setQueryData(serverStatus(profileId).queryKey, status),
  })
}
