/** Dates, durations, counts and sizes in the person's language. The names state the units of the values. */

type Unit = 'day' | 'hour' | 'minute' | 'second'

const second = 1
const minute = 60
const hour = 60 * minute
const day = 24 * hour

const cache = new Map<string, unknown>()

/** Building an Intl formatter costs a thousand times as much as using it. */
function kept<Formatter>(key: string, make: () => Formatter): Formatter {
  const found = cache.get(key) as Formatter | undefined
  if (found !== undefined) return found
  const made = make()
  cache.set(key, made)
  return made
}

/** A moment with its seconds and its zone: `Nov 23, 2026, 23:59:12 GMT+9`. `zone` is an IANA name; the system's without it. */
export function formatDate(date: Date, language: string, zone?: string): string {
  const format = kept(
    `date ${language} ${zone}`,
    () =>
      new Intl.DateTimeFormat(language, {
        year: 'numeric',
        month: 'short',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
        timeZoneName: 'short',
        ...(zone !== undefined && { timeZone: zone }),
      }),
  )
  return format.format(date)
}

/** How far a moment is from now, in its largest unit: `3 hr. ago`, `in 2 days`, `now`. */
export function formatRelative(date: Date, now: Date, language: string): string {
  const format = kept(
    `relative ${language}`,
    () => new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' }),
  )
  const seconds = (date.getTime() - now.getTime()) / 1000
  const size = Math.abs(seconds)
  if (size < minute) return format.format(Math.trunc(seconds), 'second')
  if (size < hour) return format.format(Math.trunc(seconds / minute), 'minute')
  if (size < day) return format.format(Math.trunc(seconds / hour), 'hour')
  if (size < 30 * day) return format.format(Math.trunc(seconds / day), 'day')
  if (size < 365 * day) return format.format(Math.trunc(seconds / (30 * day)), 'month')
  return format.format(Math.trunc(seconds / (365 * day)), 'year')
}

/**
 * Returns how long ago an event was. A time ahead of this computer's clock is `now` up to a minute, then the plain date:
 * the clocks differ, and a past event is never "in 3 minutes".
 */
export function formatAge(date: Date, now: Date, language: string): string {
  const ahead = (date.getTime() - now.getTime()) / 1000
  if (ahead >= minute) return formatDate(date, language)
  return formatRelative(ahead > 0 ? now : date, now, language)
}

/** Whether a moment that has happened is further ahead than clocks usually differ. */
export const isAhead = (date: Date, now: Date): boolean => date.getTime() - now.getTime() >= minute * 1000

/** A time to live in seconds as a clock: `23:59:12`, and with days before it from one day on: `3d 04:00:00`. Never negative. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const days = Math.floor(whole / day)
  const parts = [Math.floor((whole % day) / hour), Math.floor((whole % hour) / minute), whole % minute]
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':')
  return days === 0 ? clock : `${days}d ${clock}`
}

/** A duration in seconds in its two largest units: `3 d 4 h`, `32 d`, `90` → `1 min 30 s`, as the language writes them. */
export function formatDuration(seconds: number, language: string): string {
  const whole = Math.max(0, Math.floor(seconds))
  const units: readonly [Unit, number][] = [
    ['day', Math.floor(whole / day)],
    ['hour', Math.floor((whole % day) / hour)],
    ['minute', Math.floor((whole % hour) / minute)],
    ['second', Math.floor((whole % minute) / second)],
  ]
  const first = units.findIndex(([, count]) => count > 0)
  if (first === -1) return formatUnit(0, 'second', language)
  return units
    .slice(first, first + 2)
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => formatUnit(count, unit, language))
    .join(' ')
}

function formatUnit(count: number, unit: Unit | 'millisecond', language: string, digits = 0): string {
  return kept(
    `${unit} ${language} ${digits}`,
    () => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits }),
  ).format(count)
}

/** A whole number with the language's separators: `10,001`. */
export function formatCount(count: number | bigint, language: string): string {
  return kept(`count ${language}`, () => new Intl.NumberFormat(language, { maximumFractionDigits: 0 })).format(count)
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** A size in bytes, 1 kB = 1,000 bytes: `512 byte`, `1.5 kB`, `139 MB`. */
export function formatBytes(bytes: number, language: string): string {
  let size = Math.max(0, bytes)
  let power = 0
  // 999.95 would be rounded to 1,000 of the smaller unit.
  while (size >= 999.95 && power < byteUnits.length - 1) {
    size /= 1000
    power++
  }
  const unit = byteUnits[power] ?? 'byte'
  const digits = power > 0 && size < 99.95 ? 1 : 0
  return kept(
    `${unit} ${language} ${digits}`,
    () => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits }),
  ).format(size)
}

/** A latency in milliseconds: `0.4 ms`, `3 ms`, `1.2 s`. */
export function formatLatency(milliseconds: number, language: string): string {
  if (milliseconds < 10) return formatUnit(milliseconds, 'millisecond', language, 1)
  if (milliseconds < 1000) return formatUnit(Math.round(milliseconds), 'millisecond', language)
  return formatUnit(milliseconds / 1000, 'second', language, 1)
}
