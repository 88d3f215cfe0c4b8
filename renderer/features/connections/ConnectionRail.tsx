import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Hourglass, Lock, Plus, ShieldOff, TriangleAlert, Unplug } from 'lucide-react'
import type { Profile } from '../../../electron/contract/connections.ts'
import { troubleWords } from '../../lib/clusterHealth.ts'
import { connectionList } from '../../lib/queries/connections.ts'
import { routes } from '../../lib/routes.ts'
import { Dot } from '../../ui/Dot.tsx'
import { RailLink } from '../../ui/RailLink.tsx'
import styles from './ConnectionRail.module.css'
import { type ConnectionState, useConnectionState } from './useConnectionState.ts'

export interface ConnectionRailProps {
  readonly current: string | null
  /** Shows only dots, where the window is narrow. */
  readonly collapsed: boolean
  /** Returns the address that a click on a connection opens. */
  readonly hrefOf: (profileId: string) => string
}

/** Every connection, in the person's order: its stage as a dot, its name, and its problem, if any. */
export function ConnectionRail({ current, collapsed, hrefOf }: ConnectionRailProps) {
  const { t } = useLingui()
  const { data: profiles } = useQuery(connectionList)
  return (
    <div>
      {profiles?.map((profile, index) => (
        <Entry
          key={profile.id}
          profile={profile}
          href={hrefOf(profile.id)}
          isCurrent={profile.id === current}
          isCollapsed={collapsed}
          {...(index < 9 && { shortcut: `Alt+${index + 1}` })}
        />
      ))}
      <RailLink
        href={routes.newConnection()}
        icon={<Plus size={16} />}
        label={t`Add connection`}
        isCollapsed={collapsed}
      />
    </div>
  )
}

interface EntryProps {
  readonly profile: Profile
  readonly href: string
  readonly isCurrent: boolean
  readonly isCollapsed: boolean
  readonly shortcut?: string
}

function Entry({ profile, href, isCurrent, isCollapsed, shortcut }: EntryProps) {
  const { t, i18n } = useLingui()
  const state = useConnectionState(profile.id)
  const words: Readonly<Record<ConnectionState, string | null>> = {
    unknown: null,
    well: null,
    sealed: t`sealed`,
    'not-initialized': t`not initialized`,
    offline: t`not reachable`,
    'electing-leader': i18n._(troubleWords['electing-leader']),
    'standbys-unreachable': i18n._(troubleWords['standbys-unreachable']),
    'no-active-node': i18n._(troubleWords['no-active-node']),
    'cut-off': i18n._(troubleWords['cut-off']),
    outdated: i18n._(troubleWords.outdated),
    removed: i18n._(troubleWords.removed),
  }
  const wrong = [profile.skipVerify ? t`certificate not verified` : null, words[state]].filter((word) => word !== null)
  return (
    <RailLink
      href={href}
      icon={<Dot color={profile.stage} shape={profile.stage === 'production' ? 'square' : 'full'} />}
      label={profile.name}
      hint={[profile.address, ...wrong].join(' · ')}
      isCurrent={isCurrent}
      isCollapsed={isCollapsed}
      {...(shortcut !== undefined && { shortcut })}
      {...(wrong.length > 0 && {
        mark: (
          <span className={styles['marks']}>
            {profile.skipVerify && <ShieldOff size={12} className={styles['notVerified']} />}
            {!(isCollapsed && profile.skipVerify) && words[state] !== null && <StateMark state={state} />}
          </span>
        ),
        markLabel: wrong.join(', '),
      })}
    />
  )
}

function StateMark({ state }: { state: ConnectionState }) {
  if (state === 'offline') return <Unplug size={12} />
  if (state === 'electing-leader') return <Hourglass size={12} className={styles['passing']} />
  return state === 'sealed' || state === 'not-initialized' ? <Lock size={12} /> : <TriangleAlert size={12} />
}
