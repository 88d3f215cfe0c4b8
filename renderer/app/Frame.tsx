/** The frame of the window: rail, top bar, page, status bar. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Profile } from '../../electron/contract/connections.ts'
import type { KeptElsewhereProps } from '../features/custody/KeptElsewhere.tsx'
import { StatusBar } from '../features/seal/status/StatusBar.tsx'
import { appState } from '../lib/queries/app.ts'
import { connectionList } from '../lib/queries/connections.ts'
import { useOpenQuestion } from '../lib/openQuestion.ts'
import { routes, useGo } from '../lib/routes.ts'
import { BottomBar } from './BottomBar.tsx'
import type { ConsentDialogProps } from './ConsentDialog.tsx'
import { FileProblems } from './FileProblems.tsx'
import styles from './Frame.module.css'
import { lazyPage } from './lazyPage.tsx'
import type { LinkDialogProps } from './LinkDialog.tsx'
import { answerLink, useAskedLink, useShellCommands } from './shellCommands.ts'
import { lastRouteIn, profileIdOf, rememberRoute, useOpenConnections } from './lastRoutes.ts'
import { Rail } from './Rail.tsx'
import { TopBar } from './TopBar.tsx'
import { useFocusKept } from './useFocusKept.ts'
import { useWindowTitle } from './useWindowTitle.ts'
import { useLiveStatus } from './useLiveStatus.ts'
import { useShortcuts } from './useShortcuts.ts'

// Loaded when it is first opened: it cannot be used before the frame is shown.
const Palette = lazyPage(() => import('./Palette.tsx'), 'Palette')
const ConsentDialog = lazyPage<'ConsentDialog', ConsentDialogProps>(
  () => import('./ConsentDialog.tsx'),
  'ConsentDialog',
)
const KeptElsewhere = lazyPage<'KeptElsewhere', KeptElsewhereProps>(
  () => import('../features/custody/KeptElsewhere.tsx'),
  'KeptElsewhere',
)
const OldCopiesNotice = lazyPage(() => import('../features/custody/OldCopies.tsx'), 'OldCopiesNotice')
const LinkDialog = lazyPage<'LinkDialog', LinkDialogProps>(() => import('./LinkDialog.tsx'), 'LinkDialog')

export function Frame() {
  const { t } = useLingui()
  const { pathname, href } = useLocation()
  const profileId = profileIdOf(pathname)
  const { data: profiles } = useQuery(connectionList)
  const { data: state } = useQuery(appState)
  const hasOldCopies = (state?.custody.oldCopies ?? []).length > 0
  const profile = profiles?.find(({ id }) => id === profileId)
  const edited = /^\/connections\/([^/]+)/.exec(pathname)?.[1]
  const shown = profile ?? profiles?.find(({ id }) => id === edited)
  const open = useOpenConnections()
  const [paletteIsOpen, setPaletteIsOpen] = useState(false)

  useEffect(() => rememberRoute(pathname, href), [pathname, href])
  // A removed connection is not open any more; a new one is open as soon as the list has it.
  useLiveStatus(open.filter((id) => profiles?.some((each) => each.id === id)))
  useWindowTitle(profile)
  useFocusKept()
  useShortcuts({ profiles: profiles ?? [], openPalette: () => setPaletteIsOpen(true) })
  const link = useAskedLink()
  const question = useOpenQuestion()
  const go = useGo()
  useShellCommands((order) => {
    if (order.type === 'palette') setPaletteIsOpen(true)
    else if (order.type === 'seal') go(routes.seal(order.profileId))
    else if (order.type === 'step') {
      const next = neighbor(profiles ?? [], profileId, order.by)
      if (next !== undefined) go(lastRouteIn(next.id))
    } else go(targets[order.to]())
  })

  return (
    <div className={styles['frame']} data-stage={profile?.stage ?? 'none'}>
      <a className={styles['skip']} href="#content" onClick={focusContent}>
        {t`Skip to content`}
      </a>
      <Rail profileId={profileId} />
      <TopBar profileId={profileId} openPalette={() => setPaletteIsOpen(true)} />
      <div className={styles['notice']}>
        <FileProblems />
        {hasOldCopies && pathname !== '/keychain' && <OldCopiesNotice />}
        {shown !== undefined && <KeptElsewhere key={shown.id} profile={shown} place="page" />}
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
      {question !== null && question.place.where !== 'dialog' && <ConsentDialog question={question} />}
      {link !== null && profiles !== undefined && <LinkDialog link={link} profiles={profiles} onClose={answerLink} />}
    </div>
  )
}

const targets = {
  settings: routes.settings,
  connections: routes.connections,
  'new-connection': () => routes.newConnection(),
} as const

/** Returns the connection after (or before) the open one, wrapping around; the first (or last) if none is open. */
function neighbor(profiles: readonly Profile[], profileId: string | null, by: 1 | -1): Profile | undefined {
  const here = profiles.findIndex(({ id }) => id === profileId)
  return here === -1 ? profiles.at(by === 1 ? 0 : -1) : profiles.at((here + by) % profiles.length)
}

/** The address behind `#` belongs to the router, so the skip link moves the focus itself. */
function focusContent(event: { preventDefault: () => void }): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('#content')?.focus()
}
