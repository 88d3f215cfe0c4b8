/** The frame of the window: rail, top bar, page, status bar. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { StatusBar } from '../features/unseal/StatusBar.tsx'
import { connectionList } from '../lib/queries/connections.ts'
import { BottomBar } from './BottomBar.tsx'
import { FileProblems } from './FileProblems.tsx'
import styles from './Frame.module.css'
import { lazyPage } from './lazyPage.tsx'
import { forgetPlace, profileIdOf, rememberPlace, useOpenConnections } from './places.ts'
import { Rail } from './Rail.tsx'
import { TopBar } from './TopBar.tsx'
import { usePlaceTitle } from './usePlaceTitle.ts'
import { useLiveStatus } from './useLiveStatus.ts'
import { useShortcuts } from './useShortcuts.ts'

// Nobody types before the frame stands: the palette comes when it is first asked for.
const Palette = lazyPage(() => import('./Palette.tsx'), 'Palette')

export function Frame() {
  const { t } = useLingui()
  const { pathname, href } = useLocation()
  const profileId = profileIdOf(pathname)
  const { data: profiles } = useQuery(connectionList)
  const profile = profiles?.find(({ id }) => id === profileId)
  const open = useOpenConnections()
  const [paletteIsOpen, setPaletteIsOpen] = useState(false)

  useEffect(() => rememberPlace(pathname, href), [pathname, href])
  useEffect(() => {
    if (profiles === undefined) return
    for (const id of open) if (!profiles.some((each) => each.id === id)) forgetPlace(id)
  }, [profiles, open])
  useLiveStatus(open)
  usePlaceTitle(profile)
  useShortcuts({ profiles: profiles ?? [], openPalette: () => setPaletteIsOpen(true) })

  return (
    <div className={styles['frame']} data-stage={profile?.stage ?? 'none'}>
      <a className={styles['skip']} href="#content" onClick={focusContent}>
        {t`Skip to the content`}
      </a>
      <Rail profileId={profileId} />
      <TopBar profileId={profileId} openPalette={() => setPaletteIsOpen(true)} />
      <div className={styles['notice']}>
        <FileProblems />
      </div>
      <main id="content" className={styles['content']} tabIndex={-1}>
        <Outlet />
      </main>
      <footer className={styles['status']}>
        <StatusBar profileId={profileId} />
        <BottomBar />
      </footer>
      {paletteIsOpen && (
        <Palette isOpen onOpenChange={setPaletteIsOpen} profileId={profileId} profiles={profiles ?? []} />
      )}
    </div>
  )
}

/** The address behind `#` belongs to the router, so the skip link moves the focus itself. */
function focusContent(event: { preventDefault: () => void }): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('#content')?.focus()
}
