/** Times in the form of the pages. */
import { useLingui } from '@lingui/react'

/** Returns a function that writes a moment (ISO 8601) of today as `10:42`, another day's with its date. */
export function useClockTime(): (iso: string) => string {
  const { i18n } = useLingui()
  return (iso) => {
    const date = new Date(iso)
    const isToday = date.toDateString() === new Date().toDateString()
    return i18n.date(date, {
      ...(!isToday && { month: 'short', day: 'numeric' }),
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
  }
}
