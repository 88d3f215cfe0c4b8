/** Durations between the server's text, seconds, and a number with a unit as a form shows it. */

import { z } from 'zod'

export const durationUnits = ['s', 'm', 'h', 'd'] as const
export type DurationUnit = (typeof durationUnits)[number]

export interface Amount {
  readonly amount: number
  readonly unit: DurationUnit
}

/** For the schema of a form; not a number while the field is empty. */
export const AmountInput = z.object({ amount: z.number().min(0).or(z.nan()), unit: z.enum(durationUnits) })

const secondsOf: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 }

/** Whole seconds of a Go duration such as `72h0m0s`; 0 for what is none, and for one below zero, which is off (`-1s`). */
export function secondsOfDuration(text: string): number {
  if (text.startsWith('-')) return 0
  let seconds = 0
  for (const [, digits, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    seconds += Number(digits) * (secondsOf[unit ?? 's'] ?? 0)
  }
  return Math.round(seconds)
}

/** Seconds in the largest unit that holds them exactly; zero in hours, the usual unit here. */
export function amountOf(seconds: number): Amount {
  if (seconds === 0) return { amount: 0, unit: 'h' }
  const unit = durationUnits.findLast((each) => seconds % (secondsOf[each] ?? 1) === 0) ?? 's'
  return { amount: seconds / (secondsOf[unit] ?? 1), unit }
}

/** Seconds of an amount; an empty number field is zero. */
export const secondsOfAmount = ({ amount, unit }: Amount): number =>
  Number.isFinite(amount) ? Math.round(amount * (secondsOf[unit] ?? 1)) : 0

/** As every version of the server takes it: in seconds, or `0`. */
export const durationOf = (seconds: number): string => (seconds === 0 ? '0' : `${seconds}s`)
