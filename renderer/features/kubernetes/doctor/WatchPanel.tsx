/** Keeps reading as an app would, and shows when a changed secret arrives. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Eye, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { WatchItem } from '../../../../electron/contract/kubernetesDoctor.ts'
import { bridge } from '../../../lib/bridge.ts'
import { CallFailed } from '../../../lib/call.ts'
import { formatDuration } from '../../../lib/format.ts'
import { Button } from '../../../ui/Button.tsx'
import { CallProblem } from '../../../ui/CallProblem.tsx'
import styles from './Doctor.module.css'
import { ReadValues } from './ReadValues.tsx'
import type { SecretPlace } from './secretPlace.ts'

export interface WatchPanelProps {
  readonly profileId: string
  readonly tokenId: string
  readonly mount: string
  readonly role: string
  readonly secret: SecretPlace | null
}

/** Seconds between two reads. */
const pause = 3
/** Of what happened so much stays on the page. */
const most = 30

/** What is worth a line. */
type Event = Exclude<WatchItem, { kind: 'began' | 'same' }>

interface Ended {
  readonly reads: number
  readonly changes: number
  readonly revoked: boolean | null
}

export function WatchPanel({ profileId, tokenId, mount, role, secret }: WatchPanelProps) {
  const { t } = useLingui()
  const [events, setEvents] = useState<readonly Event[]>([])
  const [lastRead, setLastRead] = useState<string | null>(null)
  const [isRunning, setRunning] = useState(false)
  const [ended, setEnded] = useState<Ended | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const watchId = useRef<string | null>(null)
  const leave = useRef<AbortController | null>(null)
  // A page that goes takes its watch along; the core then ends the token.
  useEffect(() => () => leave.current?.abort(), [])

  async function begin(place: SecretPlace) {
    const stop = new AbortController()
    leave.current = stop
    setEvents([])
    setEnded(null)
    setProblem(null)
    setRunning(true)
    const stream = bridge.kubernetesDoctor.watch(
      { profileId, tokenId, mount, role, secret: place, seconds: pause },
      stop.signal,
    )
    for await (const item of stream) {
      if (item.kind === 'began') ({ watchId: watchId.current } = item)
      else if (item.kind === 'same') setLastRead(item.at)
      else {
        if (item.kind === 'read') setLastRead(item.at)
        setEvents((before) => [item, ...before].slice(0, most))
      }
    }
    const result = await stream.result
    if (stop.signal.aborted) return
    setRunning(false)
    if (result.ok) setEnded(result.value)
    else setProblem(new CallFailed(result.error))
  }
  const end = () => {
    if (watchId.current !== null) void bridge.kubernetesDoctor.endWatch({ watchId: watchId.current })
  }

  return (
    <div className={styles['column']}>
      <div className={styles['line']}>
        {isRunning ? (
          <Button icon={<Square size={16} />} onPress={end}>{t`Stop watching`}</Button>
        ) : (
          <Button
            icon={<Eye size={16} />}
            onPress={() => secret !== null && void begin(secret)}
            disabledReason={
              role === '' ? t`Choose a role first` : secret === null ? t`Name a secret to read first` : undefined
            }
          >{t`Watch as the app would`}</Button>
        )}
        {isRunning && lastRead !== null && (
          <span className={styles['quiet']}>
            <Trans>
              Last read at <Clock at={lastRead} />
            </Trans>
          </span>
        )}
      </div>
      <p className={styles['quiet']}>
        <Trans>
          Signs in with the role and reads every {pause} seconds. Change the secret meanwhile: it arrives without a new
          deployment.
        </Trans>
      </p>
      {problem !== null && <CallProblem problem={problem} />}
      {ended !== null && (
        <p className={styles['words']}>
          {ended.revoked === false ? (
            <Trans>Stopped after {ended.reads} reads. The token could not be ended; it ends by itself.</Trans>
          ) : (
            <Trans>Stopped after {ended.reads} reads. The token is ended.</Trans>
          )}
        </p>
      )}
      {events.length > 0 && (
        <ul className={styles['events']} aria-label={t`What the app would see`} aria-live="polite">
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

/** A time of today. */
function Clock({ at }: { at: string }) {
  const { i18n } = useLingui()
  return (
    <time dateTime={at} className={styles['when']}>
      {new Intl.DateTimeFormat(i18n.locale, { timeStyle: 'medium', hourCycle: 'h23' }).format(new Date(at))}
    </time>
  )
}

function EventLine({ profileId, event }: { profileId: string; event: Event }) {
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
        <div className={styles['column']}>
          <span>
            <Clock at={event.at} />{' '}
            {event.changed.length === 0 ? (
              <Trans>The secret as it is</Trans>
            ) : (
              <strong>
                <Trans>A changed secret arrived</Trans>
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
