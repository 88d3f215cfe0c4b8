/** One end for a whole request, with its repeats and redirects: its deadline, or somebody's cancelling. */
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
  /** Lets go of timer and signal. */
  release(): void
}

/** An `AbortSignal` would do the same at several times the cost, and every read pays it. */
export function startStop(totalMs: number, signal: AbortSignal | undefined): Stop {
  const endsAt = performance.now() + totalMs
  let reason: Failure | undefined
  let told: ((reason: Failure) => void) | undefined
  const end = (failure: Failure) => {
    reason ??= failure
    told?.(reason)
  }
  const cancel = () => end(new Failure('cancelled', 'The request was cancelled.'))
  const timer = setTimeout(
    () => end(new Failure('timeout', `There was no whole answer within ${totalMs / 1000} s.`)),
    totalMs,
  )
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
    left: () => endsAt - performance.now(),
    release: () => {
      told = undefined
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
    },
  }
}
