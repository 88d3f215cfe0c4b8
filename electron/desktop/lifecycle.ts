/** From the second start to the end: one instance, locked when the person leaves, closed in order. */
import type { App, PowerMonitor } from 'electron'
import type { Core } from '../core/create.ts'

/**
 * Is this the only instance? The second one ends, and the first hears its command line. Ask before anything is opened.
 */
export function becomeOnlyInstance(
  app: Pick<App, 'requestSingleInstanceLock' | 'quit' | 'on'>,
  onSecondStart: (args: readonly string[]) => void,
): boolean {
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return false
  }
  app.on('second-instance', (_event, args) => onSecondStart(args))
  return true
}

/**
 * Locks the core when the computer sleeps, its screen is locked (macOS and Windows tell of it), or another person takes
 * its place (macOS: fast user switching leaves everything running). Quits when the computer shuts down.
 */
export function lockWhenAway(
  powerMonitor: Pick<PowerMonitor, 'on'>,
  core: Pick<Core, 'lock'>,
  quitNow: () => void,
): void {
  powerMonitor.on('suspend', () => void core.lock())
  powerMonitor.on('lock-screen', () => void core.lock())
  powerMonitor.on('user-did-resign-active', () => void core.lock())
  powerMonitor.on('shutdown', quitNow)
}

/** Milliseconds in which a page hands over what it holds (it waits for 2 s itself), before it is locked without it. */
const patienceMs = 3_000

/** Locks as the page's own button does, so that an edit is handed to the core first; also where no page answers. */
export function lockThroughPage(core: Pick<Core, 'lock' | 'listen'>, orderPage: () => void): void {
  const timer = setTimeout(() => void core.lock(), patienceMs).unref()
  const stop = core.listen(({ type }) => {
    if (type !== 'locked') return
    clearTimeout(timer)
    stop()
  })
  orderPage()
}

/** Ends with the last window, on macOS too: nothing that holds tokens stays behind unseen. What is open closes first. */
export function closeInOrder(app: Pick<App, 'on' | 'quit' | 'exit'>, close: () => Promise<unknown>): void {
  let closing = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (closing) return
    closing = true
    event.preventDefault()
    const exit = () => app.exit(0)
    // Whatever goes wrong while closing, the person asked for the end.
    close().then(exit, exit)
  })
}
