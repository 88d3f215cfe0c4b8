import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ServerStatus } from '../../../../electron/contract/server.ts'
import { type ClusterTrouble, clusterTrouble, troubleTone, troubleWords } from '../../../lib/clusterHealth.ts'
import { formatLatency } from '../../../lib/format.ts'
import { serverStatus } from '../../../lib/queries/server.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dot } from '../../../ui/Dot.tsx'
import { Popover } from '../../../ui/Popover.tsx'

import { Age, NextTry } from './Age.tsx'
import styles from './StatusBar.module.css'
import { StatusDetails } from './StatusDetails.tsx'
import { productName, roleMessages, sealStateOf, sealMessages, statusDot } from './statusMessages.ts'
import { useLastSeen, useNoteLastSeen } from './useLastSeen.ts'

/** The left of the status bar: the server and its state at a glance; a press shows all details. */
export function StatusBar({ profileId }: { profileId: string | null }) {
  return profileId === null ? null : <Server key={profileId} profileId={profileId} />
}

function Server({ profileId }: { profileId: string }) {
  const { t } = useLingui()
  const { data: status } = useQuery(serverStatus(profileId))
  useNoteLastSeen(profileId, status)
  const seenAt = useLastSeen(profileId)
  if (status === undefined) return null
  return (
    <Popover
      label={t`Server status`}
      placement="top start"
      trigger={
        <Button variant="quiet" size="small" icon={<Dot {...statusDot(status)} />}>
          <Facts status={status} seenAt={seenAt} />
        </Button>
      }
    >
      <StatusDetails profileId={profileId} status={status} seenAt={seenAt} />
    </Popover>
  )
}

function Facts({ status, seenAt }: { status: ServerStatus; seenAt: string | null }) {
  const { i18n } = useLingui()
  const known = status.version === undefined ? [] : [`${productName(status)} ${status.version}`]
  const state = sealStateOf(status)
  const trouble = clusterTrouble(status)
  const facts: readonly (readonly [key: string, fact: ReactNode])[] = status.reachable
    ? [
        ...known.map((name) => ['product', name] as const),
        [
          'seal',
          <span key="seal" className={styles['seal']} data-state={state}>
            {i18n._(sealMessages[state])}
          </span>,
        ],
        ...(trouble === null
          ? []
          : [
              [
                'trouble',
                <span key="trouble" className={styles['seal']} {...(isWrong(trouble) && { 'data-state': 'trouble' })}>
                  {i18n._(troubleWords[trouble])}
                </span>,
              ] as const,
            ]),
        ...(status.role === undefined ? [] : [['role', i18n._(roleMessages[status.role])] as const]),
        ...(status.storage === undefined ? [] : [['storage', status.storage] as const]),
        ...(status.clusterName === undefined ? [] : [['cluster', status.clusterName] as const]),
        ...(status.latency === undefined ? [] : [['latency', formatLatency(status.latency, i18n.locale)] as const]),
      ]
    : [
        [
          'offline',
          <span key="offline" className={styles['offline']}>
            <Trans>Offline</Trans>
          </span>,
        ],
        ...known.map((name) => ['product', name] as const),
        ...(state === 'unknown' ? [] : [['seal', i18n._(sealMessages[state])] as const]),
        ...(seenAt === null ? [] : [['age', <Age key="age" since={seenAt} />] as const]),
        ...(status.nextTryAt === undefined ? [] : [['retry', <NextTry key="retry" at={status.nextTryAt} />] as const]),
      ]
  return (
    <span className={styles['facts']}>
      {facts.map(([key, fact]) => (
        <span key={key} className={styles['fact']} data-fact={key}>
          {fact}
        </span>
      ))}
    </span>
  )
}

const isWrong = (trouble: ClusterTrouble): boolean => troubleTone(trouble) !== 'info'
