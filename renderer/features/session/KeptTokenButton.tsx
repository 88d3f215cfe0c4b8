import { useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { bridge } from '../../lib/bridge.ts'
import { answerOf } from '../../lib/call.ts'
import { keptCredentials } from '../../lib/queries/server.ts'
import { leaving } from '../../lib/queries/session.ts'
import { useAct } from '../../lib/useAct.ts'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { useSignedIn } from './useSignedIn.ts'

/**
 * Signs in with the token in this computer's keychain: automatically with one that the person stored for that, by the
 * button with the root token of an initialization. Renders nothing if none is stored.
 */
export function KeptTokenButton({ profileId }: { profileId: string }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const onSignedIn = useSignedIn(profileId)
  const { data: kept } = useQuery(keptCredentials(profileId))
  const { start, isPending, problem } = useAct(async () => {
    try {
      const { value, warnings } = await answerOf(bridge.session.resume({ profileId }))
      onSignedIn(value, warnings)
    } catch (thrown) {
      // A token that has ended is no longer stored.
      await queryClient.invalidateQueries({ queryKey: keptCredentials(profileId).queryKey })
      throw thrown
    }
  })
  const tried = useRef(false)
  const { data: isLeaving } = useQuery(leaving(profileId))
  const signsInByItself = kept?.token === true && !isLeaving
  useEffect(() => {
    if (!signsInByItself || tried.current) return
    tried.current = true
    void start()
  }, [signsInByItself, start])
  const hasToken = kept?.token === true || kept?.rootToken === true
  if (!hasToken && problem === null) return null
  return (
    <>
      {hasToken && (
        <div>
          <Button icon={<KeyRound size={14} />} isPending={isPending} onPress={() => void start()}>
            {kept.token ? t`Use stored token` : t`Use stored root token`}
          </Button>
        </div>
      )}
      {problem !== null && <CallProblem problem={problem} />}
    </>
  )
}
