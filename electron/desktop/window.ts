/** The window and what the page in it may never do (docs/security.md, "The desktop shell"). */
import type { BrowserWindow, BrowserWindowConstructorOptions, WebContents } from 'electron'
import { appUrl, pageAddress } from './origin.ts'

interface WindowFacts {
  /** The path of the preload. */
  readonly preload: string
  /** Is the app dark? Only for the moment before the page paints. */
  readonly dark: boolean
  /** The zoom of the app, as `setZoomLevel` counts. */
  readonly zoom: number
  /** A packaged app has no DevTools: they would show what the page holds to whoever sits down. */
  readonly packaged: boolean
}

/** `--surface` of renderer/styles/tokens.css, so that nothing flashes before the page paints. */
export const backgroundColor = (dark: boolean): string => (dark ? '#16181c' : '#fcfcfd')

/** How the window is made. Every default that matters is written down, so that no update changes it silently. */
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
      // The system's spell checker may send what is typed elsewhere.
      spellcheck: false,
      devTools: !packaged,
    },
  }
}

/** Shows the page in a new window once it has something to show; a window that is hidden is not maximised before. */
export async function showPage(
  window: Pick<BrowserWindow, 'once' | 'show' | 'maximize' | 'loadURL'>,
  { maximized }: { readonly maximized: boolean },
): Promise<void> {
  window.once('ready-to-show', () => {
    if (maximized) window.maximize()
    window.show()
  })
  await window.loadURL(pageAddress)
}

/** To be applied to all contents as they are made: the page stays, opens nothing and embeds nothing. */
export function confine(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  // A page that goes does not ask in the browser's words: the shell has asked (desktop/leaving.ts), or nothing is open.
  contents.on('will-prevent-unload', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => {
    // The page may load itself anew; it goes nowhere else, and no frame goes anywhere.
    if (!event.isMainFrame || appUrl(event.url)?.pathname !== '/') event.preventDefault()
  })
}
