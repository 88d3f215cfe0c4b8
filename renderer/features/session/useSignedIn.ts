import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Identity } from '../../../electron/contract/session.ts'
import { staleAfterSignIn } from '../../lib/queries/connection.ts'
import { mountList } from '../../lib/queries/mounts.ts'
import { leaving, signedInIdentity, signInMethods } from '../../lib/queries/session.ts'
import { showToast } from '../../ui/toasts.ts'

/** Runs after a sign-in: fetches all data of that server again for the new person. */
export function useSignedIn(profileId: string): (identity: Identity, warnings: readonly string[]) => void {
  const queryClient = useQueryClient()
  return useCallback(
    (identity, warnings) => {
      queryClient.setQueryData(leaving(profileId).queryKey, false)
      queryClient.setQueryData(signedInIdentity(profileId).queryKey, identity)
      // The next form opens with the choice that just worked.
      queryClient.removeQueries({ queryKey: signInMethods(profileId).queryKey })
      void queryClient.invalidateQueries(staleAfterSignIn(profileId))
      // The page that most people open first: requested while the page is still being rendered.
      void queryClient.prefetchQuery(mountList(profileId))
      for (const warning of warnings) showToast({ title: warning })
    },
    [queryClient, profileId],
  )
}
