/** The window: its providers, and whether it is locked. */
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { type ReactNode, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { RouterProvider as AriaRouterProvider } from 'react-aria-components'
import { type Language, resolveLanguage } from '../../electron/contract/language.ts'
import { loadLanguage } from '../lib/i18n.ts'
import { bridge, shell } from '../lib/bridge.ts'
import { followKeysShown } from '../lib/keysShown.ts'
import { appState } from '../lib/queries/app.ts'
import { createQueryClient } from '../lib/queryClient.ts'
import { followTabState, tabState } from '../lib/tabState.ts'
import { LanguageProvider } from '../ui/LanguageProvider.tsx'
import { ToastRegion } from '../ui/Toast.tsx'
import { GonePage } from './GonePage.tsx'
import { LockScreen } from './LockScreen.tsx'
import { LockProvider } from './lock.tsx'
import { useOrderStream } from './shellCommands.ts'
import { profileIdOf } from './lastRoutes.ts'
import { router } from './router.tsx'
import { NoSessionPage, UsedElsewherePage } from './TabPages.tsx'
import { useAppEvents } from './useAppEvents.ts'
import { useLeaving } from './useLeaving.ts'
import { usePresence } from './usePresence.ts'
import { useSayingSealed } from './useSayingSealed.ts'
import { useStrayFiles } from './useStrayFiles.ts'

const queryClient = createQueryClient()
if (shell === 'electron') followKeysShown((shown) => void bridge.window.reportKeysShown({ shown }))
const go = (href: string) => router.history.push(href)
const hrefOf = (href: string) => (href.startsWith('/') ? router.history.createHref(href) : href)

const openProfileId = () => profileIdOf(router.history.location.pathname)

export function App({ language }: { language: Language }) {
  return (
    <QueryClientProvider client={queryClient}>
      <Spoken first={language}>
        <AriaRouterProvider navigate={go} useHref={hrefOf}>
          <Window />
          <ToastRegion />
        </AriaRouterProvider>
      </Spoken>
    </QueryClientProvider>
  )
}

/** Shows everything below in the language of the settings, once it is loaded; until then in the `first` one. */
function Spoken({ first, children }: { first: Language; children: ReactNode }) {
  const { data } = useQuery(appState)
  const [language, setLanguage] = useState(first)
  const wanted = data === undefined ? first : resolveLanguage(data.settings.language, navigator.languages)
  useEffect(() => {
    let isOld = false
    void loadLanguage(wanted).then(() => {
      if (!isOld) setLanguage(wanted)
    })
    return () => {
      isOld = true
    }
  }, [wanted])
  return <LanguageProvider language={language}>{children}</LanguageProvider>
}

function Window() {
  const [gone, setGone] = useState(false)
  const tab = useSyncExternalStore(followTabState, tabState)
  const { isLeaving, lock, leave } = useLeaving()
  const { data: state } = useQuery(appState)
  const { saySealed, sayNotificationFailed } = useSayingSealed()
  useAppEvents(
    useCallback(() => setGone(true), []),
    useCallback(() => void leave(), [leave]),
    saySealed,
  )
  usePresence()
  useAppearance()

  // The state also shows a lock whose event was missed.
  const locked = state?.locked ?? false
  const wasOpen = useRef(false)
  useEffect(() => {
    // Not within the effect: the pages must be unmounted before anything else happens.
    if (locked && wasOpen.current) queueMicrotask(() => void leave())
    if (state !== undefined) wasOpen.current = !state.locked
    // The page at the address may have been shown until the state was known.
    if (locked) document.title = 'Strongroom'
  }, [locked, state, leave])

  useOrderStream(() => void lock(), sayNotificationFailed)
  useStrayFiles({ profileId: openProfileId, go, isLocked: locked || isLeaving || gone })

  // SECURITY: nothing that was on the screen outlives the lock (docs/security.md, "The lock").
  if (isLeaving) return null
  if (tab === 'elsewhere') return <UsedElsewherePage />
  if (tab === 'no-session') return <NoSessionPage />
  if (gone) return <GonePage />
  if (locked) return <LockScreen state={state ?? null} />
  return (
    <LockProvider value={lock}>
      <Pages />
    </LockProvider>
  )
}

/**
 * The page at the address. The address may have changed while no page was shown (a step back over the lock): the router
 * then still holds another page's state.
 */
function Pages() {
  useEffect(() => {
    if (router.stores.resolvedLocation.get()?.href !== router.history.location.href) void router.load()
  }, [])
  return <RouterProvider router={router} context={{ queryClient }} />
}

/** Applies the theme and the density of the settings. */
function useAppearance(): void {
  const { data } = useQuery(appState)
  const settings = data?.settings
  useEffect(() => {
    if (settings === undefined) return
    const root = document.documentElement
    if (settings.theme === 'system') delete root.dataset['theme']
    else root.dataset['theme'] = settings.theme
    root.dataset['density'] = settings.density
  }, [settings])
}
