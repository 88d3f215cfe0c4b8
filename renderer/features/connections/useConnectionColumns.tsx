import { useLingui } from '@lingui/react/macro'
import type { Profile } from '../../../electron/contract/connections.ts'
import { troubleTone, troubleWords } from '../../lib/clusterHealth.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Dot } from '../../ui/Dot.tsx'
import type { TableColumn } from '../../ui/Table.tsx'
import { ConnectionActions } from './ConnectionActions.tsx'
import styles from './useConnectionColumns.module.css'
import { useConnectionState } from './useConnectionState.ts'

export interface ConnectionRow {
  readonly profile: Profile
  /** How many connections are before and after it. */
  readonly before: number
  readonly after: number
}

/** The columns of the list of connections, with the actions on each. */
export function useConnectionColumns(
  onMove: (profile: Profile, by: -1 | 1) => void,
  onRemove: (profile: Profile) => void,
): readonly TableColumn<ConnectionRow>[] {
  const { t } = useLingui()
  return [
    { id: 'name', title: t`Name`, isRowHeader: true, cell: ({ profile }) => <NameCell profile={profile} /> },
    {
      id: 'address',
      title: t`Address`,
      cell: ({ profile }) => <code className={styles['place']}>{profile.address}</code>,
    },
    {
      id: 'namespace',
      title: t`Namespace`,
      cell: ({ profile }) => <code className={styles['place']}>{profile.namespace}</code>,
    },
    { id: 'state', title: t`State`, cell: ({ profile }) => <StateCell profileId={profile.id} /> },
    {
      id: 'actions',
      title: t`Actions`,
      align: 'end',
      width: '112px',
      cell: (row) => (
        <ConnectionActions {...row} onMove={(by) => onMove(row.profile, by)} onRemove={() => onRemove(row.profile)} />
      ),
    },
  ]
}

function NameCell({ profile }: { profile: Profile }) {
  const { t } = useLingui()
  const words = { none: undefined, dev: t`dev`, staging: t`staging`, production: t`production` }[profile.stage]
  return (
    <span className={styles['name']}>
      <Dot
        color={profile.stage}
        shape={profile.stage === 'production' ? 'square' : 'full'}
        {...(words !== undefined && { label: words })}
      />
      {profile.name}
      {profile.skipVerify && <Badge tone="danger">{t`not verified`}</Badge>}
    </span>
  )
}

const troubleBadge = { info: 'plain', warn: 'warn', danger: 'danger' } as const

function StateCell({ profileId }: { profileId: string }) {
  const { t, i18n } = useLingui()
  const state = useConnectionState(profileId)
  if (state === 'unknown') return <span className={styles['quiet']}>{t`not opened`}</span>
  if (state === 'well') return <Badge tone="ok">{t`unsealed`}</Badge>
  if (state === 'offline') return <Badge tone="warn">{t`not reachable`}</Badge>
  if (state === 'sealed') return <Badge tone="sealed">{t`sealed`}</Badge>
  if (state === 'not-initialized') return <Badge tone="sealed">{t`not initialized`}</Badge>
  return <Badge tone={troubleBadge[troubleTone(state)]}>{i18n._(troubleWords[state])}</Badge>
}
