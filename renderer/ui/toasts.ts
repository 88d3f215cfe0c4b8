import type { ReactNode } from 'react'

export type ToastTone = 'info' | 'ok' | 'danger'

export type Toast = {
  /** Names the event, with the object's name. Never a secret. */
  readonly title: ReactNode
  readonly body?: ReactNode
  readonly tone?: ToastTone
  /** One action on it: Undo, Open. */
  readonly action?: { readonly label: string; readonly onPress: () => void }
  /** Seconds until it closes; 5, or 10 with an action. `Infinity` keeps it until it is closed. */
  readonly seconds?: number
}

export type ShownToast = Toast & { readonly id: number }

const maxCount = 4
let nextId = 1
let shown: readonly ShownToast[] = []
const listeners = new Set<() => void>()

function change(next: readonly ShownToast[]) {
  shown = next
  for (const listener of listeners) listener()
}

/** Shows a toast and returns its id. A fifth closes the oldest. */
export function showToast(toast: Toast): number {
  const id = nextId++
  change([...shown, { ...toast, id }].slice(-maxCount))
  return id
}

/** Closes a toast. */
export function closeToast(id: number): void {
  change(shown.filter((toast) => toast.id !== id))
}

/** Closes all toasts: on lock and on sign-out. */
export function clearToasts(): void {
  change([])
}

/** Calls `listener` on every change; returns a function that stops that. */
export function subscribeToToasts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The visible toasts, oldest first; the same array until something changes. */
export function currentToasts(): readonly ShownToast[] {
  return shown
}
