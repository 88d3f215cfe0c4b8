/** Whether this tab of the loopback shell is the one that Strongroom answers. */

/**
 * `elsewhere`: another document uses the same tab. `no-session`: the browser has no session, or no tab that could share
 * one.
 */
export type TabState = 'here' | 'elsewhere' | 'no-session'

let state: TabState = 'here'
const listeners = new Set<() => void>()

export const tabState = (): TabState => state

export function setTabState(now: TabState): void {
  state = now
  for (const listener of listeners) listener()
}

/** Calls `listener` on every change; returns a function that stops that. */
export function followTabState(listener: () => void): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
