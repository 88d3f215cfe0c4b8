import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAutoLock } from '../../electron/core/autoLock.ts'

const minute = 60_000

describe('the auto-lock', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** One that is counting, with the setting it reads. */
  const counting = (minutes: number) => {
    const setting = { minutes }
    const lock = vi.fn<() => void>()
    const autoLock = createAutoLock(() => setting.minutes, lock)
    autoLock.restart()
    return { autoLock, lock, setting }
  }

  it('locks once, when nobody has touched anything for as long as the setting says', () => {
    const { lock } = counting(5)
    vi.advanceTimersByTime(5 * minute - 1)
    expect(lock).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(lock).toHaveBeenCalledOnce()
    vi.advanceTimersByTime(60 * minute)
    expect(lock).toHaveBeenCalledOnce()
  })

  it('counts anew from each touch', () => {
    const { autoLock, lock } = counting(5)
    for (let touches = 0; touches < 4; touches++) {
      vi.advanceTimersByTime(4 * minute)
      autoLock.touch()
    }
    vi.advanceTimersByTime(5 * minute - 1)
    expect(lock).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(lock).toHaveBeenCalledOnce()
  })

  it('never locks when the setting is 0, and begins when it is changed', () => {
    const { autoLock, lock, setting } = counting(0)
    vi.advanceTimersByTime(24 * 60 * minute)
    expect(lock).not.toHaveBeenCalled()
    setting.minutes = 1
    autoLock.restart()
    vi.advanceTimersByTime(minute)
    expect(lock).toHaveBeenCalledOnce()
  })

  it('locks a computer that slept for longer as soon as it wakes', () => {
    const { lock } = counting(15)
    // Timers stand still while it sleeps; the clock does not.
    vi.setSystemTime(Date.now() + 8 * 60 * minute)
    vi.advanceTimersToNextTimer()
    expect(lock).toHaveBeenCalledOnce()
  })

  it('does not lock any more after it was stopped', () => {
    const { autoLock, lock } = counting(1)
    autoLock.stop()
    vi.advanceTimersByTime(10 * minute)
    expect(lock).not.toHaveBeenCalled()
  })
})
