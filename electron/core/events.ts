/** Events of the app, which every listening window receives. */
import type { AppEvent } from '../contract/app.ts'

export interface Events {
  emit(event: AppEvent): void
  /** Calls `listener` for every event until the returned function is called. */
  listen(listener: (event: AppEvent) => void): () => void
  /** Returns the same events as an endless sequence, until `signal` aborts. */
  follow(signal: AbortSignal): AsyncGenerator<AppEvent, void, void>
}

export function createEvents(): Events {
  const listeners = new Set<(event: AppEvent) => void>()
  const listen: Events['listen'] = (listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    emit: (event) => {
      for (const listener of listeners) listener(event)
    },
    listen,
    follow: (signal) => followQueue(signal, listen),
  }
}

/**
 * Turns a listener into a sequence that ends when `signal` aborts. Items that arrive while the reader is busy wait in a
 * queue. `onLeft` gets the items that the reader has not finished when the sequence ends: the one that it was busy with
 * and those in the queue.
 */
export async function* followQueue<T>(
  signal: AbortSignal,
  subscribe: (listener: (item: T) => void) => () => void,
  onLeft?: (items: readonly T[]) => void,
): AsyncGenerator<T, void, void> {
  const waiting: T[] = []
  let inHand: readonly T[] = []
  let wake: () => void = () => undefined
  const stop = subscribe((item) => {
    waiting.push(item)
    wake()
  })
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort)
  try {
    while (!signal.aborted) {
      const item = waiting.shift()
      if (item !== undefined) {
        inHand = [item]
        yield item
        if (!signal.aborted) inHand = []
      } else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    stop()
    signal.removeEventListener('abort', onAbort)
    onLeft?.([...inHand, ...waiting])
  }
}
