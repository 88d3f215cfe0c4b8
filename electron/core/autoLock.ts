/** Locks when the person has not touched Strongroom for as long as the settings say. */
export interface AutoLock {
  /** The person is there. */
  touch(): void
  /** Starts or stops counting, after a lock, an unlock or a change of the settings. */
  restart(): void
  stop(): void
}

/** `minutes` answers the setting (0: never); `lock` is called once when the time is over. */
export function createAutoLock(minutes: () => number, lock: () => void): AutoLock {
  let timer: NodeJS.Timeout | null = null
  let touchedAt = Date.now()

  const stop = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }
  const check = () => {
    const limit = minutes() * 60_000
    if (limit === 0) return
    // The clock also runs while the computer sleeps, so a laptop that wakes up late is locked at once.
    const left = touchedAt + limit - Date.now()
    if (left <= 0) {
      lock()
      return
    }
    timer = setTimeout(check, Math.min(left, 30_000))
    timer.unref()
  }
  const restart = () => {
    stop()
    touchedAt = Date.now()
    check()
  }
  return { touch: () => (touchedAt = Date.now()), restart, stop }
}
