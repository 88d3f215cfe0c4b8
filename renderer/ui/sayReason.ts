import { closeToast, showToast } from './toasts.ts'

let last: number | null = null

/** Shows why a button or a shortcut did nothing. A new message replaces the previous one. */
export function sayReason(reason: string): void {
  if (last !== null) closeToast(last)
  last = showToast({ title: reason })
}
