/** Locks when the person has not used Strongroom for the time in the settings, or when the computer was asleep. */

/** Two clocks, in milliseconds. */
export interface Clocks {
  /** Cannot be set. On Linux it stops while the computer sleeps. */
  readonly monotonic: () => number
  /** Continues during sleep, and can be set. */
  readonly wall: () => number
}

export interface AutoLock {
  /** Notes activity of the person. Locks instead if the time was already over. */
  touch(): void
  /** Locks if the time is over. Returns whether it did. The dispatcher calls it before every call. */
  lockIfOver(): boolean
  /** Starts counting from zero after an unlock. */
  restart(): void
  /** Continues counting with the current settings. Does nothing while Strongroom is locked. */
  reschedule(): void
  stop(): void
}

/** The maximum number of milliseconds between two checks of the clocks. */
const longestPause = 30_000
/**
 * Corrections of the wall clock are seconds. If it is this many milliseconds ahead of the other clock, the computer was
 * asleep.
 */
const sleepGap = 60_000

/** The time since the last activity or unlock. */
interface Count {
  /** Milliseconds without activity, up to `seen`. */
  idle: number
  /** The clocks at the last check. */
  seen: { readonly monotonic: number; readonly wall: number }
}

const systemClocks: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() }

/**
 * `minutes` returns the setting (0: never). `lock` is called once when the time is over, and locks before it returns.
 */
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
    // SECURITY: sleep counts, and setting a clock back postpones nothing (docs/security.md, "The lock").
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
      // SECURITY: this check is first, so that the first key press after a long sleep locks and does not restart the
      // time.
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
