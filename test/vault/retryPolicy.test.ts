import { describe, expect, it } from 'vitest'
import { Failure } from '../../electron/contract/failure.ts'
import { type ErrorCode, errorCodes } from '../../electron/contract/result.ts'
import { retryDelay, secondsOf } from '../../electron/vault/retryPolicy.ts'

describe('the pause before a retry', () => {
  it('grows, and differs from client to client', () => {
    const failure = new Failure('not-consistent-yet', 'x')
    for (const [tries, longest] of [
      [1, 100],
      [2, 200],
      [3, 400],
      [5, 1600],
    ] as const) {
      const pauses = Array.from({ length: 50 }, () => retryDelay(failure, tries) ?? Number.NaN)
      expect(Math.min(...pauses)).toBeGreaterThanOrEqual(longest / 2)
      expect(Math.max(...pauses)).toBeLessThanOrEqual(longest)
      expect(new Set(pauses).size).toBeGreaterThan(1)
    }
  })

  it("is the server's request, unless that is too long", () => {
    expect(retryDelay(new Failure('rate-limited', 'x', { retryAfter: 2 }), 1)).toBe(2000)
    expect(retryDelay(new Failure('rate-limited', 'x', { retryAfter: 11 }), 1)).toBeUndefined()
  })

  it('is omitted for a request that would only fail again', () => {
    const repeated = errorCodes.filter((code) => retryDelay(new Failure(code, 'x'), 1) !== undefined)
    expect(repeated).toEqual([
      'connection-lost',
      'standby',
      'no-active-node',
      'rate-limited',
      'not-consistent-yet',
      'engine-upgrading',
    ])
    expect(retryDelay(new Failure('server-error', 'x', { status: 500 }), 1)).toBeUndefined()
    expect(retryDelay(new Failure('server-error', 'x', { status: 502 }), 1)).toBeDefined()
    expect(retryDelay(new Failure('connection-lost', 'x'), 3)).toBeUndefined()
  })
})

describe('the number of tries', () => {
  it.each<[ErrorCode, number | undefined, number]>([
    ['connection-lost', undefined, 3],
    ['standby', 472, 3],
    ['no-active-node', 500, 6],
    ['not-consistent-yet', 412, 6],
    ['engine-upgrading', 400, 6],
    ['rate-limited', 429, 4],
    ['server-error', 502, 3],
    ['server-error', 503, 3],
    ['server-error', 500, 1],
    ['server-error', 504, 1],
    ['server-error', undefined, 1],
    ['timeout', undefined, 1],
    ['sealed', 503, 1],
    ['connection-refused', undefined, 1],
  ])('after %s (status %s) is %i', (code, status, most) => {
    for (const more of [{}, { retryAfter: 0 }]) {
      const failure = new Failure(code, 'x', { ...more, ...(status !== undefined && { status }) })
      const tries = [1, 2, 3, 4, 5, 6, 7].filter((made) => retryDelay(failure, made) !== undefined)
      expect(tries).toEqual(Array.from({ length: most - 1 }, (_, index) => index + 1))
    }
  })

  it.each([
    [0, 0],
    [10, 10_000],
    [10.001, undefined],
  ])('is limited to waits of up to 10 s: %f s', (retryAfter, pause) => {
    expect(retryDelay(new Failure('rate-limited', 'x', { retryAfter }), 1)).toBe(pause)
  })
})

describe('Retry-After', () => {
  it('is a number of seconds or a date', () => {
    expect(secondsOf('0')).toBe(0)
    expect(secondsOf('120')).toBe(120)
    expect(secondsOf(new Date(Date.now() + 3600_000).toUTCString())).toBeGreaterThan(3500)
    expect(secondsOf('Wed, 21 Oct 2015 07:28:00 GMT')).toBe(0)
  })

  it.each(['', 'soon', '-1x', '1e99', 'NaN'])('is ignored if it is %j', (text) => {
    expect(secondsOf(text)).toBeUndefined()
  })
})
