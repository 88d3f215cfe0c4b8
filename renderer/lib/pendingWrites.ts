/** Calls that pages make to the core as they are left, so that a lock can wait until they have arrived. */

const underWay = new Set<Promise<void>>()

/**
 * Milliseconds that a lock waits, as long as the core accepts text after it: a core that hangs must not keep the
 * window.
 */
export const patienceMs = 500

/** Registers a call that must be answered before Strongroom locks. The caller shows a failure. */
export function trackWrite(call: Promise<unknown>): void {
  const done = () => void underWay.delete(settled)
  const settled: Promise<void> = call.then(done, done)
  underWay.add(settled)
}

/** Resolves when every call so far is answered, or takes too long. */
export async function pendingWrites(): Promise<void> {
  await Promise.race([Promise.all(underWay), new Promise((resolve) => setTimeout(resolve, patienceMs))])
}
