/** A duration as a person types it, in the form that Vault's command line takes. */
import { secondsOfTyped } from '../../lib/durations.ts'

/**
 * Seconds of `90`, `90s`, `15m`, `1h30m`, `7d`; null for any other text and for an empty one. Case and spaces do not
 * matter.
 */
export function secondsOf(typed: string): number | null {
  const seconds = secondsOfTyped(typed)
  return seconds === null || seconds === 0 ? null : seconds
}
