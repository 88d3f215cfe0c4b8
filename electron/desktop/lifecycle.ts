/** From the second start to the end: one instance, locked when the person leaves, closed in order. */
import type { App, PowerMonitor } from 'electron'
import type { Core } from '../core/create.ts'

/** Is this the only instance? The second one ends, and the first shows its window. Ask before anything is opened. */
export function becomeOnlyInstance(
  app: Pick<App, 'requestSingleInstanceLock' | 'quit' | 'on'>,
  showWindow: () => void,
): boolean {
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return false
  }
  app.on('second-instance', showWindow)
  return true
}

/** Locks the core when the computer sleeps or its screen is locked (macOS and Windows tell of the latter). */
export function lockWhenAway(powerMonitor: Pick<PowerMonitor, 'on'>, core: Pick<Core, 'lock'>): void {
  powerMonitor.on('suspend', () => void core.lock())
  powerMonitor.on('lock-screen', () => void core.lock())
}

/** Ends with the last window, on macOS too: nothing that holds tokens stays behind unseen. The core closes first. */
export function closeInOrder(app: Pick<App, 'on' | 'quit' | 'exit'>, core: Pick<Core, 'close'>): void {
  let closing = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (closing) return
    closing = true
    event.preventDefault()
    const exit = () => app.exit(0)
    // Whatever goes wrong while closing, the person asked for the end.
    core.close().then(exit, exit)
  })
}
