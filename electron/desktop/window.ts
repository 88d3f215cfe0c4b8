/** The window, and the restrictions of its page (docs/security.md, "The desktop shell"). */
import type { BrowserWindow, BrowserWindowConstructorOptions, WebContents } from 'electron'
import { appUrl, pageAddress } from './origin.ts'

interface WindowFacts {
  /** The path of the preload. */
  readonly preload: string
  /** Whether the app is dark. Only for the time before the page paints. */
  readonly dark: boolean
  /** The zoom of the app, in levels of `setZoomLevel`. */
  readonly zoom: number
  /** A packaged app has no DevTools: they would show the page's data to anyone at the computer. */
  readonly packaged: boolean
}

/** Returns `--surface` of renderer/styles/tokens.css, so that the window does not flash before the page paints. */
export const backgroundColor = (dark: boolean): string => (dark ? '#16181c' : '#fcfcfd')

/** Returns the options of the window. Every default that matters is explicit, so that no update changes it silently. */
export function windowOptions({ preload, dark, zoom, packaged }: WindowFacts): BrowserWindowConstructorOptions {
  return {
    title: 'Strongroom',
    width: 1280,
    height: 800,
    minWidth: 640,
    minHeight: 480,
    show: false,
    backgroundColor: backgroundColor(dark),
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      // A level is 20 %.
      zoomFactor: 1.2 ** zoom,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // The system's spell checker may send typed text to a service.
      spellcheck: false,
      devTools: !packaged,
    },
  }
}

/** Milliseconds after which a window is shown, even if its page has not loaded. */
const showPatienceMs = 2_000

/**
 * Shows the page in a new window once it has something to show; a window that is hidden is not maximized before. Under
 * Wayland `ready-to-show` may never come while the window is hidden (electron/electron#48859), so the end of the load
 * and two seconds count as well. `onShown` is called once.
 */
export async function showPage(
  window: Pick<BrowserWindow, 'once' | 'show' | 'maximize' | 'loadURL' | 'isDestroyed'>,
  { maximized, onShown }: { readonly maximized: boolean; readonly onShown?: () => void },
): Promise<void> {
  let isShown = false
  const show = (): void => {
    clearTimeout(late)
    if (isShown || window.isDestroyed()) return
    isShown = true
    if (maximized) window.maximize()
    window.show()
    onShown?.()
  }
  const late = setTimeout(show, showPatienceMs)
  window.once('ready-to-show', show)
  await window.loadURL(pageAddress).finally(show)
}

/** Restricts contents when they are created: the page stays, opens no window and embeds nothing. */
export function confine(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  // A page that leaves needs no question of the browser: the shell has asked (desktop/leaving.ts), or there is no
  // unfinished work.
  contents.on('will-prevent-unload', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => {
    // The page may reload itself. It cannot navigate elsewhere, and frames cannot navigate at all.
    if (!event.isMainFrame || appUrl(event.url)?.pathname !== '/') event.preventDefault()
  })
}
