import { useEffect, useState } from 'react'

/** Milliseconds between two updates: ages of minutes and days need no more. */
const everyMs = 20_000

/** The current time for ages as text, updated every 20 s. */
export function useCoarseNow(): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs)
    return () => clearInterval(timer)
  }, [])
  return now
}
