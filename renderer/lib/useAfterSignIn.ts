/** What failed for want of a token is asked again when somebody has signed in. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { signedInIdentity } from './queries/session.ts'

export function useAfterSignIn(profileId: string): void {
  const queryClient = useQueryClient()
  const { data: identity } = useQuery(signedInIdentity(profileId))
  const isSignedIn = identity !== undefined && identity !== null
  useEffect(() => {
    if (!isSignedIn) return
    const predicate = ({ state }: { state: { status: string } }) => state.status === 'error'
    void queryClient.invalidateQueries({ queryKey: [profileId], predicate })
  }, [isSignedIn, profileId, queryClient])
}
