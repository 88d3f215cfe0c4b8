import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { formatDuration } from '../../lib/format.ts'
import { useAct } from '../../lib/useAct.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import styles from './RenewForm.module.css'
import forms from './shared/forms.module.css'
import { secondsOf } from './duration.ts'
import { secondsLeft } from './ending.ts'
import { CallProblem } from '../../components/CallProblem.tsx'
import { useRenew } from './useRenew.ts'

interface Granted {
  /** Seconds. */
  readonly asked: number | undefined
  readonly granted: number | null
}

// The answer takes a moment, and servers count in whole seconds.
const slack = 5

/** Renews the token, for the requested time if the server grants it; shows the time that it granted. */
export function RenewForm({ profileId }: { profileId: string }) {
  const { t, i18n } = useLingui()
  const renewFor = useRenew(profileId)
  const [typed, setTyped] = useState('')
  const [outcome, setOutcome] = useState<Granted | null>(null)
  const asked = typed.trim() === '' ? undefined : secondsOf(typed)
  const renew = useAct(async (increment: number | undefined) => {
    setOutcome(null)
    const identity = await renewFor(increment)
    setOutcome({ asked: increment, granted: secondsLeft(identity, Date.now()) })
  })

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (asked !== null) void renew.start(asked)
  }
  const granted = formatDuration(Math.round(outcome?.granted ?? 0), i18n.locale)
  const isLess = outcome?.asked !== undefined && outcome.granted !== null && outcome.granted + slack < outcome.asked

  return (
    <form className={forms['section']} onSubmit={submit}>
      <div className={styles['renew']}>
        <TextField
          label={t`Renew for`}
          placeholder={t`default duration`}
          description={t`The time from now, such as 30m, 8h or 7d.`}
          value={typed}
          onChange={setTyped}
          error={asked === null && t`Enter a duration such as 30m, 8h or 7d.`}
        />
        <Button type="submit" isPending={renew.isPending}>
          <Trans>Renew token</Trans>
        </Button>
      </div>
      {outcome !== null && (
        <Banner tone={isLess ? 'warn' : 'info'} title={t`The server granted ${granted}.`}>
          {isLess && <Trans>This is less than requested. The token's maximum TTL or its role limits it.</Trans>}
        </Banner>
      )}
      {renew.problem !== null && <CallProblem problem={renew.problem} />}
    </form>
  )
}
