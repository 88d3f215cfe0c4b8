import { describe, expect, it } from 'vitest'
import { Failure } from '../../electron/contract/failure.ts'
import { errorCodes } from '../../electron/contract/result.ts'
import { pauseBefore, secondsOf } from '../../electron/vault/repeat.ts'

describe('the pause before a request is made again', () => {
  it('grows, and differs from client to client', () => {
    const failure = new Failure('not-consistent-yet', 'x')
    for (const [tries, longest] of [
      [1, 100],
      [2, 200],
      [3, 400],
      [5, 1600],
    ] as const) {
      const pauses = Array.from({ length: 50 }, () => pauseBefore(failure, tries) ?? Number.NaN)
      expect(Math.min(...pauses)).toBeGreaterThanOrEqual(longest / 2)
      expect(Math.max(...pauses)).toBeLessThanOrEqual(longest)
      expect(new Set(pauses).size).toBeGreaterThan(1)
    }
  })

  it('is what the server asks for, unless it asks for long', () => {
    expect(pauseBefore(new Failure('rate-limited', 'x', { retryAfter: 2 }), 1)).toBe(2000)
    expect(pauseBefore(new Failure('rate-limited', 'x', { retryAfter: 11 }), 1)).toBeUndefined()
  })

  it('is none for what would only fail again', () => {
    const repeated = errorCodes.filter((code) => pauseBefore(new Failure(code, 'x'), 1) !== undefined)
    expect(repeated).toEqual(['connection-lost', 'standby', 'rate-limited', 'not-consistent-yet', 'engine-upgrading'])
    expect(pauseBefore(new Failure('server-error', 'x', { status: 500 }), 1)).toBeUndefined()
    expect(pauseBefore(new Failure('server-error', 'x', { status: 502 }), 1)).toBeDefined()
    expect(pauseBefore(new Failure('connection-lost', 'x'), 3)).toBeUndefined()
  })
})

describe('Retry-After', () => {
  it('is a number of seconds or a date', () => {
    expect(secondsOf('0')).toBe(0)
    expect(secondsOf('120')).toBe(120)
    expect(secondsOf(new Date(Date.now() + 3600_000).toUTCString())).toBeGreaterThan(3500)
    expect(secondsOf('Wed, 21 Oct 2015 07:28:00 GMT')).toBe(0)
  })

  it.each(['', 'soon', '-1x', '1e99', 'NaN'])('%j is none', (text) => {
    expect(secondsOf(text)).toBeUndefined()
  })
})
