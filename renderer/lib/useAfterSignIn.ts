/** Repeats queries that failed without a token after a sign-in. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { failedOf } from './queries/connection.ts'
import { signedInIdentity } from './queries/session.ts'

export function useAfterSignIn(profileId: string): void {
  const queryClient = useQueryClient()
  const { data: identity } = useQuery(signedInIdentity(profileId))
  const isSignedIn = identity !== undefined && identity !== null
  useEffect(() => {
    if (!isSignedIn) return
    void queryClient.invalidateQueries(failedOf(profileId))
  }, [isSignedIn, profileId, queryClient])
}
