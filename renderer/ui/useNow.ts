import { useEffect, useState } from 'react'

/**
 * The time in milliseconds since 1970, updated every second. Only the component that calls it renders again: give a
 * counting clock a component of its own. Pauses while `isRunning` is false.
 */
export function useNow(isRunning = true): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [isRunning])
  return now
}
