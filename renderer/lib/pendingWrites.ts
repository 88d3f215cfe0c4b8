/** What pages hand to the core as they are left, so that a lock can wait until it has arrived. */

const underWay = new Set<Promise<void>>()

/** Milliseconds that a lock waits, as long as the core takes text after it: a core that hangs must not keep the window. */
export const patienceMs = 500

/** Takes note of a call that is to be answered before Strongroom locks. A failure is the caller's to show. */
export function trackWrite(call: Promise<unknown>): void {
  const done = () => void underWay.delete(settled)
  const settled: Promise<void> = call.then(done, done)
  underWay.add(settled)
}

/** Resolves when everything that was handed over so far is answered, or is taking too long. */
export async function pendingWrites(): Promise<void> {
  await Promise.race([Promise.all(underWay), new Promise((resolve) => setTimeout(resolve, patienceMs))])
}
