/** Toasts about a completed action, with the server's warnings. */
import { showToast } from './toasts.ts'

/** Shows that an action succeeded, with all warnings of the server. `title` never holds a value. */
export function sayDone(title: string, warnings: readonly string[]): void {
  showToast({ title, tone: 'ok', ...(warnings.length > 0 && { body: warnings.join(' '), seconds: 10 }) })
}
