import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { limits } from '../../../../electron/contract/limits.ts'
import type { ServerStatus } from '../../../../electron/contract/server.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { appState } from '../../../lib/queries/app.ts'
import { connectionList } from '../../../lib/queries/connections.ts'
import { unfinishedCeremony } from '../../../lib/queries/server.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Button } from '../../../ui/Button.tsx'
import { NumberField } from '../../../ui/NumberField.tsx'
import { AnswerTargetField } from './AnswerTargetField.tsx'
import { type AnswerTarget, keepInOf, noTarget, problemOf } from './answerTarget.ts'
import { InitializeFailure } from './InitializeFailure.tsx'
import { noPgpKeys, type PgpKeys, pgpProblemOf } from './pgpKeys.ts'
import { PgpKeysSection } from './PgpKeysSection.tsx'
import styles from './InitializeForm.module.css'
import forms from '../shared/forms.module.css'
import { SharesPicture } from '../shares/SharesPicture.tsx'
import { isAutoUnseal } from '../status/statusMessages.ts'

const inRange = (value: number) => Number.isInteger(value) && value >= 1 && value <= limits.shares

export interface InitializeFormProps {
  readonly profileId: string
  readonly status: ServerStatus
  /** Why the last try failed, or null. */
  readonly failure: unknown
  readonly onFailure: (failure: unknown) => void
}

/**
 * Initializes a new server: the number of key shares, how many of them unseal it, and the PGP keys of their holders.
 */
export function InitializeForm({ profileId, status, failure, onFailure }: InitializeFormProps) {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const { data: app } = useQuery(appState)
  const { data: profiles } = useQuery(connectionList)
  const isPractice = profiles?.find(({ id }) => id === profileId)?.practice ?? false
  const [shares, setShares] = useState(5)
  const [threshold, setThreshold] = useState(3)
  const [chosenPlace, setPlace] = useState<AnswerTarget>(noTarget)
  const [pgp, setPgp] = useState<PgpKeys>(noPgpKeys)
  const [tried, setTried] = useState(false)
  const recovery = isAutoUnseal(status)
  const asksPlace = app?.custody.kind === 'memory'
  // A practice server is meant to be thrown away: one click is enough.
  const place: AnswerTarget = isPractice && chosenPlace.how === null ? { ...chosenPlace, how: 'memory' } : chosenPlace

  const initialize = useAct(async () => {
    onFailure(null)
    try {
      if (asksPlace && place.how === 'passphrase') {
        await valueOf(bridge.app.keepInPassphraseFile({ passphrase: place.passphrase }))
        await queryClient.invalidateQueries({ queryKey: appState.queryKey })
      }
      const keepIn = asksPlace ? keepInOf(place) : ({ how: 'sealed' } as const)
      const keys = { pgpKeys: pgp.shares.map(({ text }) => text), rootTokenPgpKey: pgp.rootToken?.text ?? null }
      const ceremony = await valueOf(bridge.server.initialize({ profileId, shares, threshold, keepIn, ...keys }))
      queryClient.setQueryData(unfinishedCeremony(profileId).queryKey, ceremony)
    } catch (thrown) {
      onFailure(thrown)
    }
  })

  const sharesError = inRange(shares) ? undefined : t`Between 1 and ${limits.shares} shares.`
  const thresholdError = !inRange(threshold)
    ? t`At least 1.`
    : inRange(shares) && threshold > shares
      ? t`The threshold can't be higher than the number of shares.`
      : shares > 1 && threshold === 1
        ? t`At least 2. Otherwise any single share would unseal the server.`
        : undefined
  const isValid = sharesError === undefined && thresholdError === undefined
  const placeProblem = asksPlace ? problemOf(place) : null
  const pgpProblem = pgpProblemOf(pgp, shares)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (isValid && placeProblem === null && pgpProblem === null) void initialize.start()
  }

  return (
    <form className={forms['form']} onSubmit={submit}>
      {recovery && (
        <p>
          <Trans>
            This server uses auto-unseal ({status.sealType}). Its recovery keys can't replace the seal. They approve a
            new root token and new recovery keys.
          </Trans>
        </p>
      )}
      <div className={styles['numbers']}>
        <NumberField
          label={recovery ? t`Recovery key shares` : t`Key shares`}
          description={t`The number of shares that the key is split into.`}
          value={shares}
          onChange={setShares}
          minValue={1}
          error={sharesError}
          autoFocus
        />
        <NumberField
          label={t`Threshold`}
          description={
            recovery ? t`The number of shares needed to approve.` : t`The number of shares needed to unseal the server.`
          }
          value={threshold}
          onChange={setThreshold}
          minValue={1}
          error={thresholdError}
        />
      </div>
      {isValid && (
        <div className={styles['together']}>
          <SharesPicture shares={shares} threshold={threshold} />
          <output>
            {shares === 1 ? (
              <Trans>
                One person holds the only share and can unseal the server. Suitable for practice and test servers.
              </Trans>
            ) : recovery ? (
              <Trans>
                Give each of the {shares} shares to a different person. Any {threshold} of them together can approve,
                but no one person can.
              </Trans>
            ) : (
              <Trans>
                Give each of the {shares} shares to a different person. Any {threshold} of them together can unseal the
                server, but no one person can.
              </Trans>
            )}
          </output>
        </div>
      )}
      <PgpKeysSection shares={shares} keys={pgp} onChange={setPgp} problem={tried ? pgpProblem : null} />
      {asksPlace && (
        <AnswerTargetField
          place={place}
          onChange={(change) => setPlace((now) => ({ ...now, ...change }))}
          problem={tried ? placeProblem : null}
        />
      )}
      {failure !== null && <InitializeFailure problem={failure} />}
      <div className={forms['actions']}>
        <Button type="submit" variant="primary" isPending={initialize.isPending} isDisabled={!isValid}>
          <Trans>Initialize server</Trans>
        </Button>
        {(shares !== 1 || threshold !== 1) && (
          <Button
            variant="quiet"
            onPress={() => {
              setShares(1)
              setThreshold(1)
              if (chosenPlace.how === null) setPlace({ ...chosenPlace, how: 'memory' })
            }}
          >
            <Trans>Use one share (testing only)</Trans>
          </Button>
        )}
      </div>
    </form>
  )
}
