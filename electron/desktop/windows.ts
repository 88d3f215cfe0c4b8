/** The windows of the app: opens them, restores their place, and finds the one that an action is for. */
import type { BrowserWindow, BrowserWindowConstructorOptions, Screen, WebContents } from 'electron'
import type { Core } from '../features/createCore.ts'
import type { WindowBounds, StoredBounds, Screens } from './windowBounds.ts'
import { showPage } from './window.ts'

export interface WindowsDeps {
  readonly make: (options: BrowserWindowConstructorOptions) => BrowserWindow
  /** Returns the app's window in front, if any. */
  readonly focused: () => BrowserWindow | null
  readonly screen: Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay'>
  readonly places: StoredBounds
  readonly core: Pick<Core, 'windows'>
  /** Returns the options of the next window, except its place. */
  readonly options: () => BrowserWindowConstructorOptions
  /** Called with each window before its page loads. */
  readonly onOpen: (window: BrowserWindow) => void
}

export interface Windows {
  /** Opens a window and resolves when its page is loaded. */
  open(): Promise<void>
  /** Whether these are the contents of a window that was opened here. */
  readonly has: (contents: WebContents) => boolean
  readonly all: () => readonly BrowserWindow[]
  /** Whether a person can see the window of this name. */
  isShown(name: string): boolean
  /** Returns the window in front, or else the last one that was in front. */
  current(): BrowserWindow | undefined
  /** Returns the window of this name, or else the current one. */
  named(name: string | undefined): BrowserWindow | undefined
  /** Brings a window to the front, also a minimized one. */
  show(window: BrowserWindow): void
}

/** Returns the name of a window for the core. */
export const windowName = (contents: Pick<WebContents, 'id'>): string => String(contents.id)

/** Pixels by which a further window is moved from the one it was opened over. */
const step = 28

export function createWindows(deps: WindowsDeps): Windows {
  const { places, core } = deps
  /** In the order in which they were last in front. */
  const open = new Map<BrowserWindow, number>()

  const screens = (): Screens => {
    const primary = deps.screen.getPrimaryDisplay()
    return [primary, ...deps.screen.getAllDisplays().filter(({ id }) => id !== primary.id)]
  }
  const firstFreeSlot = (): number => {
    const taken = new Set(open.values())
    let slot = 0
    while (taken.has(slot)) slot += 1
    return slot
  }
  const toTheEnd = (window: BrowserWindow): void => {
    const slot = open.get(window)
    if (slot === undefined) return
    open.delete(window)
    open.set(window, slot)
  }
  const current = (): BrowserWindow | undefined => {
    const focused = deps.focused()
    return focused !== null && open.has(focused) ? focused : [...open.keys()].at(-1)
  }

  const openWindow = async (): Promise<void> => {
    const slot = firstFreeSlot()
    const place = places.of(slot, screens())
    const window = deps.make({ ...deps.options(), ...(place?.bounds ?? besides(current())) })
    const { webContents } = window
    const name = windowName(webContents)
    open.set(window, slot)
    window.on('focus', () => toTheEnd(window))
    window.once('closed', () => {
      open.delete(window)
      core.windows.forget(name)
    })
    remember(window, (now) => places.note(slot, now, screens()))
    if (place?.state === 'full-screen') window.setFullScreen(true)
    webContents.on('did-finish-load', () => webContents.setZoomLevel(places.zoom()))
    deps.onOpen(window)
    await showPage(window, {
      maximized: place?.state === 'maximized',
      onShown: () => webContents.setZoomLevel(places.zoom()),
    })
  }

  return {
    open: openWindow,
    has: (contents) => [...open.keys()].some((window) => !window.isDestroyed() && window.webContents === contents),
    all: () => [...open.keys()],
    isShown: (name) =>
      [...open.keys()].some(
        (window) =>
          !window.isDestroyed() &&
          windowName(window.webContents) === name &&
          window.isVisible() &&
          !window.isMinimized(),
      ),
    current,
    named: (name) => [...open.keys()].find(({ webContents }) => windowName(webContents) === name) ?? current(),
    show: (window) => {
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
  }
}

/**
 * Returns a position next to the open window, so that the new one does not hide it. Without one, Electron centers the
 * window.
 */
function besides(window: BrowserWindow | undefined): Partial<WindowBounds['bounds']> {
  if (window === undefined) return {}
  const { x, y, width, height } = window.getNormalBounds()
  return { x: x + step, y: y + step, width, height }
}

/** Calls `note` with the window's place after every change. */
function remember(window: BrowserWindow, note: (place: WindowBounds) => void): void {
  const tell = () => {
    // The bounds of a minimized window are those that it is restored to. A window that closes has no new bounds.
    if (window.isDestroyed() || window.isMinimized()) return
    const state = window.isFullScreen() ? 'full-screen' : window.isMaximized() ? 'maximized' : 'normal'
    note({ bounds: window.getNormalBounds(), state })
  }
  window.on('resize', tell)
  window.on('move', tell)
  window.on('maximize', tell)
  window.on('unmaximize', tell)
  window.on('enter-full-screen', tell)
  window.on('leave-full-screen', tell)
  window.on('close', tell)
}
