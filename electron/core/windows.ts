/** The core's state for each window of the shell: orders for its page, unfinished work, and whether it shows keys. */
import type { Unfinished, WindowOrder } from '../contract/window.ts'
import { followQueue } from './events.ts'

export interface Windows {
  /** Sends an order to a window. If the window has no page yet, its page gets the order when it asks for orders. */
  order(window: string, order: WindowOrder): void
  /**
   * Yields the orders for the page of a window, until `signal` aborts. Unfinished work of the page is cleared when the
   * sequence ends; orders that it has not received wait for the next page.
   */
  orders(window: string, signal: AbortSignal): AsyncGenerator<WindowOrder, void, void>
  reportUnfinished(window: string, unfinished: readonly Unfinished[]): void
  /** Returns the unfinished work; empty for a window whose page is gone. */
  unfinished(window: string): readonly Unfinished[]
  /** Notes that a key or root token is sent to the page of this window, which will show it. */
  giveKeys(window: string | undefined): void
  /** Takes the page's own report, which is only about its own window. */
  reportKeysShown(window: string, shown: boolean): void
  /**
   * Whether a window shows keys; false once its page is gone. A lock does not change it before that, because a page can
   * hang.
   */
  showsKeys(window: string): boolean
  /** Calls `listener` when this changes for a window. */
  followKeysShown(listener: (window: string) => void): void
  /** Clears the unfinished work after a lock, which closes every page. */
  nothingUnfinished(): void
  /** Forgets a window that was closed. */
  forget(window: string): void
}

/** The maximum number of undelivered orders; older ones are dropped. */
const maxWaiting = 8

export function createWindows(): Windows {
  const listeners = new Map<string, (order: WindowOrder) => void>()
  const waiting = new Map<string, readonly WindowOrder[]>()
  const unfinished = new Map<string, readonly Unfinished[]>()
  const showingKeys = new Set<string>()
  const keysListeners: ((window: string) => void)[] = []

  const setShowsKeys = (window: string, shown: boolean): void => {
    if (showingKeys.has(window) === shown) return
    if (shown) showingKeys.add(window)
    else showingKeys.delete(window)
    for (const listener of keysListeners) listener(window)
  }

  const order = (window: string, order: WindowOrder): void => {
    const listener = listeners.get(window)
    if (listener !== undefined) listener(order)
    else waiting.set(window, [...(waiting.get(window) ?? []), order].slice(-maxWaiting))
  }

  return {
    order,
    orders: (window, signal) => {
      let isForgotten = false
      return followQueue(
        signal,
        (listener) => {
          listeners.set(window, listener)
          for (const given of waiting.get(window) ?? []) listener(given)
          waiting.delete(window)
          return () => {
            isForgotten = !listeners.has(window)
            // The next page of the window may already be listening.
            if (listeners.get(window) !== listener) return
            listeners.delete(window)
            unfinished.delete(window)
            setShowsKeys(window, false)
          }
        },
        // A page that was leaving has not received these orders, so the next page gets them.
        (left) => {
          if (!isForgotten) for (const given of left) order(window, given)
        },
      )
    },
    reportUnfinished: (window, now) => {
      // Without a page that can report it, the unfinished work would never be cleared.
      if (listeners.has(window)) unfinished.set(window, now)
    },
    unfinished: (window) => unfinished.get(window) ?? [],
    giveKeys: (window) => {
      // SECURITY: set before the answer leaves, so that no frame with a key can be captured
      // (docs/security.md, "The desktop shell").
      if (window !== undefined && listeners.has(window)) setShowsKeys(window, true)
    },
    reportKeysShown: (window, shown) => {
      if (listeners.has(window)) setShowsKeys(window, shown)
    },
    showsKeys: (window) => showingKeys.has(window),
    followKeysShown: (listener) => void keysListeners.push(listener),
    nothingUnfinished: () => unfinished.clear(),
    forget: (window) => {
      listeners.delete(window)
      waiting.delete(window)
      unfinished.delete(window)
      showingKeys.delete(window)
    },
  }
}
