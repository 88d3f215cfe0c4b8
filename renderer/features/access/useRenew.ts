import { useMutation, useQueryClient } from '@tanstack/react-query'
import { bridge } from '../../lib/bridge.ts'
import { answerOf } from '../../lib/call.ts'
import { signedInIdentity } from '../../lib/queries/session.ts'
import { showToast } from '../../ui/toasts.ts'

/** Renews the token; `increment` in seconds counts from now and is a wish, the server grants what it will. */
export function useRenew(profileId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (increment: number | undefined) => {
      const { value, warnings } = await answerOf(
        bridge.session.renew({ profileId, ...(increment !== undefined && { increment }) }),
      )
      for (const warning of warnings) showToast({ title: warning })
      return value
    },
    onSuccess: (identity) => queryClient.setQueryData(signedInIdentity(profileId).queryKey, identity),
  })
}
