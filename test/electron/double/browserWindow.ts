/** `BrowserWindow`: the app's view of a window. Its page is a target of Chromium, which draws no frame around it. */
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, WebContents } from 'electron'
import { app, openWindows } from './app.ts'
import { demandReady, settings } from './runtime.ts'
import { isPrevented, preventable, StrictEmitter } from './strict.ts'
import type { Opened } from './targets.ts'
import { DoubleContents } from './webContents.ts'

type Known = Pick<
  BrowserWindow,
  | 'id'
  | 'show'
  | 'hide'
  | 'isVisible'
  | 'focus'
  | 'isFocused'
  | 'minimize'
  | 'isMinimized'
  | 'restore'
  | 'maximize'
  | 'unmaximize'
  | 'isMaximized'
  | 'setFullScreen'
  | 'isFullScreen'
  | 'getBounds'
  | 'setBounds'
  | 'getNormalBounds'
  | 'setTitle'
  | 'getTitle'
  | 'loadURL'
  | 'close'
  | 'destroy'
  | 'isDestroyed'
  | 'setBackgroundColor'
  | 'getBackgroundColor'
  | 'setContentProtection'
  | 'isContentProtected'
  | 'flashFrame'
>

const all: DoubleWindow[] = []
let focused: DoubleWindow | null = null
let lastId = 0

const display = { width: 1920, height: 1080 }

let startsHidden = settings.startHidden && settings.platform === 'win32'

/** Milliseconds until the system has maximized a window or filled the screen with it. */
const transitionMs = 20

export class DoubleWindow extends StrictEmitter implements Known {
  readonly id: number
  private readonly contents: DoubleContents
  private visible: boolean
  private minimized = false
  private maximized = false
  private fullScreen = false
  private destroyed = false
  private painted = false
  /** Whether the window asks for attention, for tests. */
  isFlashing = false
  private announced = false
  private contentProtected = false
  private title: string
  private background: string
  private bounds: Rectangle

  constructor(options: BrowserWindowConstructorOptions = {}, opened?: Opened) {
    demandReady('Cannot create BrowserWindow before app is ready')
    super('BrowserWindow')
    lastId += 1
    this.id = lastId
    this.visible = options.show ?? true
    this.title = options.title ?? app.name
    this.background = options.backgroundColor ?? '#ffffff'
    const { width = 800, height = 600 } = options
    const { x = Math.round((display.width - width) / 2), y = Math.round((display.height - height) / 2) } = options
    this.bounds = { x, y, width, height }
    const { webPreferences = {} } = options
    const sandbox = app.sandboxed || webPreferences.sandbox !== false
    this.contents = new DoubleContents({ devTools: true, contextIsolation: true, ...webPreferences, sandbox }, opened)
    all.push(this)
    openWindows.add(this)
    this.contents.on('first-paint', () => {
      this.painted = true
      this.announceReady()
    })
    this.contents.on('page-title-updated', (event: object, title: string) => {
      if (!isPrevented(this, 'page-title-updated', event, title, true)) this.title = title
    })
    this.contents.on('destroyed', () => this.gone())
    app.emit('web-contents-created', preventable({}), this.contents)
    app.emit('browser-window-created', preventable({}), this)
    if (this.visible) this.focus()
  }

  get webContents(): WebContents {
    // As in Electron: a closed window has no contents.
    if (this.destroyed) throw new TypeError('Object has been destroyed')
    return this.contents as unknown as WebContents
  }

  show(): void {
    // Windows uses the state that the parent requested instead of the first one that the program requests.
    if (startsHidden) {
      startsHidden = false
      return
    }
    this.becomeVisible()
    this.focus()
  }

  private becomeVisible(): void {
    if (this.visible) return
    this.visible = true
    this.emit('show')
    this.announceReady()
  }

  /** Under Wayland a hidden window paints nothing (electron/electron#48859). */
  private announceReady(): void {
    if (this.announced || !this.painted || (settings.wayland && !this.visible)) return
    this.announced = true
    this.emit('ready-to-show')
  }

  /** The system does it later; until then the window reports its old state. */
  private later(carryOut: () => void): void {
    setTimeout(() => {
      if (!this.destroyed) carryOut()
    }, transitionMs)
  }

  hide(): void {
    this.visible = false
    this.emit('hide')
  }

  isVisible(): boolean {
    return this.visible && !this.minimized
  }

  focus(): void {
    if (focused === this) return
    const before = focused
    // oxlint-disable-next-line no-this-alias
    focused = this
    before?.emit('blur')
    this.contents.bringToFront()
    this.emit('focus')
  }

  isFocused(): boolean {
    return focused === this
  }

