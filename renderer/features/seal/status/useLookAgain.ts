import { useQueryClient } from '@tanstack/react-query'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { serverStatus } from '../../../lib/queries/server.ts'
import { type Act, useAct } from '../../../lib/useAct.ts'

/** Requests the server's status now, without waiting for the next poll. */
export function useLookAgain(profileId: string): Act<[], void> {
  const queryClient = useQueryClient()
  return useAct(async () => {
    queryClient.setQueryData(serverStatus(profileId).queryKey, await valueOf(bridge.server.status({ profileId })))
  })
}
