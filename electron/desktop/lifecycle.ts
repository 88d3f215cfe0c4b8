/** From the second start to the end: one instance, locked when the person leaves, closed in order. */
import type { App, PowerMonitor, WebContents } from 'electron'
import type { Core } from '../core/create.ts'
import { handOverMs } from '../core/lock.ts'

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

/** Locks as the page's own button does, so that an edit is handed to the core first; also where no page answers. */
export function lockThroughPage(core: Pick<Core, 'lock' | 'listen'>, orderPage: () => void): void {
  const timer = setTimeout(() => void core.lock(), handOverMs).unref()
  const stop = core.listen(({ type }) => {
    if (type !== 'locked') return
    clearTimeout(timer)
    stop()
  })
  orderPage()
}

type Contents = Pick<WebContents, 'on' | 'off' | 'isDestroyed' | 'reload' | 'forcefullyCrashRenderer'>

/** Milliseconds in which a page that is loaded anew shows that it has a process that answers. */
const reloadPatienceMs = 2_000

/**
 * At a lock every page loads itself anew once it has handed over what it held. One that has not begun when its time is
 * over is loaded anew from here, and one whose process hangs gets a new process.
 */
export function reloadAtLock(core: Pick<Core, 'listen'>, pages: () => readonly Contents[]): void {
  core.listen(({ type }) => {
    if (type !== 'locked') return
    for (const page of pages()) reloadWithin(page)
  })
}

// SECURITY: the heap of a page holds what it has shown (docs/security.md, "The lock"), and a page may refuse to go.
function reloadWithin(page: Contents): void {
  let begun = false
  let committed = false
  const onStart = ({ isMainFrame, isSameDocument }: { isMainFrame: boolean; isSameDocument: boolean }) => {
    if (isMainFrame && !isSameDocument) begun = true
  }
  const onCommit = () => void (committed = true)
  page.on('did-start-navigation', onStart)
  page.on('did-navigate', onCommit)
  const after = (ms: number, act: () => void) =>
    setTimeout(() => {
      if (!page.isDestroyed()) act()
    }, ms).unref()
  after(handOverMs, () => {
    if (!begun) page.reload()
  })
  after(handOverMs + reloadPatienceMs, () => {
    page.off('did-start-navigation', onStart)
    page.off('did-navigate', onCommit)
    if (committed) return
    page.forcefullyCrashRenderer()
    page.reload()
  })
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
