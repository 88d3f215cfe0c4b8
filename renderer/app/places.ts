/** Which connections are open in this window, and where the person last was in each. */
import { useSyncExternalStore } from 'react'
import { routes } from '../lib/routes.ts'

const lastPlaces = new Map<string, string>()
const listeners = new Set<() => void>()
let open: readonly string[] = []

const changed = (next: readonly string[]): void => {
  open = next
  for (const listener of listeners) listener()
}

/** The connection that an address belongs to, or null. */
export function profileIdOf(pathname: string): string | null {
  return /^\/c\/([^/]+)/.exec(pathname)?.[1] ?? null
}

/** Notes where the person is. */
export function rememberPlace(pathname: string, href: string): void {
  const profileId = profileIdOf(pathname)
  if (profileId === null) return
  lastPlaces.set(profileId, href)
  if (!open.includes(profileId)) changed([...open, profileId])
}

/** Where a click on a connection leads: back to where the person was. */
export function lastPlaceIn(profileId: string): string {
  return lastPlaces.get(profileId) ?? routes.server(profileId)
}

/** Forgets a connection that was removed. */
export function forgetPlace(profileId: string): void {
  lastPlaces.delete(profileId)
  if (open.includes(profileId)) changed(open.filter((each) => each !== profileId))
}

/** The ids of the connections that were opened in this window. */
export function useOpenConnections(): readonly string[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => open,
  )
}
