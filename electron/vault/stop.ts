/**
 * One end for a whole request, with its repeats and redirects: its deadline (to a quarter of a second), or somebody's
 * cancelling.
 */
import { Failure } from '../contract/failure.ts'

export interface Stop {
  /** Why it is over; undefined while it is not. */
  readonly reason: Failure | undefined
  /** Tells one listener, in place of the one before, when it is over; at once if it is. */
  listen(listener: (reason: Failure) => void): void
  /** Waits, or throws the reason. Milliseconds. */
  pause(ms: number): Promise<void>
  /** Milliseconds that are left. */
  left(): number
  /** Lets go of the deadline and the signal. */
  release(): void
}

interface Deadline {
  /** By `performance.now()`. */
  readonly at: number
  pass(): void
}

const tickMs = 250
const deadlines = new Set<Deadline>()
let clock: NodeJS.Timeout | undefined

/** One coarse timer looks at the deadlines of all requests; a timer for each costs as much as parsing its answer. */
function watch(deadline: Deadline): void {
  deadlines.add(deadline)
  clock ??= setInterval(() => {
    const now = performance.now()
    for (const one of deadlines) if (one.at <= now) one.pass()
    if (deadlines.size > 0) return
    clearInterval(clock)
    clock = undefined
  }, tickMs).unref()
}

/** An `AbortSignal` would do the same at several times the cost, and every read pays it. */
export function startStop(totalMs: number, signal: AbortSignal | undefined): Stop {
  let reason: Failure | undefined
  let told: ((reason: Failure) => void) | undefined
  const end = (failure: Failure) => {
    reason ??= failure
    told?.(reason)
  }
  const cancel = () => end(new Failure('cancelled', 'The request was cancelled.'))
  const deadline: Deadline = {
    at: performance.now() + totalMs,
    pass: () => end(new Failure('timeout', `There was no whole answer within ${totalMs / 1000} s.`)),
  }
  watch(deadline)
  const listen = (listener: (reason: Failure) => void) => {
    told = listener
    if (reason !== undefined) listener(reason)
  }
  signal?.addEventListener('abort', cancel)
  if (signal?.aborted === true) cancel()
  return {
    get reason() {
      return reason
    },
    listen,
    pause: async (ms) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const pausing = setTimeout(resolve, ms)
      listen(reject)
      await promise.finally(() => clearTimeout(pausing))
    },
    left: () => deadline.at - performance.now(),
    release: () => {
      told = undefined
      deadlines.delete(deadline)
      signal?.removeEventListener('abort', cancel)
    },
  }
}
