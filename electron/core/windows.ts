/** What the core keeps for each window of the shell: the orders that wait for its page, and what is unfinished there. */
import type { Unfinished, WindowOrder } from '../contract/window.ts'
import { followQueue } from './events.ts'

export interface Windows {
  /** Hands an order to a window; one that has no page yet gets it when its page asks. */
  order(window: string, order: WindowOrder): void
  /** The orders for the page of a window, until `signal` aborts; with the page goes what was unfinished in it. */
  orders(window: string, signal: AbortSignal): AsyncGenerator<WindowOrder, void, void>
  reportUnfinished(window: string, unfinished: readonly Unfinished[]): void
  /** Empty for a window whose page is gone. */
  unfinished(window: string): readonly Unfinished[]
  /** After a lock, which takes every page down. */
  nothingUnfinished(): void
  /** Forgets a window that was closed. */
  forget(window: string): void
}

/** Of the orders that nobody has asked for, the last few. */
const mostWaiting = 8

export function createWindows(): Windows {
  const listeners = new Map<string, (order: WindowOrder) => void>()
  const waiting = new Map<string, readonly WindowOrder[]>()
  const unfinished = new Map<string, readonly Unfinished[]>()

  return {
    order: (window, order) => {
      const listener = listeners.get(window)
      if (listener !== undefined) listener(order)
      else waiting.set(window, [...(waiting.get(window) ?? []), order].slice(-mostWaiting))
    },
    orders: (window, signal) =>
      followQueue(signal, (listener) => {
        listeners.set(window, listener)
        for (const order of waiting.get(window) ?? []) listener(order)
        waiting.delete(window)
        return () => {
          // The next page of the window may listen already.
          if (listeners.get(window) !== listener) return
          listeners.delete(window)
          unfinished.delete(window)
        }
      }),
    reportUnfinished: (window, now) => {
      // Without a page that can say so, nothing would ever be finished.
      if (listeners.has(window)) unfinished.set(window, now)
    },
    unfinished: (window) => unfinished.get(window) ?? [],
    nothingUnfinished: () => unfinished.clear(),
    forget: (window) => {
      listeners.delete(window)
      waiting.delete(window)
      unfinished.delete(window)
    },
  }
}
