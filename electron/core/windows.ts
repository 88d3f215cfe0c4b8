/** What the core keeps for each window of the shell: orders for its page, what is unfinished there, whether it shows keys. */
import type { Unfinished, WindowOrder } from '../contract/window.ts'
import { followQueue } from './events.ts'

export interface Windows {
  /** Hands an order to a window; one that has no page yet gets it when its page asks. */
  order(window: string, order: WindowOrder): void
  /**
   * The orders for the page of a window, until `signal` aborts. What was unfinished in the page ends with it; orders that it
   * has not received wait for the next page.
   */
  orders(window: string, signal: AbortSignal): AsyncGenerator<WindowOrder, void, void>
  reportUnfinished(window: string, unfinished: readonly Unfinished[]): void
  /** Empty for a window whose page is gone. */
  unfinished(window: string): readonly Unfinished[]
  /** A key or root token leaves for the page of this window, which will show it. */
  giveKeys(window: string | undefined): void
  /** What the page itself says; it can only speak for its own window. */
  reportKeysShown(window: string, shown: boolean): void
  /** Whether keys show in a window; false once its page is gone. A lock leaves it until then, because pages hang. */
  showsKeys(window: string): boolean
  /** Calls `listener` when that changes for a window. */
  followKeysShown(listener: (window: string) => void): void
  /** After a lock, which takes every page down. */
  nothingUnfinished(): void
  /** Forgets a window that was closed. */
  forget(window: string): void
}

/** Of the orders that nobody has asked for, the last few. */
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
            // The next page of the window may listen already.
            if (listeners.get(window) !== listener) return
            listeners.delete(window)
            unfinished.delete(window)
            setShowsKeys(window, false)
          }
        },
        // A page that was leaving has not received them: they are for the next one.
        (left) => {
          if (!isForgotten) for (const given of left) order(window, given)
        },
      )
    },
    reportUnfinished: (window, now) => {
      // Without a page that can say so, nothing would ever be finished.
      if (listeners.has(window)) unfinished.set(window, now)
    },
    unfinished: (window) => unfinished.get(window) ?? [],
    giveKeys: (window) => {
      // SECURITY: before the answer leaves, so that not one frame with a key can be captured (docs/security.md, "The desktop shell").
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
