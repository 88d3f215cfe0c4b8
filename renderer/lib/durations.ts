/** Durations between the server's text, seconds, and a number with a unit as a form shows it. */

import { z } from 'zod'
import { parseDuration } from '../../policy/goValues.ts'

export const durationUnits = ['s', 'm', 'h', 'd'] as const
export type DurationUnit = (typeof durationUnits)[number]

export interface Amount {
  readonly amount: number
  readonly unit: DurationUnit
}

/** For the schema of a form; not a number while the field is empty. */
export const AmountInput = z.object({ amount: z.number().min(0).or(z.nan()), unit: z.enum(durationUnits) })

const secondsOf: Readonly<Record<DurationUnit, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

const second = 1_000_000_000n

/**
 * Nanoseconds of a duration that the servers read, and of days next to other units, which they do not; null for
 * anything else.
 */
function nanoseconds(text: string): bigint | null {
  const [, days, rest] = /^(\d+d)(.*[hms])$/.exec(text) ?? []
  if (days === undefined || rest === undefined) return parseDuration(text)
  const [ofDays, ofRest] = [parseDuration(days), parseDuration(rest)]
  return ofDays === null || ofRest === null || /^[+-]/.test(rest) ? null : ofDays + ofRest
}

/**
 * Whole seconds of a Go duration such as `72h0m0s`; 0 for any other text, and for a negative one, which means off
 * (`-1s`).
 */
export function secondsOfDuration(text: string): number {
  const exact = nanoseconds(text) ?? 0n
  return exact <= 0n ? 0 : Number((exact + second / 2n) / second)
}

/**
 * Whole seconds of a typed duration: a Go duration (`1h30m`, `0.5m`, `+5s`, `.5h`), days, or a plain number of seconds.
 * Spaces and case do not matter. A fraction of a second is dropped, as the servers do. Null for an empty text, for
 * anything else, for less than zero, and for a time that would become zero.
 */
export function secondsOfTyped(typed: string): number | null {
  const text = typed.replaceAll(/\s+/g, '').toLowerCase()
  if (text === '') return null
  const exact = nanoseconds(text)
  if (exact === null || exact < 0n || (exact > 0n && exact < second)) return null
  return Number(exact / second)
}

/** Seconds in the largest unit that holds them exactly; zero in hours, the usual unit here. */
export function amountOf(seconds: number): Amount {
  if (seconds === 0) return { amount: 0, unit: 'h' }
  const unit = durationUnits.findLast((each) => seconds % secondsOf[each] === 0) ?? 's'
  return { amount: seconds / secondsOf[unit], unit }
}

/** Seconds of an amount; an empty number field is zero. */
export const secondsOfAmount = ({ amount, unit }: Amount): number =>
  Number.isFinite(amount) ? Math.round(amount * secondsOf[unit]) : 0

/** In the form that every version of the server accepts: in seconds, or `0`. */
export const durationOf = (seconds: number): string => (seconds === 0 ? '0' : `${seconds}s`)
