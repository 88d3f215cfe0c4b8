import type { ReactNode } from 'react'

export type ToastTone = 'info' | 'ok' | 'danger'

export type Toast = {
  /** What happened, with the object's name. Never a secret. */
  readonly title: ReactNode
  readonly body?: ReactNode
  readonly tone?: ToastTone
  /** One thing to do about it: Undo, Open. */
  readonly action?: { readonly label: string; readonly onPress: () => void }
  /** How long it stays, in seconds; 5, or 10 with an action. `Infinity` stays until it is closed. */
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

/** Shows a toast and returns its id. A fifth pushes the oldest out. */
export function showToast(toast: Toast): number {
  const id = nextId++
  change([...shown, { ...toast, id }].slice(-maxCount))
  return id
}

/** Takes a toast away. */
export function closeToast(id: number): void {
  change(shown.filter((toast) => toast.id !== id))
}

/** Takes all away: on lock and on sign-out. */
export function clearToasts(): void {
  change([])
}

/** Calls `listener` on every change; returns how to stop that. */
export function subscribeToToasts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The toasts in sight, oldest first; the same array until something changes. */
export function currentToasts(): readonly ShownToast[] {
  return shown
}
