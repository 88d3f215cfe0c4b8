/**
 * When a request may be repeated, and after which delay: back-off with jitter, so that clients do not retry in step.
 */
import type { Failure } from '../contract/failure.ts'

const firstPauseMs = 100
const longestPauseMs = 4_000
// For a longer delay, the failure is shown with `retryAfter`, and the person decides when to retry.
const longestRetryAfterMs = 10_000

/** Returns the maximum number of attempts, by the error. */
function maxTries({ code, error }: Failure): number {
  switch (code) {
    case 'connection-lost':
    case 'standby':
      return 3
    // For three seconds, then the failure is shown; see core/status/statusPoller.ts for the polling after that.
    case 'no-active-node':
    case 'not-consistent-yet':
    case 'engine-upgrading':
      return 6
    case 'rate-limited':
      return 4
    case 'server-error':
      return error.status === 502 || error.status === 503 ? 3 : 1
    default:
      return 1
  }
}

/** Returns the milliseconds before the next attempt, or undefined for none. `tries`: the attempts so far. */
export function retryDelay(failure: Failure, tries: number): number | undefined {
  if (tries >= maxTries(failure)) return undefined
  const { retryAfter } = failure.error
  if (retryAfter !== undefined) {
    const asked = retryAfter * 1000
    return asked <= longestRetryAfterMs ? asked : undefined
  }
  const pause = Math.min(firstPauseMs * 2 ** (tries - 1), longestPauseMs)
  return pause / 2 + (Math.random() * pause) / 2
}

/**
 * Returns the seconds of a `Retry-After` header (RFC 9110, section 10.2.3: a number or a date), never negative;
 * undefined if invalid.
 */
export function secondsOf(retryAfter: string): number | undefined {
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter)
  const at = Date.parse(retryAfter)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000))
}
