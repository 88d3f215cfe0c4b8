import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAutoLock } from '../../../electron/core/lock/autoLock.ts'

const minute = 60_000
const hour = 60 * minute

describe('the auto-lock', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** A running auto-lock, with the setting that it reads, over clocks that a test moves. */
  const counting = (minutes: number) => {
    const setting = { minutes }
    const ahead = { monotonic: 0, wall: 0 }
    const lock = vi.fn<() => void>()
    const autoLock = createAutoLock(() => setting.minutes, lock, {
      monotonic: () => performance.now() + ahead.monotonic,
      wall: () => Date.now() + ahead.wall,
    })
    autoLock.restart()
    /** Lets the computer sleep: no timer runs, and on Linux the monotonic clock stops. */
    const sleep = (ms: number) => void (ahead.wall += ms)
    return { autoLock, lock, setting, ahead, sleep }
  }

  it('locks once after the configured time without activity', () => {
    const { lock } = counting(5)
    vi.advanceTimersByTime(5 * minute - 1)
    expect(lock).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(lock).toHaveBeenCalledOnce()
    vi.advanceTimersByTime(60 * minute)
    expect(lock).toHaveBeenCalledOnce()
  })

  it('restarts its countdown with each activity', () => {
    const { autoLock, lock } = counting(5)
    for (let touches = 0; touches < 4; touches++) {
      vi.advanceTimersByTime(4 * minute)
      autoLock.touch()
    }
    vi.advanceTimersByTime(5 * minute - 1)
    expect(lock).not.toHaveBeenCalled()
    // The timer checks every 30 seconds.
    vi.advanceTimersByTime(30_000)
    expect(lock).toHaveBeenCalledOnce()
  })

  it('never locks when the setting is 0, and starts when the setting is changed', () => {
    const { autoLock, lock, setting } = counting(0)
    vi.advanceTimersByTime(24 * hour)
    autoLock.touch()
    expect(lock).not.toHaveBeenCalled()
    setting.minutes = 1
    autoLock.reschedule()
    vi.advanceTimersByTime(minute)
    expect(lock).toHaveBeenCalledOnce()
  })

  it('locks immediately when the setting is changed to less than the elapsed time', () => {
    const { autoLock, lock, setting } = counting(60)
    vi.advanceTimersByTime(10 * minute)
    setting.minutes = 5
    autoLock.reschedule()
    expect(lock).toHaveBeenCalledOnce()
  })

  it('locks a computer that slept for longer as soon as it wakes', () => {
    const { lock, sleep } = counting(15)
    sleep(8 * hour)
    vi.advanceTimersToNextTimer()
    expect(lock).toHaveBeenCalledOnce()
  })

  it('locks instead of counting activity that comes after 8 hours of sleep and before the timer', () => {
    const { autoLock, lock, sleep } = counting(15)
    vi.advanceTimersByTime(minute)
    sleep(8 * hour)
    autoLock.touch()
    expect(lock).toHaveBeenCalledOnce()
  })

  it('locks instead of counting activity that comes after the time has passed', () => {
    const { autoLock, lock, ahead } = counting(15)
    // The process was suspended, and its timers with it.
    ahead.monotonic += 15 * minute
    autoLock.touch()
    expect(lock).toHaveBeenCalledOnce()
  })

  it('locks after any sleep, including a short one and if the setting is 0', () => {
    for (const minutes of [15, 0]) {
      const { autoLock, lock, sleep } = counting(minutes)
      sleep(2 * minute)
      expect(autoLock.lockIfOver()).toBe(true)
      expect(lock).toHaveBeenCalledOnce()
    }
  })

  it('is not postponed by a clock that is set back', () => {
    const { autoLock, lock, ahead } = counting(5)
    vi.advanceTimersByTime(4 * minute)
    ahead.wall -= 24 * hour
    vi.advanceTimersByTime(minute - 1)
    expect(lock).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(lock).toHaveBeenCalledOnce()
    expect(autoLock.lockIfOver()).toBe(false)
  })

  it('does not lock if the clock is corrected by a few seconds', () => {
    const { autoLock, lock, ahead } = counting(5)
    for (let corrections = 0; corrections < 20; corrections++) {
      ahead.wall += corrections % 2 === 0 ? 20_000 : -20_000
      expect(autoLock.lockIfOver()).toBe(false)
      autoLock.touch()
    }
    expect(lock).not.toHaveBeenCalled()
  })

  it('does not lock after it was stopped', () => {
    const { autoLock, lock, sleep } = counting(1)
    autoLock.stop()
    vi.advanceTimersByTime(10 * minute)
    sleep(hour)
    autoLock.touch()
    autoLock.reschedule()
    vi.advanceTimersByTime(10 * minute)
    expect(lock).not.toHaveBeenCalled()
  })

  it('has one timer while it counts, and none after a stop or a lock', () => {
    const { autoLock } = counting(5)
    for (const step of ['restart', 'touch', 'reschedule', 'restart'] as const) {
      autoLock[step]()
      expect(vi.getTimerCount()).toBe(1)
    }
    autoLock.stop()
    autoLock.reschedule()
    expect(vi.getTimerCount()).toBe(0)
    autoLock.restart()
    vi.advanceTimersByTime(5 * minute)
    autoLock.reschedule()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('counts nothing before its first start', () => {
    const lock = vi.fn<() => void>()
    const autoLock = createAutoLock(() => 1, lock)
    vi.setSystemTime(Date.now() + hour)
    autoLock.touch()
    autoLock.reschedule()
    expect([autoLock.lockIfOver(), vi.getTimerCount(), lock.mock.calls]).toEqual([false, 0, []])
  })

  it('detects a sleep of a minute or more, and nothing shorter', () => {
    const { autoLock, sleep } = counting(15)
    sleep(minute - 1)
    expect(autoLock.lockIfOver()).toBe(false)
    sleep(minute)
    expect(autoLock.lockIfOver()).toBe(true)
  })

  it('starts over after an unlock and ignores the time before', () => {
    const { autoLock, lock, sleep } = counting(15)
    sleep(8 * hour)
    expect(autoLock.lockIfOver()).toBe(true)
    sleep(8 * hour)
    autoLock.restart()
    vi.advanceTimersByTime(15 * minute - 1)
    expect([autoLock.lockIfOver(), lock.mock.calls.length]).toEqual([false, 1])
    vi.advanceTimersByTime(1)
    expect(lock).toHaveBeenCalledTimes(2)
  })

  it('reads the clocks of the computer', () => {
    const lock = vi.fn<() => void>()
    const autoLock = createAutoLock(() => 2, lock)
    autoLock.restart()
    vi.advanceTimersByTime(2 * minute - 1)
    expect(lock).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(lock).toHaveBeenCalledOnce()
    autoLock.restart()
    vi.setSystemTime(Date.now() + minute)
    expect(autoLock.lockIfOver()).toBe(true)
  })
})
