/** Locks when the person has not touched Strongroom for as long as the settings say, or when the computer has slept. */

/** Two clocks, in milliseconds. */
export interface Clocks {
  /** Cannot be set, and on Linux stands still while the computer sleeps. */
  readonly monotonic: () => number
  /** Counts sleep, and can be set. */
  readonly wall: () => number
}

export interface AutoLock {
  /** The person is there. Locks instead when the time was over before. */
  touch(): void
  /** Locks when the time is over; whether it did. The dispatcher asks before every call. */
  lockIfOver(): boolean
  /** Starts counting from zero, after an unlock. */
  restart(): void
  /** Counts on, by the settings as they are now. Does nothing while Strongroom is locked. */
  reschedule(): void
  stop(): void
}

/** Milliseconds between two looks at the clocks, at most. */
const longestPause = 30_000
/** The wall clock is corrected by seconds; where it is this many milliseconds ahead of the other, the computer slept. */
const sleepGap = 60_000

/** What has passed since the last touch or unlock. */
interface Count {
  /** Milliseconds without a touch, up to `seen`. */
  idle: number
  /** The clocks when they were read last. */
  seen: { readonly monotonic: number; readonly wall: number }
}

const systemClocks: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() }

/** `minutes` answers the setting (0: never); `lock` is called once when the time is over, and locks before it returns. */
export function createAutoLock(minutes: () => number, lock: () => void, clocks: Clocks = systemClocks): AutoLock {
  const read = () => ({ monotonic: clocks.monotonic(), wall: clocks.wall() })
  let timer: NodeJS.Timeout | undefined
  /** Null while nothing is counted. */
  let count: Count | null = null

  const stop = (): void => {
    clearTimeout(timer)
    count = null
  }
  const left = (idle: number): number => (minutes() === 0 ? Number.POSITIVE_INFINITY : minutes() * 60_000 - idle)
  const lockIfOver = (): boolean => {
    if (count === null) return false
    const now = read()
    const passed = now.monotonic - count.seen.monotonic
    const passedOnTheWall = now.wall - count.seen.wall
    count.seen = now
    // SECURITY: sleep counts, and a clock that is set back postpones nothing (docs/security.md, "The lock").
    count.idle += Math.max(passed, passedOnTheWall, 0)
    if (passedOnTheWall - passed < sleepGap && left(count.idle) > 0) return false
    stop()
    lock()
    return true
  }
  const schedule = (idle: number): void => {
    clearTimeout(timer)
    timer = setTimeout(check, Math.min(left(idle), longestPause)).unref()
  }
  const check = (): void => {
    if (!lockIfOver() && count !== null) schedule(count.idle)
  }

  return {
    touch: () => {
      // SECURITY: first, so that the first key after a long sleep locks and does not start the time again.
      if (!lockIfOver() && count !== null) count.idle = 0
    },
    lockIfOver,
    restart: () => {
      count = { idle: 0, seen: read() }
      schedule(0)
    },
    reschedule: check,
    stop,
  }
}
