import { plural } from '@lingui/core/macro'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Ceremony } from '../../../../electron/contract/ceremony.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { keptCredentials, unfinishedCeremony } from '../../../lib/queries/server.ts'
import { leaving, signedInIdentity } from '../../../lib/queries/session.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { canSignIn, canUnseal, itemsNowhere } from './ceremonyItems.ts'
import forms from '../shared/forms.module.css'
import { UnsealFailure } from '../shares/UnsealFailure.tsx'
import { useItemName } from './useItemName.ts'
import { useUnseal } from '../shares/useUnseal.ts'

export interface CeremonyEndProps {
  readonly ceremony: Ceremony
  readonly isSealed: boolean
  /** Called when the page can be left. */
  readonly onFinish: () => void
}

/** The person's confirmation that the keys are safe, and the next step: unseal and sign in, or finish. */
export function CeremonyEnd({ ceremony, isSealed, onFinish }: CeremonyEndProps) {
  const { t } = useLingui()
  const { profileId } = ceremony
  const go = useGo()
  const queryClient = useQueryClient()
  const { run, pending, failure } = useUnseal(profileId)
  const nameOf = useItemName(ceremony)
  const [isSafe, setSafe] = useState(false)
  const [asks, setAsks] = useState(false)
  const [acceptsLoss, setAcceptsLoss] = useState(false)
  const nowhere = itemsNowhere(ceremony)
  const mayFinish = acceptsLoss || (nowhere.length === 0 && isSafe)
  const needsUnseal = isSealed && !ceremony.recovery
  const goesOn = canSignIn(ceremony) && (!needsUnseal || canUnseal(ceremony))
  const names = nowhere.map(nameOf).join(', ')
  const [signsIn, setSignsIn] = useState(false)
  const { start, isPending, problem } = useAct(async (signIn: boolean) => {
    setSignsIn(signIn)
    if (signIn && needsUnseal && (await run({ by: 'ceremony', ceremonyId: ceremony.id }))?.ok !== true) return
    await valueOf(bridge.server.finishCeremony({ ceremonyId: ceremony.id, acceptLoss: acceptsLoss, signIn }))
    onFinish()
    queryClient.setQueryData(leaving(profileId).queryKey, false)
    await queryClient.invalidateQueries({ queryKey: keptCredentials(profileId).queryKey })
    await queryClient.refetchQueries({ queryKey: signedInIdentity(profileId).queryKey })
    queryClient.setQueryData(unfinishedCeremony(profileId).queryKey, null)
    if (signIn) go(routes.engines(profileId))
  })
  const busy = pending !== null || isPending
  const finishing = !isPending ? null : signsIn ? 'sign-in' : 'only'

  return (
    <section className={forms['safe']}>
      <Checkbox
        isSelected={mayFinish}
        onChange={setSafe}
        isDisabled={nowhere.length > 0 || busy}
        description={
          nowhere.length === 0
            ? t`Strongroom then removes these keys, except those stored in the keychain.`
            : t`${plural(nowhere.length, {
                one: '# key not saved yet',
                other: '# keys not saved yet',
              })}: ${names}. Save, store, print, copy or hand over each key.`
        }
      >
        <Trans>These keys are in a safe place</Trans>
      </Checkbox>
      {failure !== null && <UnsealFailure failure={failure} />}
      {problem !== null && <CallProblem problem={problem} />}
      <div className={forms['actions']}>
        {goesOn && (
          <Button
            variant={mayFinish ? 'primary' : 'secondary'}
            isDisabled={!mayFinish || (busy && finishing !== 'sign-in')}
            isPending={finishing === 'sign-in'}
            onPress={() => void start(true)}
          >
            {needsUnseal ? t`Unseal and sign in` : t`Finish and sign in`}
          </Button>
        )}
        <Button
          variant={mayFinish && !goesOn ? 'primary' : 'secondary'}
          isDisabled={!mayFinish || (busy && finishing !== 'only')}
          isPending={finishing === 'only'}
          onPress={() => void start(false)}
        >
          {needsUnseal ? t`Finish and unseal later` : t`Finish`}
        </Button>
        {nowhere.length > 0 && !acceptsLoss && (
          <Button variant="quiet" onPress={() => setAsks(true)}>
            <Trans>Continue without saving…</Trans>
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={asks}
        onOpenChange={setAsks}
        title={t`Continue without saving these keys?`}
        confirmLabel={t`Continue without saving`}
        typeToConfirm={t`I accept the loss`}
        onConfirm={() => setAcceptsLoss(true)}
      >
        <p>{names}</p>
        <p>
          <Plural
            value={nowhere.length}
            one="This key was not saved, stored, printed, copied or handed over. After you finish, no one can recover it."
            other="These keys were not saved, stored, printed, copied or handed over. After you finish, no one can recover them."
          />
        </p>
      </ConfirmDialog>
    </section>
  )
}
