/** Several windows over one core: each in its own position; the current one is the last one in front. */
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import type { BrowserWindow, BrowserWindowConstructorOptions, Display, NativeTheme } from 'electron'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppEvent, Settings } from '../../electron/contract/app.ts'
import { followTheme, wordsOf } from '../../electron/desktop/appearance.ts'
import { openStoredBounds, type StoredBounds } from '../../electron/desktop/windowBounds.ts'
import { backgroundColor } from '../../electron/desktop/window.ts'
import { createWindows, windowName, type Windows } from '../../electron/desktop/windows.ts'
import { words } from '../../electron/desktop/words.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { TestContents } from './electron.ts'

class TestWindow extends EventEmitter {
  readonly webContents = Object.assign(new TestContents(), {
    zoom: [] as number[],
    setZoomLevel(level: number) {
      this.zoom.push(level)
    },
  })
  readonly options: BrowserWindowConstructorOptions
  bounds: { x: number; y: number; width: number; height: number }
  readonly done: string[] = []
  state: 'normal' | 'maximized' | 'full-screen' | 'minimized' = 'normal'

  constructor(options: BrowserWindowConstructorOptions) {
    super()
    this.options = options
    const { x = 320, y = 140, width = 1280, height = 800 } = options
    this.bounds = { x, y, width, height }
  }
  getNormalBounds = () => this.bounds
  isGone = false
  isSeen = true
  isDestroyed = () => this.isGone
  isVisible = () => this.isSeen
  isMinimized = () => this.state === 'minimized'
  isMaximized = () => this.state === 'maximized'
  isFullScreen = () => this.state === 'full-screen'
  setFullScreen = (on: boolean) => this.done.push(`full screen ${on}`)
  maximize = () => this.done.push('maximized')
  restore = () => this.done.push('restored')
  show = () => this.done.push('shown')
  focus = () => this.done.push('focused')
  loadURL = async (address: string) => {
    this.done.push(address)
  }
}

const display = { id: 1, bounds: { x: 0, y: 0, width: 1920, height: 1080 }, scaleFactor: 1 }
const primary = { ...display, workArea: { x: 0, y: 0, width: 1920, height: 1040 } } as Display

let folder: string
let places: StoredBounds
let made: TestWindow[]
let forgotten: string[]
let focused: TestWindow | null
let windows: Windows
let opened: unknown[]
let displays: Display[]

beforeEach(async () => {
  folder = await temporaryFolder('windows')
  places = await openStoredBounds(join(folder, 'windows.json'))
  made = []
  forgotten = []
  focused = null
  opened = []
  displays = [primary]
  windows = open(places)
})
afterEach(async () => {
  await places.settled()
  await removeFolder(folder)
})

const open = (given: StoredBounds): Windows =>
  createWindows({
    make: (options) => {
      const window = new TestWindow(options)
      made.push(window)
      return window as unknown as BrowserWindow
    },
    focused: () => focused as unknown as BrowserWindow | null,
    screen: { getAllDisplays: () => displays, getPrimaryDisplay: () => primary },
    places: given,
    core: {
      windows: {
        order: () => {},
        unfinished: () => [],
        showsKeys: () => false,
        followKeysShown: () => {},
        forget: (name) => forgotten.push(name),
      },
    },
    options: () => ({ title: 'Strongroom' }),
    onOpen: (window) => opened.push(window),
  })

const nth = (index: number): TestWindow => {
  const window = made[index]
  if (window === undefined) throw new Error('no such window')
  return window
}

