/** Whether the page of a window exists, may be about to leave, or has left. */
import type { WebContents } from 'electron'

export interface PagePresence {
  /**
   * Undefined while the page stays. During a navigation, a promise that resolves when the page has left or is certain
   * to stay.
   */
  settled(): Promise<void> | undefined
}

/**
 * `net::ERR_ABORTED`: the navigation was refused, canceled or replaced, and the page stays. Other failures show an
 * error page.
 */
const aborted = -3

/**
 * Follows the page of `contents` and calls `onGone` whenever it has left. A navigation that starts may still be
 * refused, so only its commit ends the page. Electron emits `did-fail-provisional-load` for each one that does not
 * commit, and its messages keep their order with the commit: a message before `did-navigate` is from the page that
 * leaves.
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
