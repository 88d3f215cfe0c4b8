/** Drops what was listed in the cubbyhole when the token ends: the next token has another one. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { signedInIdentity } from '../../../lib/queries/session.ts'
import { readOfCubbyhole } from '../queries.ts'

export function useCubbyholeOfToken(profileId: string): void {
  const queryClient = useQueryClient()
  const { data: identity } = useQuery(signedInIdentity(profileId))
  const isSignedOut = identity === null
  useEffect(() => {
    if (!isSignedOut) return
    // SECURITY: names of the token's own secrets are not left for the next one (docs/security.md, "The window").
    void queryClient.resetQueries(readOfCubbyhole(profileId))
  }, [isSignedOut, profileId, queryClient])
}
