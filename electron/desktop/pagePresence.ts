/** Whether the page of a window is there, may be about to go, or has gone. */
import type { WebContents } from 'electron'

export interface PagePresence {
  /**
   * Undefined while the page stays. While a navigation is under way, a promise that resolves when the page has gone or
   * when it is certain that it stays.
   */
  settled(): Promise<void> | undefined
}

/** `net::ERR_ABORTED`: the navigation was refused, canceled or replaced, and the page stays. Other failures show an error page. */
const aborted = -3

/**
 * Follows the page of `contents` and calls `onGone` whenever it has gone. A navigation that starts may still be refused, so
 * only its commit ends the page. Electron emits `did-fail-provisional-load` for each one that does not commit, and its
 * messages keep their order with the commit: what comes before `did-navigate` is from the page that goes.
 */
export function followPage(contents: Pick<WebContents, 'on'>, onGone: () => void): PagePresence {
  let navigations = 0
  let waiting: PromiseWithResolvers<void> | undefined

  const settle = (): void => {
    navigations = 0
    waiting?.resolve()
    waiting = undefined
  }
  const gone = (): void => {
    onGone()
    settle()
  }

  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (!isMainFrame || isSameDocument) return
    navigations += 1
    waiting ??= Promise.withResolvers()
  })
  contents.on('did-navigate', gone)
  contents.on('did-fail-provisional-load', (_event, code, _description, _url, isMainFrame) => {
    if (!isMainFrame) return
    navigations -= 1
    if (code !== aborted) gone()
    else if (navigations <= 0) settle()
  })
  contents.on('render-process-gone', gone)
  contents.on('destroyed', gone)
  return { settled: () => waiting?.promise }
}
