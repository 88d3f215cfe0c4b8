import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { Ceremony } from '../../../electron/contract/server.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { keptCredentials, unfinishedCeremony } from '../../lib/queries/server.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { CallProblem } from '../../ui/CallProblem.tsx'
import styles from './SealPage.module.css'

export interface KeepDialogProps {
  readonly ceremony: Ceremony
  /** A practice server has no trust to split. */
  readonly isPractice: boolean
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
}

/** Asks share by share what rests in this computer's keychain, and says what that does to the split of trust. */
export function KeepDialog(props: KeepDialogProps) {
  return props.isOpen ? <Choice {...props} /> : null
}

function Choice({ ceremony, isPractice, isOpen, onOpenChange }: KeepDialogProps) {
  const { t } = useLingui()
  const formId = useId()
  const queryClient = useQueryClient()
  const all = Array.from({ length: ceremony.shares }, (_, index) => index + 1)
  const isHarmless = isPractice || ceremony.shares === 1
  const [chosen, setChosen] = useState<readonly number[]>(isHarmless ? all : ceremony.keptShares)
  const [rootToken, setRootToken] = useState(isHarmless || ceremony.keptRootToken)
  const keep = useMutation({
    mutationFn: () => valueOf(bridge.server.keepCeremony({ ceremonyId: ceremony.id, shares: [...chosen], rootToken })),
    onSuccess: (kept) => {
      queryClient.setQueryData(unfinishedCeremony(ceremony.profileId).queryKey, kept)
      void queryClient.invalidateQueries({ queryKey: keptCredentials(ceremony.profileId).queryKey })
      onOpenChange(false)
    },
  })
  const count = chosen.length
  const enough = count >= ceremony.threshold

  return (
    <Dialog
      title={t`Keep keys in this computer's keychain`}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      footer={
        <>
          <Button onPress={() => onOpenChange(false)}>{t`Cancel`}</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            isPending={keep.isPending}
            isDisabled={count === 0 && !rootToken}
            autoFocus
          >
            {t`Keep in the keychain`}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          keep.mutate()
        }}
      >
        <p>
          <Trans>
            What you choose is sealed with a key that only this computer's keychain holds. Strongroom can then unseal
            the server in one click.
          </Trans>
        </p>
        <div className={styles['choices']}>
          {all.map((share) => (
            <Checkbox
              key={share}
              isSelected={chosen.includes(share)}
              onChange={(isSelected) =>
                setChosen(
                  isSelected ? [...chosen, share].sort((a, b) => a - b) : chosen.filter((each) => each !== share),
                )
              }
            >
              {t`Share ${share}`}
            </Checkbox>
          ))}
          <Checkbox isSelected={rootToken} onChange={setRootToken}>
            {t`Root token`}
          </Checkbox>
        </div>
        {!isHarmless && enough && (
          <Banner tone="warn" title={t`This defeats the split of trust`}>
            <Plural
              value={count}
              one="With # share here, whoever opens this computer can unseal the server alone."
              other="With # shares here, whoever opens this computer can unseal the server alone."
            />
          </Banner>
        )}
        {keep.isError && <CallProblem problem={keep.error} />}
      </form>
    </Dialog>
  )
}
