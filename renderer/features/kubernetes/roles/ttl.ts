/** Times to live between seconds and what a person types, in the units that the servers read: `24h`, `1h30m`, `30d`. */
import { secondsOfDuration } from '../../../lib/durations.ts'

const units: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
]
/** Seconds of a typed text: units, or a plain number of seconds; empty is 0. Null for what is neither. */
export function secondsOfTtl(typed: string): number | null {
  const text = typed.trim().toLowerCase()
  if (text === '') return 0
  if (/^\d{1,12}$/.test(text)) return Number(text)
  if (!/^(?:\d{1,9}\s*[dhms]\s*)+$/.test(text)) return null
  const seconds = secondsOfDuration(text.replaceAll(/\s+/g, ''))
  return Number.isSafeInteger(seconds) ? seconds : null
}

/** The shortest text for so many seconds; empty for none. Days only where there is nothing but whole ones. */
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
