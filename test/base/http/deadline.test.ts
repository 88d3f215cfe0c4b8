/** The single end of a request: its deadline, its cancellation, or another reason, whichever comes first. */
import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { startDeadline, type Deadline } from '../../../electron/base/http/deadline.ts'

const open: Deadline[] = []
const start = (ms: number, signal?: AbortSignal) => {
  const stop = startDeadline(ms, signal)
  open.push(stop)
  return stop
}
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  for (const each of open.splice(0)) each.release()
  // The shared clock of all deadlines ends at its next tick.
  vi.advanceTimersByTime(250)
  const left = vi.getTimerCount()
  vi.useRealTimers()
  if (left > 0) throw new Error(`${left} timers are left`)
})
const failure = new Failure('sealed', 'another reason')

describe('a deadline', () => {
  it('ends the request after its time, and not before', () => {
    const stop = start(1000)
    const told: Failure[] = []
    stop.listen((reason) => told.push(reason))
    vi.advanceTimersByTime(750)
    expect([stop.reason, told, stop.left()]).toEqual([undefined, [], 250])
    vi.advanceTimersByTime(250)
    expect(stop.reason?.error).toMatchObject({ code: 'timeout', message: 'The response was not complete within 1 s.' })
    expect(told).toEqual([stop.reason])
    expect(stop.left()).toBe(0)
  })

  it('is separate for each request', () => {
    const [short, long] = [start(500), start(2000)]
    vi.advanceTimersByTime(500)
    expect([short.reason?.code, long.reason]).toEqual(['timeout', undefined])
    short.release()
    vi.advanceTimersByTime(1500)
    expect(long.reason?.code).toBe('timeout')
  })

  it('is ignored after the request has ended', () => {
    const stop = start(500)
    const told: Failure[] = []
    stop.listen((reason) => told.push(reason))
    stop.release()
    vi.advanceTimersByTime(1000)
    expect([stop.reason, told]).toEqual([undefined, []])
  })

  it('is watched by one timer for all requests, which ends with the last of them and starts again', () => {
    const [one, two] = [start(5000), start(5000)]
    expect(vi.getTimerCount()).toBe(1)
    one.release()
    vi.advanceTimersByTime(250)
    expect(vi.getTimerCount()).toBe(1)
    two.release()
    vi.advanceTimersByTime(250)
    expect(vi.getTimerCount()).toBe(0)
    const three = start(500)
    vi.advanceTimersByTime(500)
    expect(three.reason?.code).toBe('timeout')
  })
})

describe('a cancellation', () => {
  it('ends the request, also one that was canceled before', () => {
    const controller = new AbortController()
    const stop = start(1000, controller.signal)
    expect(stop.reason).toBeUndefined()
    controller.abort()
    expect(stop.reason?.code).toBe('canceled')
    expect(start(1000, AbortSignal.abort()).reason?.code).toBe('canceled')
  })

  it('is ignored after the request has ended, and leaves no listener', () => {
    const controller = new AbortController()
    const stop = start(1000, controller.signal)
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1)
    stop.release()
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    controller.abort()
    expect(stop.reason).toBeUndefined()
  })
})

describe('the reason', () => {
  it('is the first one', () => {
    const controller = new AbortController()
    const stop = start(500, controller.signal)
    stop.end(failure)
    controller.abort()
    vi.advanceTimersByTime(500)
    expect(stop.reason).toBe(failure)
  })

  it('is passed only to the last listener, immediately if it is known', () => {
    const stop = start(500)
    const told: string[] = []
    stop.listen(() => told.push('first'))
    stop.listen(() => told.push('second'))
    expect(told).toEqual([])
    stop.end(failure)
    expect(told).toEqual(['second'])
    stop.listen((reason) => told.push(reason.code))
    expect(told).toEqual(['second', 'sealed'])
  })
})

describe('waiting', () => {
  it('for a pause ends after it, or with the reason', async () => {
    const stop = start(5000)
    let isOver = false
    const paused = stop.pause(300).then(() => (isOver = true))
    await vi.advanceTimersByTimeAsync(299)
    expect(isOver).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await paused
    const ended = stop.pause(300)
    stop.end(failure)
    await expect(ended).rejects.toBe(failure)
    await expect(stop.pause(300)).rejects.toBe(failure)
  })

  it('for work ends with the work, or with the reason', async () => {
    const stop = start(5000)
    expect(await stop.orSooner(Promise.resolve(7))).toBe(7)
    await expect(stop.orSooner(Promise.reject(new Error('own')))).rejects.toThrow('own')
    const ended = stop.orSooner(new Promise(() => {}))
    stop.end(failure)
    await expect(ended).rejects.toBe(failure)
    await expect(stop.orSooner(new Promise(() => {}))).rejects.toBe(failure)
  })
})
