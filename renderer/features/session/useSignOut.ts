import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { bridge } from '../../lib/bridge.ts'
import { errorOf, valueOf } from '../../lib/call.ts'
import { wordsFor } from '../../lib/errors.ts'
import { readAsPerson } from '../../lib/queries/connection.ts'
import { leaving, signedInIdentity } from '../../lib/queries/session.ts'
import { keptCredentials } from '../../lib/queries/server.ts'
import { clearToasts, showToast } from '../../ui/toasts.ts'

/**
 * Signs out; with `revoke` the token is revoked on the server, too. Nothing read as that person remains in the window.
 */
export function useSignOut(profileId: string): (revoke: boolean) => Promise<void> {
  const { t, i18n } = useLingui()
  const queryClient = useQueryClient()
  const handleFailure = async (problem: unknown): Promise<void> => {
    const identity = await queryClient
      .fetchQuery({ ...signedInIdentity(profileId), staleTime: 0 })
      .catch(() => undefined)
    if (identity !== null) {
      queryClient.setQueryData(leaving(profileId).queryKey, false)
      return
    }
    // Signed out all the same. The dialog that would show the rest was closed with the page.
    showToast({
      title: t`Signed out. The token may still be stored on this computer`,
      body: i18n._(wordsFor(errorOf(problem)).title),
      tone: 'danger',
      seconds: Infinity,
    })
  }
  return async (revoke) => {
    queryClient.setQueryData(leaving(profileId).queryKey, true)
    try {
      await valueOf(bridge.session.signOut({ profileId, revoke }))
    } catch (thrown) {
      await handleFailure(thrown)
      throw thrown
    }
    queryClient.setQueryData(signedInIdentity(profileId).queryKey, null)
    // SECURITY: data that this person could read is not left for the next (docs/security.md, "The window").
    queryClient.removeQueries(readAsPerson(profileId))
    void queryClient.invalidateQueries({ queryKey: keptCredentials(profileId).queryKey })
    clearToasts()
  }
}
