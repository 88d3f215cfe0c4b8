/** Which connections are open in this window, and the last place of the person in each. */
import { useSyncExternalStore } from 'react'
import { routes } from '../lib/routes.ts'

const lastPlaces = new Map<string, string>()
const listeners = new Set<() => void>()
let open: readonly string[] = []

/** The connection that an address belongs to, or null. */
export function profileIdOf(pathname: string): string | null {
  return /^\/c\/([^/]+)/.exec(pathname)?.[1] ?? null
}

/** Records where the person is. */
export function rememberRoute(pathname: string, href: string): void {
  const profileId = profileIdOf(pathname)
  if (profileId === null) return
  lastPlaces.set(profileId, href)
  if (open.includes(profileId)) return
  open = [...open, profileId]
  for (const listener of listeners) listener()
}

/** Returns the address that a click on a connection opens: the person's last place in it. */
export function lastRouteIn(profileId: string): string {
  return lastPlaces.get(profileId) ?? routes.server(profileId)
}

/** The ids of the connections that were opened in this window; some may have been removed since. */
export function useOpenConnections(): readonly string[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => open,
  )
}
