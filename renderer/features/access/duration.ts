/** A duration as a person types it, in the form that Vault's command line takes. */

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** Seconds of `90`, `90s`, `15m`, `1h30m`, `7d`; null for anything else and for nothing. Case and spaces do not matter. */
export function secondsOf(typed: string): number | null {
  const text = typed.replaceAll(/\s+/g, '').toLowerCase()
  if (/^\d{1,10}$/.test(text)) return positive(Number(text))
  if (!/^(?:\d{1,10}[smhd])+$/.test(text)) return null
  let seconds = 0
  for (const [, count, unit] of text.matchAll(/(\d+)([smhd])/g)) seconds += Number(count) * (units[unit ?? ''] ?? 0)
  return positive(seconds)
}

const positive = (seconds: number): number | null => (seconds > 0 ? seconds : null)
