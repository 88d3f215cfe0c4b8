/** Second starts, the lock when the person leaves, and an orderly end. */
import type { App, PowerMonitor, WebContents } from 'electron'
import type { Core } from '../features/createCore.ts'
import { handOverMs } from '../core/lock/lock.ts'
import type { ProfileLock } from './profileLock.ts'

export interface OnlyInstance {
  readonly app: Pick<App, 'requestSingleInstanceLock' | 'quit' | 'on'>
  /** Returns why the lock was not taken. Throws if the folder cannot be used. */
  readonly readLock: () => ProfileLock
  readonly onSecondStart: (args: readonly string[]) => void
}

/**
 * Returns `only` for the only instance. A second one ends, and the first receives its command line. Otherwise returns
 * why there is no lock, to explain it to the person. Call it before anything is opened.
 */
export function becomeOnlyInstance({ app, readLock, onSecondStart }: OnlyInstance): 'only' | ProfileLock {
  if (app.requestSingleInstanceLock()) {
    app.on('second-instance', (_event, args) => onSecondStart(args))
    return 'only'
  }
  const lock = readLock()
  if (lock.state === 'running') app.quit()
  return lock
}

/**
 * Locks the core when the computer sleeps, its screen is locked (reported by macOS and Windows), or another user
 * becomes active (macOS: fast user switching does not end programs). Quits when the computer shuts down.
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

/** Locks like the page's own button, so that the core first receives an edit; also if no page answers. */
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

/** Milliseconds in which a reloaded page shows that its process answers. */
const reloadPatienceMs = 2_000

/**
 * At a lock every page reloads itself after it has sent its edits. A page that has not begun in time is reloaded from
 * here, and one whose process hangs gets a new process.
 */
export function reloadAtLock(core: Pick<Core, 'listen'>, pages: () => readonly Contents[]): void {
  core.listen(({ type }) => {
    if (type !== 'locked') return
    for (const page of pages()) reloadWithin(page)
  })
}

// SECURITY: the heap of a page contains values that it has shown (docs/security.md, "The lock"), and a page may refuse
// to reload.
function reloadWithin(page: Contents): void {
  let begun = false
  let committed = false
  const onStart = ({ isMainFrame, isSameDocument }: { isMainFrame: boolean; isSameDocument: boolean }) => {
    if (isMainFrame && !isSameDocument) begun = true
  }
  const onCommit = () => void (committed = true)
  // A navigation that was refused is not a load of the page.
  const onFail = (...[, , , , isMainFrame]: readonly [unknown, unknown, unknown, unknown, boolean, ...unknown[]]) => {
    if (isMainFrame) begun = false
  }
  page.on('did-start-navigation', onStart)
  page.on('did-fail-provisional-load', onFail)
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
    page.off('did-fail-provisional-load', onFail)
    page.off('did-navigate', onCommit)
    if (committed) return
    page.forcefullyCrashRenderer()
    page.reload()
  })
}

/**
 * Ends with the last window, on macOS too, so that no invisible process holds tokens. Open resources are closed first.
 */
export function closeInOrder(app: Pick<App, 'on' | 'quit' | 'exit'>, close: () => Promise<unknown>): void {
  let closing = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (closing) return
    closing = true
    event.preventDefault()
    const exit = () => app.exit(0)
    // An error while closing must not keep the app running.
    close().then(exit, exit)
  })
}
