import { useLingui } from '@lingui/react/macro'
import { useLocation } from '@tanstack/react-router'
import { KeyRound, Settings, ShieldCheck, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-aria-components'
import { ConnectionRail } from '../features/connections/ConnectionRail.tsx'
import { routes } from '../lib/routes.ts'
import { lastPlaceIn } from './places.ts'
import styles from './Rail.module.css'
import { useMediaQuery } from './useMediaQuery.ts'

/** The left edge: the connections, then the areas of the one that is open. Icons alone when the window is narrow. */
export function Rail({ profileId }: { profileId: string | null }) {
  const { t } = useLingui()
  const collapsed = useMediaQuery('(max-width: 1099px)')
  return (
    <nav className={styles['rail']} aria-label={t`Connections and areas`} data-collapsed={collapsed || undefined}>
      <ConnectionRail current={profileId} collapsed={collapsed} hrefOf={lastPlaceIn} />
      {profileId !== null && (
        <div className={styles['areas']}>
          <Area
            href={routes.engines(profileId)}
            also={`/c/${profileId}/kv`}
            icon={<KeyRound size={16} />}
            name={t`Secrets`}
          />
          <Area href={routes.access(profileId)} icon={<UserRound size={16} />} name={t`Access`} />
          <Area href={routes.seal(profileId)} icon={<ShieldCheck size={16} />} name={t`Seal`} />
        </div>
      )}
      <div className={styles['end']}>
        <Area href={routes.settings()} icon={<Settings size={16} />} name={t`Settings`} />
      </div>
    </nav>
  )
}

function Area({ href, also, icon, name }: { href: string; also?: string; icon: ReactNode; name: string }) {
  const here = useLocation({
    select: ({ pathname }) => pathname.startsWith(href) || (also !== undefined && pathname.startsWith(also)),
  })
  return (
    <Link
      href={href}
      className={styles['area'] ?? ''}
      aria-label={name}
      {...(here ? { 'aria-current': 'page' as const } : {})}
    >
      <span aria-hidden="true" className={styles['icon']}>
        {icon}
      </span>
      <span className={styles['name']}>{name}</span>
    </Link>
  )
}
