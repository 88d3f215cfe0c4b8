/**
 * The end of a whole request, with its repeats and redirects: its deadline (to a quarter of a second), or cancellation.
 */
import { Failure } from '../../contract/failure.ts'

export interface Deadline {
  /** Why it has ended; undefined before that. */
  readonly reason: Failure | undefined
  /** Calls one listener, in place of the one before, at the end; immediately if it has ended. */
  listen(listener: (reason: Failure) => void): void
  /** Waits for this many milliseconds, or throws the reason. */
  pause(ms: number): Promise<void>
  /** Resolves or throws as `work` does, or throws the reason if that comes first. */
  orSooner<T>(work: Promise<T>): Promise<T>
  /** Returns the milliseconds that are left. */
  left(): number
  /** Ends it for another reason. */
  end(reason: Failure): void
  /** Releases the timer and the signal. */
  release(): void
}

interface Timer {
  /** By `performance.now()`. */
  readonly at: number
  pass(): void
}

const tickMs = 250
const deadlines = new Set<Timer>()
let clock: NodeJS.Timeout | undefined

/** One coarse timer checks the deadlines of all requests; a timer for each would cost as much as parsing its answer. */
function watch(deadline: Timer): void {
  deadlines.add(deadline)
  clock ??= setInterval(() => {
    const now = performance.now()
    for (const one of deadlines) if (one.at <= now) one.pass()
    if (deadlines.size > 0) return
    clearInterval(clock)
    clock = undefined
  }, tickMs).unref()
}

/** Replaces an `AbortSignal`, which would do the same at several times the cost for every read. */
export function startDeadline(totalMs: number, signal: AbortSignal | undefined): Deadline {
  let reason: Failure | undefined
  let told: ((reason: Failure) => void) | undefined
  const end = (failure: Failure) => {
    reason ??= failure
    told?.(reason)
  }
  const cancel = () => end(new Failure('canceled', 'The request was canceled.'))
  const deadline: Timer = {
    at: performance.now() + totalMs,
    pass: () => end(new Failure('timeout', `The response was not complete within ${totalMs / 1000} s.`)),
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
    orSooner: (work) => {
      const { promise, reject } = Promise.withResolvers<never>()
      listen(reject)
      return Promise.race([work, promise])
    },
    left: () => deadline.at - performance.now(),
    end,
    release: () => {
      told = undefined
      deadlines.delete(deadline)
      signal?.removeEventListener('abort', cancel)
    },
  }
}
