import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { limits } from '../../../electron/contract/limits.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { unfinishedCeremony } from '../../lib/queries/server.ts'
import { Button } from '../../ui/Button.tsx'
import { NumberField } from '../../ui/NumberField.tsx'
import { CallProblem } from '../../ui/CallProblem.tsx'
import styles from './SealPage.module.css'

const inRange = (value: number) => Number.isInteger(value) && value >= 1 && value <= limits.shares

/** Initialises a new server: into how many shares its key is split, and how many of them unseal it. */
export function InitialiseForm({ profileId }: { profileId: string }) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [shares, setShares] = useState(5)
  const [threshold, setThreshold] = useState(3)
  const initialise = useMutation({
    mutationFn: () => valueOf(bridge.server.initialize({ profileId, shares, threshold })),
    onSuccess: (ceremony) => queryClient.setQueryData(unfinishedCeremony(profileId).queryKey, ceremony),
  })

  const sharesError = inRange(shares) ? undefined : t`Between 1 and ${limits.shares} shares.`
  const thresholdError = !inRange(threshold)
    ? t`At least 1.`
    : inRange(shares) && threshold > shares
      ? t`No more than there are shares.`
      : shares > 1 && threshold === 1
        ? t`At least 2, or any single share would unseal the server.`
        : undefined
  const isValid = sharesError === undefined && thresholdError === undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isValid && !initialise.isPending) initialise.mutate()
  }

  return (
    <form className={styles['form']} onSubmit={submit}>
      <div className={styles['numbers']}>
        <NumberField
          label={t`Key shares`}
          description={t`Into how many shares the key is split.`}
          value={shares}
          onChange={setShares}
          minValue={1}
          error={sharesError}
          autoFocus
        />
        <NumberField
          label={t`Threshold`}
          description={t`How many of them unseal the server.`}
          value={threshold}
          onChange={setThreshold}
          minValue={1}
          error={thresholdError}
        />
      </div>
      <output>
        {isValid && shares === 1 && (
          <Trans>One person holds the one share and can unseal alone. Good for practice and for a test server.</Trans>
        )}
        {isValid && shares > 1 && (
          <Trans>
            Give each of the {shares} shares to another person: any {threshold} of them together unseal the server, and
            nobody can alone.
          </Trans>
        )}
      </output>
      {initialise.isError && <CallProblem problem={initialise.error} />}
      <div className={styles['actions']}>
        <Button type="submit" variant="primary" isPending={initialise.isPending} isDisabled={!isValid}>
          <Trans>Initialise the server</Trans>
        </Button>
        {(shares !== 1 || threshold !== 1) && (
          <Button
            variant="quiet"
            onPress={() => {
              setShares(1)
              setThreshold(1)
            }}
          >
            <Trans>Only practising: 1 share</Trans>
          </Button>
        )}
      </div>
    </form>
  )
}
