/** When a request may be made again, and how long to wait before: back-off with jitter, so that clients do not march in step. */
import type { Failure } from '../contract/failure.ts'

const firstPauseMs = 100
const longestPauseMs = 4_000
// A server that asks for more than this gets its pause from the person, who sees `retryAfter`.
const longestRetryAfterMs = 10_000

/** How often a request is made at most, by what went wrong. */
function maxTries({ code, error }: Failure): number {
  switch (code) {
    case 'connection-lost':
    case 'standby':
      return 3
    // For three seconds, then the failure is shown; see core/status/statusPoller.ts for what follows.
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

/** Milliseconds to wait before the next try, or undefined when there is to be none. `tries`: made so far. */
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

/** Seconds of a `Retry-After` header (RFC 9110, section 10.2.3: a number or a date), never negative; undefined for none. */
export function secondsOf(retryAfter: string): number | undefined {
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter)
  const at = Date.parse(retryAfter)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000))
}
