/** Commands of the desktop shell for this window: from its menu, a notification, a link from outside. */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import type { Link } from '../../electron/contract/link.ts'
import type { WindowOrder } from '../../electron/contract/window.ts'
import { bridge, shell } from '../lib/bridge.ts'

/** Commands that only an unlocked window can carry out. */
type Order = Exclude<WindowOrder, { type: 'lock' | 'link' | 'notification-failed' }>
export type FailedNotification = Extract<WindowOrder, { type: 'notification-failed' }>

const listeners = new Set<(order: Order) => void>()

/** Where the question is stored while the page reloads. */
const storageKey = 'asked-link'

let asked: Link | null = takeKeptLink()
const askedListeners = new Set<() => void>()
const setAsked = (link: Link | null): void => {
  asked = link
  for (const listener of askedListeners) listener()
}

/** Stores the link whose question is open, because the page reloads at a lock. The link names a place, never a value. */
export function keepAskedLink(): void {
  if (asked !== null) sessionStorage.setItem(storageKey, JSON.stringify(asked))
}

function takeKeptLink(): Link | null {
  if (globalThis.window === undefined) return null
  const kept = sessionStorage.getItem(storageKey)
  sessionStorage.removeItem(storageKey)
  return kept === null ? null : (JSON.parse(kept) as Link)
}

/** Follows the shell's orders for as long as the window is there. */
export function useOrderStream(lock: () => void, onFailed: (notification: FailedNotification) => void): void {
  const lockNow = useEffectEvent(lock)
  const sayFailed = useEffectEvent(onFailed)
  useEffect(() => {
    if (shell !== 'electron') return undefined
    const stop = new AbortController()
    const follow = async () => {
      for await (const order of bridge.window.orders({}, stop.signal)) {
        if (order.type === 'lock') lockNow()
        else if (order.type === 'notification-failed') sayFailed(order)
        // The first link stays: a question must not change while the person answers it.
        else if (order.type === 'link') setAsked(asked ?? order.link)
        else for (const listener of listeners) listener(order)
      }
    }
    void follow()
    return () => stop.abort()
  }, [])
}

/** Carries out the orders that open a place. Orders that arrive while the window is locked are dropped. */
export function useShellCommands(carryOut: (order: Order) => void): void {
  const take = useEffectEvent(carryOut)
  useEffect(() => {
    const listener = (order: Order) => take(order)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }, [])
}

/** The link that waits for an answer, or null. It waits through a lock. */
export function useAskedLink(): Link | null {
  return useSyncExternalStore(
    (listener) => {
      askedListeners.add(listener)
      return () => askedListeners.delete(listener)
    },
    () => asked,
  )
}

export const answerLink = (): void => setAsked(null)
