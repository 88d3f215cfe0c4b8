import { useMutation, useQueryClient } from '@tanstack/react-query'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { leaving, signedInIdentity } from '../../lib/queries/session.ts'
import { keptCredentials } from '../../lib/queries/server.ts'
import { clearToasts } from '../../ui/toasts.ts'

/** Signs out; with `revoke` the token ends on the server, too. Nothing read as that person remains in the window. */
export function useSignOut(profileId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (revoke: boolean) => {
      queryClient.setQueryData(leaving(profileId).queryKey, true)
      return valueOf(bridge.session.signOut({ profileId, revoke }))
    },
    onSuccess: () => {
      queryClient.setQueryData(signedInIdentity(profileId).queryKey, null)
      // SECURITY: what this person could read is not left for the next (docs/security.md, "The window").
      queryClient.removeQueries({
        queryKey: [profileId],
        predicate: ({ queryKey }) => queryKey[1] !== 'server' && queryKey[1] !== 'session',
      })
      void queryClient.invalidateQueries({ queryKey: keptCredentials(profileId).queryKey })
      clearToasts()
    },
    onError: () => queryClient.setQueryData(leaving(profileId).queryKey, false),
  })
}
