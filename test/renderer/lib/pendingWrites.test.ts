/** The drafts that a page hands over before a lock. The lock waits for them for at most half a second. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pendingWrites, trackWrite, patienceMs } from '../../../renderer/lib/pendingWrites.ts'
import { answerOf, CallFailed, errorOf, valueOf } from '../../../renderer/lib/call.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Whether it has resolved by now. */
function following(promise: Promise<void>): () => boolean {
  let isOver = false
  void promise.then(() => (isOver = true))
  return () => isOver
}

describe('drafts that are being written', () => {
  it('are all awaited, even if they fail', async () => {
    const [one, two] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    trackWrite(one.promise)
    trackWrite(two.promise)
    const isOver = following(pendingWrites())
    one.resolve()
    await vi.advanceTimersByTimeAsync(10)
    expect(isOver()).toBe(false)
    two.reject(new Error('the core refused it'))
    await vi.advanceTimersByTimeAsync(0)
    expect(isOver()).toBe(true)
  })

  it('are not awaited once they are answered, or for longer than the limit', async () => {
    trackWrite(Promise.resolve())
    await vi.advanceTimersByTimeAsync(0)
    const quick = following(pendingWrites())
    await vi.advanceTimersByTimeAsync(0)
    expect(quick()).toBe(true)
    trackWrite(new Promise(() => undefined))
    const slow = following(pendingWrites())
    await vi.advanceTimersByTimeAsync(patienceMs - 1)
    expect(slow()).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect([slow(), patienceMs]).toEqual([true, 500])
  })
})

describe('the result of a call', () => {
  const error = { code: 'locked', message: 'Strongroom is locked.', retryable: false } as const

  it('is its value, with its warnings on request', async () => {
    const answer = { ok: true, value: 7, warnings: ['slow'] } as const
    expect(await valueOf(Promise.resolve({ ...answer, warnings: [...answer.warnings] }))).toBe(7)
    expect(await answerOf(Promise.resolve({ ...answer, warnings: [...answer.warnings] }))).toEqual({
      value: 7,
      warnings: ['slow'],
    })
  })

  it('is thrown completely if it failed', async () => {
    for (const of of [valueOf, answerOf]) {
      const problem: unknown = await of(Promise.resolve({ ok: false, error })).catch((each: unknown) => each)
      expect(problem).toBeInstanceOf(CallFailed)
      expect(errorOf(problem)).toEqual(error)
    }
  })

  it('reports only the kind of anything else that was thrown', () => {
    expect(errorOf(new TypeError('hvs.secret'))).toEqual({ code: 'internal', message: 'TypeError', retryable: false })
    expect(errorOf('hvs.secret')).toEqual({ code: 'internal', message: 'unknown', retryable: false })
  })
})
