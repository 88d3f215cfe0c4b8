/** The page targets of this app's browser context: those that the app's windows open, and those that a page opens. */
import type { DevtoolsSession } from './devtools.ts'
import { devtools, settings } from './runtime.ts'

/** A target that does not run yet: it waits until its window is set up. */
export interface Opened {
  readonly targetId: string
  readonly session: DevtoolsSession
}

/** Contexts of the double itself, which contain no window of the app. */
export const asideContexts = new Set<string>()

const waiting = new Map<string, (opened: Opened) => void>()
/** Targets that are being created: until their IDs are known, a new target can be one of them. */
const making = new Set<Promise<void>>()

/** Opens an empty page for a window. */
export async function openTarget(): Promise<Opened> {
  const { browser } = await devtools()
  const { promise, resolve } = Promise.withResolvers<Opened>()
  const { browserContextId } = settings
  const made = browser
    .send('Target.createTarget', { url: 'about:blank', browserContextId })
    .then(({ targetId }) => void waiting.set(targetId, resolve))
  making.add(made)
  await made
  making.delete(made)
  return promise
}

/** Attaches to every new page of this context before it runs. Calls `onPopUp` for those that no window requested. */
export async function attachToTargets(onPopUp: (opened: Opened) => void): Promise<void> {
  const connection = await devtools()
  const { browser } = connection
  browser.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    const session = connection.session(sessionId)
    const { targetId, browserContextId, type } = targetInfo
    if (browserContextId !== settings.browserContextId || type !== 'page') {
      // A target of another app in the same browser, which must not be held.
      session.tell('Runtime.runIfWaitingForDebugger')
      if (asideContexts.has(browserContextId ?? '')) return
      browser.tell('Target.detachFromTarget', { sessionId })
      return
    }
    void take({ targetId, session })
  })
  const take = async (opened: Opened): Promise<void> => {
    await Promise.all(making)
    const resolve = waiting.get(opened.targetId)
    waiting.delete(opened.targetId)
    if (resolve === undefined) onPopUp(opened)
    else resolve(opened)
  }
  await Promise.all([
    browser.send('Target.setDiscoverTargets', { discover: true }),
    browser.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
      filter: [{ type: 'page' }, { exclude: true }],
    }),
  ])
}