  flashFrame(flag: boolean): void {
    this.isFlashing = flag
  }

  minimize(): void {
    this.minimized = true
    if (focused === this) focused = null
    this.emit('minimize')
  }

  isMinimized(): boolean {
    return this.minimized
  }

  restore(): void {
    this.minimized = false
    this.emit('restore')
    this.focus()
  }

  /** Shows a hidden window, as Electron documents. */
  maximize(): void {
    this.becomeVisible()
    this.later(() => {
      this.maximized = true
      this.emit('resize')
      this.emit('maximize')
    })
  }

  unmaximize(): void {
    this.later(() => {
      this.maximized = false
      this.emit('resize')
      this.emit('unmaximize')
    })
  }

  isMaximized(): boolean {
    return this.maximized
  }

  setFullScreen(on: boolean): void {
    this.later(() => {
      this.fullScreen = on
      this.emit('resize')
      this.emit(on ? 'enter-full-screen' : 'leave-full-screen')
    })
  }

  isFullScreen(): boolean {
    return this.fullScreen
  }

  getBounds(): Rectangle {
    return this.maximized || this.fullScreen ? { x: 0, y: 0, ...display } : { ...this.bounds }
  }

  getNormalBounds(): Rectangle {
    return { ...this.bounds }
  }

  setBounds(bounds: Partial<Rectangle>): void {
    const before = this.bounds
    this.bounds = { ...before, ...bounds }
    if (before.x !== this.bounds.x || before.y !== this.bounds.y) this.emit('move')
    if (before.width !== this.bounds.width || before.height !== this.bounds.height) this.emit('resize')
  }

  setTitle(title: string): void {
    this.title = title
  }

  getTitle(): string {
    return this.title
  }

  setBackgroundColor(color: string): void {
    this.background = color
  }

  getBackgroundColor(): string {
    return this.background
  }

  /**
   * Electron documents it for macOS and Windows only. Chromium draws no screen here: a test reads `isContentProtected`.
   */
  setContentProtection(enable: boolean): void {
    this.demandCaptureable()
    if (typeof enable !== 'boolean') throw new TypeError('Error processing argument at index 0, conversion failure')
    this.contentProtected = enable
  }

  isContentProtected(): boolean {
    this.demandCaptureable()
    return this.contentProtected
  }

  private demandCaptureable(): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed')
    if (settings.platform !== 'darwin' && settings.platform !== 'win32')
      throw new Error(`Electron hides no window from screen capture on ${settings.platform}.`)
  }

  loadURL(url: string): Promise<void> {
    return this.contents.loadURL(url)
  }

  close(): void {
    void this.askToClose()
  }

  /** `close`, then the page's own `beforeunload`; both can keep the window open. */
  async askToClose(): Promise<boolean> {
    if (this.destroyed) return true
    if (isPrevented(this, 'close', {})) return false
    const held = !this.contents.isCrashed() && (await this.contents.isHeldByPage())
    if (held && !isPrevented(this.contents, 'will-prevent-unload', {})) return false
    this.destroy()
    return true
  }

  destroy(): void {
    if (this.destroyed) return
    this.contents.close()
    this.contents.end()
    this.gone()
  }

  isDestroyed(): boolean {
    return this.destroyed
  }

  private gone(): void {
    if (this.destroyed) return
    this.destroyed = true
    all.splice(all.indexOf(this), 1)
    openWindows.delete(this)
    if (focused === this) focused = null
    this.emit('closed')
    app.windowClosed()
  }

  /**
   * Windows shuts down or logs off: each window gets both events, and the process ends after the listeners have
   * returned. Returns false if one of them vetoes it. For tests.
   */
  static endSession(): boolean {
    if (settings.platform !== 'win32') throw new Error('Only Windows ends sessions.')
    const facts = { reasons: ['shutdown'] }
    const isVetoed = all.map((window) => isPrevented(window, 'query-session-end', facts)).includes(true)
    if (isVetoed) return false
    for (const window of all) window.emit('session-end', preventable(facts))
    process.kill(process.pid, 'SIGKILL')
    return true
  }

  /** A window around a page that another page has opened. */
  static adopt(options: BrowserWindowConstructorOptions, opened: Opened): DoubleWindow {
    return new DoubleWindow(options, opened)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...all] as unknown as BrowserWindow[]
  }

  static getFocusedWindow(): BrowserWindow | null {
    return focused as unknown as BrowserWindow | null
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return (all.find((window) => window.contents === (contents as unknown)) ?? null) as unknown as BrowserWindow | null
  }

  static fromId(id: number): BrowserWindow | null {
    return (all.find((window) => window.id === id) ?? null) as unknown as BrowserWindow | null
  }
}
