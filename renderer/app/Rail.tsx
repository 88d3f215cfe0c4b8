import { useLingui } from '@lingui/react/macro'
import { useLocation } from '@tanstack/react-router'
import { Boxes, KeyRound, ScrollText, Settings, ShieldCheck, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { ConnectionRail } from '../features/connections/ConnectionRail.tsx'
import { routes } from '../lib/routes.ts'
import { RailLink } from '../ui/RailLink.tsx'
import { lastRouteIn } from './lastRoutes.ts'
import styles from './Rail.module.css'
import { useMediaQuery } from '../ui/useMediaQuery.ts'

/** The left edge: the connections, then the areas of the one that is open. Only icons when the window is narrow. */
export function Rail({ profileId }: { profileId: string | null }) {
  const { t } = useLingui()
  const collapsed = useMediaQuery('(max-width: 1099px)')
  return (
    <nav className={styles['rail']} aria-label={t`Connections and areas`} data-collapsed={collapsed || undefined}>
      <ConnectionRail current={profileId} collapsed={collapsed} hrefOf={lastRouteIn} />
      {profileId !== null && (
        <div className={styles['areas']}>
          <Area
            href={routes.engines(profileId)}
            also={`/c/${profileId}/kv`}
            icon={<KeyRound size={16} />}
            name={t`Secrets`}
            isCollapsed={collapsed}
          />
          <Area
            href={routes.policies(profileId)}
            icon={<ScrollText size={16} />}
            name={t`Policies`}
            isCollapsed={collapsed}
          />
          <Area
            href={routes.kubernetes(profileId)}
            icon={<Boxes size={16} />}
            name={t`Kubernetes`}
            isCollapsed={collapsed}
          />
          <Area
            href={routes.access(profileId)}
            icon={<UserRound size={16} />}
            name={t`Access`}
            isCollapsed={collapsed}
          />
          <Area href={routes.seal(profileId)} icon={<ShieldCheck size={16} />} name={t`Seal`} isCollapsed={collapsed} />
        </div>
      )}
      <div className={styles['end']}>
        <Area href={routes.settings()} icon={<Settings size={16} />} name={t`Settings`} isCollapsed={collapsed} />
      </div>
    </nav>
  )
}

interface AreaProps {
  readonly href: string
  /** Another address that belongs to this area. */
  readonly also?: string
  readonly icon: ReactNode
  readonly name: string
  readonly isCollapsed: boolean
}

function Area({ href, also, icon, name, isCollapsed }: AreaProps) {
  const isCurrent = useLocation({
    select: ({ pathname }) => pathname.startsWith(href) || (also !== undefined && pathname.startsWith(also)),
  })
  return <RailLink href={href} icon={icon} label={name} isCurrent={isCurrent} isCollapsed={isCollapsed} />
}
