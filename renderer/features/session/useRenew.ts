import { useQueryClient } from '@tanstack/react-query'
import type { Identity } from '../../../electron/contract/session.ts'
import { bridge } from '../../lib/bridge.ts'
import { answerOf } from '../../lib/call.ts'
import { signedInIdentity } from '../../lib/queries/session.ts'
import { showToast } from '../../ui/toasts.ts'

/**
 * Renews the token. `increment` in seconds counts from now; the server may grant another time. Without one, the request
 * asks for the token's creation TTL: the server's own choice would be the last increment, however short.
 */
export function useRenew(profileId: string): (increment?: number) => Promise<Identity> {
  const queryClient = useQueryClient()
  return async (asked) => {
    const first = queryClient.getQueryData(signedInIdentity(profileId).queryKey)?.creationTtl ?? 0
    const increment = asked ?? (first > 0 ? first : undefined)
    const { value, warnings } = await answerOf(
      bridge.session.renew({ profileId, ...(increment !== undefined && { increment }) }),
    )
    for (const warning of warnings) showToast({ title: warning })
    queryClient.setQueryData(signedInIdentity(profileId).queryKey, value)
    return value
  }
}
