import { Failure } from '../../contract/failure.ts'
import type { Handlers } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'

/** What passes between the shell and one window; a shell that tells its windows apart says which one calls. */
export function windowHandlers({ deps, windows, store }: Services): Handlers<'window'> {
  return {
    orders: async function* (_input, { window, signal }) {
      if (window !== undefined) yield* windows.orders(window, signal)
      return {}
    },
    reportUnfinished: async ({ unfinished }, { window }) => {
      // A page that is being taken down by the lock may still say what it held.
      if (window !== undefined) windows.reportUnfinished(window, store.locked ? [] : unfinished)
      return {}
    },
    reportKeysShown: async ({ shown }, { window }) => {
      if (window !== undefined) windows.reportKeysShown(window, shown)
      return {}
    },
    open: async () => {
      if (deps.openWindow === undefined) throw new Failure('unsupported', 'The browser opens windows itself.')
      await deps.openWindow()
      return {}
    },
  }
}
