/** A duration as a person types it, in the form that Vault's command line takes. */
import { secondsOfDuration } from '../../lib/durations.ts'

/** Seconds of `90`, `90s`, `15m`, `1h30m`, `7d`; null for anything else and for nothing. Case and spaces do not matter. */
export function secondsOf(typed: string): number | null {
  const text = typed.replaceAll(/\s+/g, '').toLowerCase()
  if (/^\d{1,10}$/.test(text)) return positive(Number(text))
  return /^(?:\d{1,10}[smhd])+$/.test(text) ? positive(secondsOfDuration(text)) : null
}

const positive = (seconds: number): number | null => (seconds > 0 ? seconds : null)
