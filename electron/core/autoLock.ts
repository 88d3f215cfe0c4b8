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

const systemClocks: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() }

/** `minutes` answers the setting (0: never); `lock` is called once when the time is over, and locks before it returns. */
export function createAutoLock(minutes: () => number, lock: () => void, clocks: Clocks = systemClocks): AutoLock {
  let timer: NodeJS.Timeout | null = null
  let counting = false
  let slept = false
  /** Milliseconds without a touch up to `seen`. */
  let idle = 0
  let seen = { monotonic: 0, wall: 0 }

  const stop = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    counting = false
  }
  /** Takes in what has passed since the last look. */
  const count = (): void => {
    const now = { monotonic: clocks.monotonic(), wall: clocks.wall() }
    const passed = now.monotonic - seen.monotonic
    const passedOnTheWall = now.wall - seen.wall
    seen = now
    // SECURITY: sleep counts, and a clock that is set back postpones nothing (docs/security.md, "The lock").
    idle += Math.max(passed, passedOnTheWall, 0)
    if (passedOnTheWall - passed >= sleepGap) slept = true
  }
  const left = (): number => (minutes() === 0 ? Number.POSITIVE_INFINITY : minutes() * 60_000 - idle)
  const lockIfOver = (): boolean => {
    if (!counting) return false
    count()
    if (!slept && left() > 0) return false
    stop()
    lock()
    return true
  }
  const schedule = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(check, Math.min(left(), longestPause)).unref()
  }
  const check = (): void => {
    if (!lockIfOver() && counting) schedule()
  }

  return {
    touch: () => {
      // SECURITY: first, so that the first key after a long sleep locks and does not start the time again.
      if (!lockIfOver()) idle = 0
    },
    lockIfOver,
    restart: () => {
      stop()
      counting = true
      slept = false
      idle = 0
      seen = { monotonic: clocks.monotonic(), wall: clocks.wall() }
      schedule()
    },
    reschedule: () => {
      if (counting) check()
    },
    stop,
  }
}