describe('a window', () => {
  it('is announced before its page loads, and has the zoom of the app whenever its page has loaded or is shown', async () => {
    places.changeZoom(1)
    await windows.open()
    const { webContents } = nth(0)
    expect(opened).toEqual([nth(0)])
    expect(webContents.zoom).toEqual([0.5])
    places.changeZoom(1)
    webContents.emit('did-finish-load')
    expect(webContents.zoom).toEqual([0.5, 1])
  })

  it('takes the first free slot: the third one stays third while the second is closed', async () => {
    for (const x of [10, 20, 30]) {
      await windows.open()
      nth(made.length - 1).bounds = { x, y: 50, width: 900, height: 600 }
      nth(made.length - 1).emit('move')
    }
    nth(1).emit('closed')
    await windows.open()
    expect(nth(3).options).toMatchObject({ x: 20 })
    await windows.open()
    expect(nth(4).options).toMatchObject({ x: 20 + 28, y: 50 + 28 })
  })

  it('is remembered on a second display, which the system lists before the first', async () => {
    const second = { ...display, id: 2, bounds: { ...display.bounds, x: 1920 } }
    displays = [{ ...second, workArea: second.bounds } as Display, primary]
    await windows.open()
    nth(0).bounds = { x: 2500, y: 100, width: 900, height: 600 }
    nth(0).emit('move')
    const again = open(places)
    await again.open()
    expect(nth(1).options).toMatchObject({ x: 2500, y: 100 })
    displays = [primary]
    await open(places).open()
    expect(nth(2).options.x).toBeLessThan(1920)
  })

  it('is shown while a person can see it', async () => {
    await windows.open()
    await windows.open()
    const name = windowName(nth(0).webContents.asElectron)
    expect([windows.isShown(name), windows.isShown('unknown')]).toEqual([true, false])
    nth(0).isSeen = false
    expect(windows.isShown(name)).toBe(false)
    nth(0).isSeen = true
    nth(0).state = 'minimized'
    expect(windows.isShown(name)).toBe(false)
    nth(0).state = 'normal'
    nth(0).isGone = true
    expect(windows.isShown(name)).toBe(false)
    expect(windows.has(nth(0).webContents.asElectron)).toBe(false)
    expect(windows.has(nth(1).webContents.asElectron)).toBe(true)
  })

  it('is found by its name, and any other name means the current one', async () => {
    await windows.open()
    await windows.open()
    expect(windows.named(windowName(nth(0).webContents.asElectron))).toBe(nth(0))
    expect([windows.named('unknown'), windows.named(undefined)]).toEqual([nth(1), nth(1)])
  })

  it('in front of all others is the current one only if it is a window of the app', async () => {
    await windows.open()
    focused = new TestWindow({})
    expect(windows.current()).toBe(nth(0))
    // A window that has closed takes no further slot.
    nth(0).emit('closed')
    nth(0).emit('focus')
    expect([windows.current(), windows.all()]).toEqual([undefined, []])
  })

  it('first appears where Electron puts it, and the next one next to it', async () => {
    await windows.open()
    await windows.open()
    expect(nth(0).options.x).toBeUndefined()
    expect(nth(1).options).toMatchObject({ x: 348, y: 168, width: 1280, height: 800 })
  })

  it('is restored to its own position and state', async () => {
    await windows.open()
    await windows.open()
    nth(0).bounds = { x: 10, y: 20, width: 800, height: 600 }
    nth(0).emit('move')
    nth(1).state = 'maximized'
    nth(1).emit('maximize')
    const later = open(places)
    await later.open()
    await later.open()
    expect(nth(2).options).toMatchObject({ x: 10, y: 20, width: 800, height: 600 })
    nth(2).emit('ready-to-show')
    nth(3).emit('ready-to-show')
    expect(nth(2).done).toEqual(['app://bundle/', 'shown'])
    expect(nth(3).done).toEqual(['app://bundle/', 'maximized', 'shown'])
  })

  it('is restored to full screen', async () => {
    await windows.open()
    nth(0).state = 'full-screen'
    nth(0).emit('enter-full-screen')
    const later = open(places)
    await later.open()
    expect(nth(1).done).toContain('full screen true')
  })

  it.each(['resize', 'move', 'maximize', 'unmaximize', 'enter-full-screen', 'leave-full-screen', 'close'])(
    'is remembered after the event %s, unless it is gone',
    async (event) => {
      await windows.open()
      nth(0).bounds = { x: 10, y: 20, width: 800, height: 600 }
      nth(0).state = 'maximized'
      nth(0).emit(event)
      expect(places.of(0, [primary])).toEqual({ bounds: nth(0).bounds, state: 'maximized' })
      nth(0).isGone = true
      nth(0).state = 'normal'
      nth(0).emit(event)
      expect(places.of(0, [primary])?.state).toBe('maximized')
    },
  )

  it('that is minimized is remembered in its previous state', async () => {
    await windows.open()
    nth(0).bounds = { x: 10, y: 20, width: 800, height: 600 }
    nth(0).emit('resize')
    nth(0).state = 'minimized'
    nth(0).bounds = { x: -32_000, y: -32_000, width: 160, height: 30 }
    nth(0).emit('resize')
    expect(places.of(0, [primary])?.bounds).toEqual({ x: 10, y: 20, width: 800, height: 600 })
  })

  it('that closes frees its slot for the next one, and the core forgets it', async () => {
    await windows.open()
    await windows.open()
    const [first, second] = [nth(0), nth(1)]
    expect(windows.has(first.webContents.asElectron)).toBe(true)
    first.emit('closed')
    expect([windows.has(first.webContents.asElectron), windows.has(second.webContents.asElectron)]).toEqual([
      false,
      true,
    ])
    expect(forgotten).toEqual([windowName(first.webContents)])
    expect(windows.all()).toHaveLength(1)
  })
})

