import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatAge,
  formatBytes,
  formatClock,
  formatCount,
  formatDate,
  formatDuration,
  formatLatency,
  formatRelative,
  isAhead,
} from '../../renderer/lib/format.ts'
import { secondsOfDuration } from '../../renderer/lib/durations.ts'

const language = fc.constantFrom('en', 'ko')
const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
const now = new Date('2026-11-23T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)

describe('a date', () => {
  test('includes seconds and the time zone', () => {
    const date = new Date('2026-11-23T14:59:12Z')
    expect(formatDate(date, 'en', 'Asia/Seoul')).toBe('Nov 23, 2026, 23:59:12 GMT+9')
    expect(formatDate(date, 'ko', 'Asia/Seoul')).toMatch(/2026.*11.*23.*23.*59.*12.*GMT\+9/)
  })

  test('differs if the moment differs by a second', () => {
    fc.assert(
      fc.property(moment, language, (date, tongue) => {
        const next = new Date(date.getTime() + 1000)
        expect(formatDate(date, tongue, 'UTC')).not.toBe(formatDate(next, tongue, 'UTC'))
      }),
    )
  })

  test('is shown as a distance in its largest unit', () => {
    expect(formatRelative(ago(3 * 3600 + 59), now, 'en')).toBe('3 hr. ago')
    expect(formatRelative(ago(-2 * 86_400), now, 'en')).toBe('in 2 days')
    expect(formatRelative(now, now, 'en')).toBe('now')
    expect(formatRelative(ago(3 * 3600), now, 'ko')).toBe('3시간 전')
  })
})

describe('an age', () => {
  test('is never in the future, even if the clocks differ', () => {
    expect(formatAge(ago(3 * 3600), now, 'en')).toBe('3 hr. ago')
    expect(formatAge(ago(-59), now, 'en')).toBe('now')
    expect(formatAge(ago(-180), now, 'en')).toBe(formatDate(ago(-180), 'en'))
    expect([isAhead(ago(-59), now), isAhead(ago(-180), now), isAhead(ago(180), now)]).toEqual([false, true, false])
  })

  test('is never in the future, in either language', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), language, (seconds, tongue) => {
        expect(formatAge(ago(seconds), now, tongue)).not.toMatch(/^in | 후$/)
      }),
    )
  })
})

test('shows a duration below zero as off, not as a second', () => {
  expect(secondsOfDuration('-1s')).toBe(0)
  expect(secondsOfDuration('24h0m0s')).toBe(86_400)
})

describe('a duration', () => {
  test('is a clock that can be converted back to the second', () => {
    expect(formatClock(86_352)).toBe('23:59:12')
    expect(formatClock(3 * 86_400 + 4 * 3600)).toBe('3d 04:00:00')
    fc.assert(
      fc.property(fc.nat(10 ** 9), (seconds) => {
        const found = /^(?:(\d+)d )?(\d\d):(\d\d):(\d\d)$/.exec(formatClock(seconds))
        const [days = 0, hours = 0, minutes = 0, rest = 0] = (found ?? []).slice(1).map((part) => Number(part ?? 0))
        expect(found).not.toBeNull()
        expect(((days * 24 + hours) * 60 + minutes) * 60 + rest).toBe(seconds)
      }),
    )
  })

  test('is never negative', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 9), max: 0 }), language, (seconds, tongue) => {
        expect(formatClock(seconds)).toBe('00:00:00')
        expect(formatDuration(seconds, tongue)).toBe(formatDuration(0, tongue))
      }),
    )
  })

  test('is shown in its two largest units', () => {
    expect(formatDuration(90, 'en')).toBe('1 min 30 sec')
    expect(formatDuration(3 * 86_400 + 4 * 3600 + 59, 'en')).toBe('3 days 4 hr')
    expect(formatDuration(768 * 3600, 'en')).toBe('32 days')
    expect(formatDuration(3600, 'ko')).toBe('1시간')
  })
})

describe('a number', () => {
  test('keeps all of its digits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), language, (count, tongue) => {
        expect(formatCount(count, tongue).replaceAll(',', '')).toBe(String(count))
      }),
    )
  })

  test('of bytes has at most three digits before its unit, and is close to the exact value', () => {
    const power: Readonly<Record<string, number>> = { byte: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }
    expect(formatBytes(139_000_000, 'en')).toBe('139 MB')
    fc.assert(
      fc.property(fc.nat(10 ** 14 - 1), (bytes) => {
        const [digits = '', unit = ''] = formatBytes(bytes, 'en').split(' ')
        const told = Number(digits) * (power[unit] ?? Number.NaN)
        expect(digits.split('.')[0]?.length).toBeLessThanOrEqual(3)
        expect(Math.abs(told - bytes)).toBeLessThanOrEqual(bytes * 0.051)
      }),
    )
  })

  test('of milliseconds is short', () => {
    expect(formatLatency(0.42, 'en')).toBe('0.4 ms')
    expect(formatLatency(3, 'en')).toBe('3 ms')
    expect(formatLatency(212.7, 'en')).toBe('213 ms')
    expect(formatLatency(1234, 'en')).toBe('1.2 sec')
  })
})
