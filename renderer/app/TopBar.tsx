import { useLingui } from '@lingui/react/macro'
import { useRouter } from '@tanstack/react-router'
import { ArrowLeft, ArrowRight, Lock, Search } from 'lucide-react'
import { IdentityChip } from '../features/session/IdentityChip.tsx'
import { Breadcrumbs } from '../ui/Breadcrumbs.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { useLock } from './lock.tsx'
import { NotVerified } from './NotVerified.tsx'
import styles from './TopBar.module.css'
import { useBreadcrumbs } from './useBreadcrumbs.ts'
import { useHistoryNavigation } from './useHistoryNavigation.ts'

/** The top of the window: back and forth, the place, the palette, who is signed in, the lock. */
export function TopBar({ profileId, openPalette }: { profileId: string | null; openPalette: () => void }) {
  const { t } = useLingui()
  const lock = useLock()
  const { history } = useRouter()
  const can = useHistoryNavigation()
  const crumbs = useBreadcrumbs()
  return (
    <header className={styles['bar']}>
      <IconButton label={t`Back`} shortcut="Alt+ArrowLeft" isDisabled={!can.back} onPress={() => history.back()}>
        <ArrowLeft size={16} />
      </IconButton>
      <IconButton
        label={t`Forward`}
        shortcut="Alt+ArrowRight"
        isDisabled={!can.forward}
        onPress={() => history.forward()}
      >
        <ArrowRight size={16} />
      </IconButton>
      <div className={styles['place']}>
        <Breadcrumbs label={t`Place`} crumbs={crumbs} />
      </div>
      {profileId !== null && <NotVerified profileId={profileId} />}
      <IconButton label={t`Search commands and places`} shortcut="Mod+K" onPress={openPalette}>
        <Search size={16} />
      </IconButton>
      {profileId !== null && <IdentityChip profileId={profileId} />}
      <IconButton label={t`Lock Strongroom`} shortcut="Mod+L" onPress={() => void lock()}>
        <Lock size={16} />
      </IconButton>
    </header>
  )
}