describe('the current window', () => {
  it('is the one in front, or otherwise the last one in front', async () => {
    await windows.open()
    await windows.open()
    expect(windows.current()).toBe(nth(1))
    nth(0).emit('focus')
    expect(windows.current()).toBe(nth(0))
    focused = nth(1)
    expect(windows.current()).toBe(nth(1))
    nth(0).emit('closed')
    nth(1).emit('closed')
    expect(windows.current()).toBeUndefined()
  })

  it('is brought to the front without a restore if it is not minimized', async () => {
    await windows.open()
    windows.show(nth(0) as unknown as BrowserWindow)
    expect(nth(0).done).toEqual(['app://bundle/', 'shown', 'shown', 'focused'])
  })

  it('is brought to the front, also out of the dock or the task bar', async () => {
    await windows.open()
    nth(0).state = 'minimized'
    windows.show(nth(0) as unknown as BrowserWindow)
    expect(nth(0).done).toEqual(['app://bundle/', 'shown', 'restored', 'shown', 'focused'])
  })
})

describe('the appearance', () => {
  const settings: Settings = {
    language: 'system',
    theme: 'dark',
    density: 'compact',
    autoLockMinutes: 15,
    notifySealed: true,
    hideKeysFromCapture: true,
  }

  it('follows the settings, live, including the background of the page', () => {
    const theme = Object.assign(new EventEmitter(), { themeSource: 'system', shouldUseDarkColors: false })
    const colors: string[] = []
    let emit: (event: AppEvent) => void = () => {}
    let chosen: Settings['theme'] = 'dark'
    followTheme(
      theme as unknown as NativeTheme,
      {
        settings: () => ({ ...settings, theme: chosen }),
        listen: (listener) => {
          emit = listener
          return () => {}
        },
      },
      () => [{ setBackgroundColor: (color) => colors.push(color) }],
    )
    expect(theme.themeSource).toBe('dark')
    // Other events change nothing, even if the settings differ by then.
    chosen = 'light'
    emit({ type: 'locked' })
    expect(theme.themeSource).toBe('dark')
    chosen = 'dark'
    theme.shouldUseDarkColors = true
    theme.emit('updated')
    chosen = 'light'
    emit({ type: 'settings-changed' })
    expect(theme.themeSource).toBe('light')
    theme.shouldUseDarkColors = false
    theme.emit('updated')
    expect(colors).toEqual([backgroundColor(true), backgroundColor(false)])
  })

  it('uses the language of the settings, or otherwise the computer’s', () => {
    const spoken = (language: Settings['language'], ...system: string[]) =>
      wordsOf({ getPreferredSystemLanguages: () => system }, { settings: () => ({ ...settings, language }) })
    expect(spoken('system', 'ko-KR', 'en')).toBe(words.ko)
    expect(spoken('system', 'fr')).toBe(words.en)
    expect(spoken('ko', 'en-US')).toBe(words.ko)
  })
})
