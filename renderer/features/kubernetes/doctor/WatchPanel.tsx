/** Keeps reading as an app would, and shows when a changed secret arrives. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Eye, Square } from 'lucide-react'
import { formatDuration } from '../../../lib/format.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../components/CallProblem.tsx'
import { Link } from '../../../ui/Link.tsx'
import { showToast } from '../../../ui/toasts.ts'
import styles from './WatchPanel.module.css'
import report from './shared/report.module.css'
import { ReadValues } from './ReadValues.tsx'
import type { SecretPlace } from './secretPlace.ts'
import { pause, useSecretWatch, type WatchEvent } from './secretWatch.ts'

export interface WatchPanelProps {
  readonly profileId: string
  readonly tokenId: string
  readonly mount: string
  readonly role: string
  readonly secret: SecretPlace | null
}

export function WatchPanel({ profileId, tokenId, mount, role, secret }: WatchPanelProps) {
  const { t } = useLingui()
  const go = useGo()
  const { watch, begin, end } = useSecretWatch(profileId)
  const { isRunning = false, lastRead = null, ended = null, problem = null, events = [] } = watch ?? {}
  const watched = watch === null ? '' : placeOf(watch.secret)

  function start(place: SecretPlace) {
    const name = placeOf(place)
    begin({ tokenId, mount, role, secret: place }, () =>
      showToast({
        title: t`The app received the new value of ${name}`,
        tone: 'ok',
        action: { label: t`Show it`, onPress: () => go(routes.kubernetesMount(profileId, mount, 'doctor', role)) },
      }),
    )
  }

  return (
    <div className={report['column']}>
      <div className={report['line']}>
        {isRunning ? (
          <Button icon={<Square size={16} />} onPress={end}>{t`Stop watching`}</Button>
        ) : (
          <Button
            icon={<Eye size={16} />}
            onPress={() => secret !== null && start(secret)}
            disabledReason={
              role === '' ? t`Choose a role first` : secret === null ? t`Enter a secret to read first` : undefined
            }
          >{t`Watch as the app would`}</Button>
        )}
        {isRunning && lastRead !== null && (
          <span className={report['quiet']}>
            <Trans>
              Last read at <Clock at={lastRead} />
            </Trans>
          </span>
        )}
        {isRunning && watch !== null && (
          <Link href={routes.kv(profileId, { ...watch.secret, mode: 'edit' })}>{t`Change ${watched}`}</Link>
        )}
      </div>
      <p className={report['quiet']}>
        <Trans>
          Signs in with the role and reads the secret every {pause} seconds. If you change the secret, the new value
          arrives without a new deployment. Watching continues while you use other pages of this window.
        </Trans>
      </p>
      {problem !== null && <CallProblem problem={problem} />}
      {ended !== null && (
        <p className={report['words']}>
          {ended.revoked === false ? (
            <Plural
              value={ended.reads}
              one="Stopped after # read. The token couldn't be revoked; it expires on its own."
              other="Stopped after # reads. The token couldn't be revoked; it expires on its own."
            />
          ) : (
            <Plural
              value={ended.reads}
              one="Stopped after # read. The token was revoked."
              other="Stopped after # reads. The token was revoked."
            />
          )}
        </p>
      )}
      {events.length > 0 && (
        <ul className={styles['events']} aria-label={t`What the app sees`} aria-live="polite">
          {events.map((event) => (
            <li key={`${event.kind} ${event.at}`} className={styles['event']}>
              <EventLine profileId={profileId} event={event} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

const placeOf = ({ mount, path }: SecretPlace): string => mount + path

/** A time of today. */
function Clock({ at }: { at: string }) {
  const { i18n } = useLingui()
  return (
    <time dateTime={at} className={styles['when']}>
      {new Intl.DateTimeFormat(i18n.locale, { timeStyle: 'medium', hourCycle: 'h23' }).format(new Date(at))}
    </time>
  )
}

function EventLine({ profileId, event }: { profileId: string; event: WatchEvent }) {
  const { i18n } = useLingui()
  switch (event.kind) {
    case 'signed-in':
      return (
        <>
          <Clock at={event.at} /> <Trans>Signed in for {formatDuration(event.ttl, i18n.locale)}</Trans>
        </>
      )
    case 'read':
      return (
        <div className={report['column']}>
          <span>
            <Clock at={event.at} />{' '}
            {event.changed.length === 0 ? (
              <Trans>Current secret</Trans>
            ) : (
              <strong>
                <Trans>New secret value received</Trans>
              </strong>
            )}
          </span>
          <ReadValues profileId={profileId} read={event.read} changed={event.changed} />
        </div>
      )
    case 'refused':
      return (
        <>
          <Clock at={event.at} />{' '}
          {event.step === 'sign-in' ? <Trans>The sign-in was refused:</Trans> : <Trans>The read was refused:</Trans>}{' '}
          <code>{event.refusal.words.join(' ')}</code>
        </>
      )
  }
}
