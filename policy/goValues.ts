/** Numbers, durations and times, parsed from text as the servers' language does. */

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n }

export type IntegerFault = 'not-a-number' | 'number-too-large'

/** A whole number of 64 bits with Go's prefixes: `0x1f`, `0o17`, `017`, `0b1`, `1_000`. */
export function parseInteger(text: string): bigint | IntegerFault {
  const parts = /^([+-]?)(?:0[xX]((?:_?[\da-fA-F])+)|0[bB]((?:_?[01])+)|0[oO]?((?:_?[0-7])+)|(0|[1-9](?:_?\d)*))$/.exec(
    text,
  )
  if (parts === null) return 'not-a-number'
  const [, sign, hex, binary, octal, decimal] = parts
  const digits =
    hex !== undefined ? `0x${hex}` : binary !== undefined ? `0b${binary}` : octal !== undefined ? `0o${octal}` : decimal
  const size = BigInt((digits ?? '0').replaceAll('_', ''))
  return inRange(sign === '-' ? -size : size)
}

const inRange = (value: bigint): bigint | IntegerFault =>
  value < int64.min || value > int64.max ? 'number-too-large' : value

/** A whole number in plain digits. */
export function parseDecimal(text: string): bigint | IntegerFault {
  return /^[+-]?\d+$/.test(text) ? inRange(BigInt(text.replace('+', ''))) : 'not-a-number'
}

/** A number with a fraction or an exponent, as the lexer delimits one. */
export function parseFloat64(text: string): number | IntegerFault {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return 'not-a-number'
  const value = Number(text)
  return Number.isFinite(value) ? value : 'number-too-large'
}

const unitNanoseconds: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  '\u00b5s': 1_000n,
  '\u03bcs': 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}

const times = (value: bigint, unit: bigint): bigint | null => {
  const product = value * unit
  return product < int64.min || product > int64.max ? null : product
}

/**
 * Converts seconds as a number, the servers' form of a duration without a unit, to nanoseconds; null if it is too long.
 */
export function secondsToNanoseconds(seconds: bigint | number): bigint | null {
  if (typeof seconds === 'number' && Math.abs(seconds) > 2 ** 62) return null
  return times(typeof seconds === 'bigint' ? seconds : BigInt(Math.trunc(seconds)), 1_000_000_000n)
}

/** `90`, `1h30m`, `5d`; nanoseconds, null if it is not a duration. An empty text is 0. */
export function parseDuration(text: string): bigint | null {
  if (text === '') return 0n
  const plain = parseDecimal(text)
  if (typeof plain === 'bigint') return secondsToNanoseconds(plain)
  if (text.endsWith('d')) {
    const days = parseDecimal(text.slice(0, -1))
    return typeof days === 'bigint' ? times(days, 86_400_000_000_000n) : null
  }
  const body = text.replace(/^[+-]/, '')
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+$/.test(body)) return null
  let sum = 0n
  for (const [, whole = '', fraction = '', unit = ''] of body.matchAll(/(\d*)(?:\.(\d*))?([a-z\u00b5\u03bc]+)/g)) {
    const scale = unitNanoseconds[unit] ?? 0n
    sum += BigInt(whole === '' ? '0' : whole) * scale
    // Eighteen digits are more than enough for a nanosecond of an hour.
    const digits = fraction.slice(0, 18)
    if (digits !== '') sum += (BigInt(digits) * scale) / 10n ** BigInt(digits.length)
  }
  if (text.startsWith('-')) return -sum < int64.min ? null : -sum
  return sum > int64.max ? null : sum
}

const timeShape = /^(\d{4})-(\d\d)-(\d\d)T(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/

/** A time of RFC 3339 or whole seconds since 1970: returns milliseconds since 1970, null if it is not a time. */
export function parseTime(text: string): number | null {
  const parts = timeShape.exec(text)
  if (parts === null) {
    const seconds = parseDecimal(text)
    return typeof seconds === 'bigint' ? Number(seconds) * 1000 : null
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number)
  const daysInMonth = month >= 1 && month <= 12 ? new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate() : 0
  if (day < 1 || day > daysInMonth || hour > 23 || minute > 59 || second > 59) return null
  const offsetHours = Number(parts[9] ?? 0)
  const offsetMinutes = Number(parts[10] ?? 0)
  if (offsetHours > 24 || offsetMinutes > 60) return null
  const offset = (offsetHours * 60 + offsetMinutes) * (parts[8] === '-' ? -1 : 1)
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute - offset, second, Math.trunc(Number(`0.${parts[7] ?? '0'}`) * 1000))
  return date.getTime()
}
