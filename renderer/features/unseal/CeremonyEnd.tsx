import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Ceremony } from '../../../electron/contract/server.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { keptCredentials, unfinishedCeremony } from '../../lib/queries/server.ts'
import { leaving, signedInIdentity } from '../../lib/queries/session.ts'
import { routes, useGo } from '../../lib/routes.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { CallProblem } from '../../ui/CallProblem.tsx'
import styles from './SealPage.module.css'
import { UnsealFailure } from './UnsealFailure.tsx'
import { useUnseal } from './useUnseal.ts'

export interface CeremonyEndProps {
  readonly ceremony: Ceremony
  readonly isSealed: boolean
  /** Has every key been saved, kept or seen? */
  readonly isTaken: boolean
  /** Called when the page may be left. */
  readonly onFinish: () => void
}

/** The word of the person that the keys are safe, and the way on: unsealed and signed in, or just done. */
export function CeremonyEnd({ ceremony, isSealed, isTaken, onFinish }: CeremonyEndProps) {
  const { t } = useLingui()
  const { profileId } = ceremony
  const go = useGo()
  const queryClient = useQueryClient()
  const { run, pending, failure } = useUnseal(profileId)
  const [isSafe, setSafe] = useState(false)
  const [asks, setAsks] = useState(false)
  const [finishing, setFinishing] = useState<'sign-in' | 'only' | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const needsUnseal = isSealed && !ceremony.recovery
  const busy = pending !== null || finishing !== null

  async function finish(signIn: boolean): Promise<void> {
    setProblem(null)
    setFinishing(signIn ? 'sign-in' : 'only')
    try {
      if (signIn && needsUnseal && !(await run({ by: 'ceremony', ceremonyId: ceremony.id })).ok) return
      await valueOf(bridge.server.finishCeremony({ ceremonyId: ceremony.id, keysAreSafe: true, signIn }))
      onFinish()
      queryClient.setQueryData(leaving(profileId).queryKey, false)
      await queryClient.invalidateQueries({ queryKey: keptCredentials(profileId).queryKey })
      await queryClient.refetchQueries({ queryKey: signedInIdentity(profileId).queryKey })
      queryClient.setQueryData(unfinishedCeremony(profileId).queryKey, null)
      if (signIn) go(routes.engines(profileId))
    } catch (thrown) {
      setProblem(thrown)
    } finally {
      setFinishing(null)
    }
  }

  return (
    <section className={styles['safe']}>
      <Checkbox
        isSelected={isSafe}
        onChange={setSafe}
        isDisabled={(!isTaken && !isSafe) || busy}
        description={
          isTaken || isSafe
            ? t`Strongroom then forgets them, except what you kept in the keychain.`
            : t`Save the file, keep the keys, or show or copy each of them first.`
        }
      >
        <Trans>These keys are in a safe place</Trans>
      </Checkbox>
      {failure !== null && <UnsealFailure failure={failure} />}
      {problem !== null && <CallProblem problem={problem} />}
      <div className={styles['actions']}>
        <Button
          variant={isSafe ? 'primary' : 'secondary'}
          isDisabled={!isSafe || (busy && finishing !== 'sign-in')}
          isPending={finishing === 'sign-in'}
          onPress={() => void finish(true)}
        >
          {needsUnseal ? t`Unseal and sign in` : t`Finish and sign in`}
        </Button>
        <Button
          isDisabled={!isSafe || (busy && finishing !== 'only')}
          isPending={finishing === 'only'}
          onPress={() => void finish(false)}
        >
          {needsUnseal ? t`Finish and unseal later` : t`Finish`}
        </Button>
        {!isTaken && !isSafe && (
          <Button variant="quiet" onPress={() => setAsks(true)}>
            <Trans>I have them another way…</Trans>
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={asks}
        onOpenChange={setAsks}
        title={t`Go on without saving the keys here?`}
        confirmLabel={t`The keys are safe`}
        typeToConfirm={t`the keys are safe`}
        onConfirm={() => setSafe(true)}
      >
        <Trans>
          Nothing was saved or kept, and not every key was shown. When Strongroom has forgotten them, nobody can bring
          them back, and data in the server may be lost for ever.
        </Trans>
      </ConfirmDialog>
    </section>
  )
}
