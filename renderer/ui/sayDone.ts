/** Toasts of what the server did, with its own warnings. */
import { showToast } from './toasts.ts'

/** Says that something was done, and everything the server warned about. `title` never holds a value. */
export function sayDone(title: string, warnings: readonly string[]): void {
  showToast({ title, tone: 'ok', ...(warnings.length > 0 && { body: warnings.join(' '), seconds: 10 }) })
}
