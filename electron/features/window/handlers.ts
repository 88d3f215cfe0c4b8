import { Failure } from '../../contract/failure.ts'
import type { Handlers } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'

/** Calls between the shell and one window. A shell with several windows names the window that calls. */
export function windowHandlers({ deps, windows, store }: Services): Handlers<'window'> {
  return {
    orders: async function* (_input, { window, signal }) {
      if (window !== undefined) yield* windows.orders(window, signal)
      return {}
    },
    reportUnfinished: async ({ unfinished }, { window }) => {
      // A page that the lock is closing can still report its unfinished work.
      if (window !== undefined) windows.reportUnfinished(window, store.locked ? [] : unfinished)
      return {}
    },
    reportKeysShown: async ({ shown }, { window }) => {
      if (window !== undefined) windows.reportKeysShown(window, shown)
      return {}
    },
    open: async () => {
      if (deps.openWindow === undefined)
        throw new Failure('unsupported', 'In a browser, the page opens windows itself.')
      await deps.openWindow()
      return {}
    },
  }
}
