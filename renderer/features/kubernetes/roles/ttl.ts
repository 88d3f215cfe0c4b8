/** Times to live between seconds and what a person types, in the units that the servers read: `24h`, `1h30m`, `30d`. */
import { secondsOfTyped } from '../../../lib/durations.ts'

const units: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
]

/** Seconds of a typed text, see `secondsOfTyped`; empty is 0. Null for a text that is not a time. */
export const secondsOfTtl = (typed: string): number | null => (typed.trim() === '' ? 0 : secondsOfTyped(typed))

/** Returns the shortest text for this many seconds; empty for none. Days only if the time is a whole number of days. */
export function ttlOfSeconds(seconds: number): string {
  if (seconds > 86_400 && seconds % 86_400 === 0) return `${seconds / 86_400}d`
  let left = seconds
  let text = ''
  for (const [unit, size] of units.slice(1)) {
    const count = Math.floor(left / size)
    if (count > 0) text += `${count}${unit}`
    left -= count * size
  }
  return text
}
