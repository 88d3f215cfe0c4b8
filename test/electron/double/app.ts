/** `app`: the lifecycle, in Electron's order. */
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App, CommandLine } from 'electron'
import { takeLock, type SecondStart } from './instanceLock.ts'
import { readiness, settings } from './runtime.ts'
import { isPrevented, preventable, strict, StrictEmitter } from './strict.ts'

/** A window, as far as the app's end is concerned. */
export interface Closable {
  /** Asks the window and its page; answers whether it is gone. */
  askToClose(): Promise<boolean>
  destroy(): void
}

export const openWindows = new Set<Closable>()

export class DoubleApp
  extends StrictEmitter
  implements
    Pick<
      App,
      | 'enableSandbox'
      | 'setPath'
      | 'getPath'
      | 'getVersion'
      | 'getName'
      | 'isReady'
      | 'whenReady'
      | 'isPackaged'
      | 'quit'
      | 'exit'
      | 'requestSingleInstanceLock'
      | 'getPreferredSystemLanguages'
      | 'getLocale'
      | 'setAsDefaultProtocolClient'
      | 'setAppUserModelId'
      | 'focus'
      | 'name'
    >
{
  readonly isPackaged = settings.packaged
  name = 'Strongroom'
  /** Of every window, whatever its own preferences say. */
  sandboxed = false
  /** Chromium runs already (test/electron/launch.ts): a switch that it does not have is refused. */
  readonly commandLine = strict('app.commandLine', {
    appendSwitch: (name, value = '') => {
      // Electron accepts a late switch, which then has no effect.
      if (readiness.isReady) throw new Error(`The switch ${name} comes too late: Chromium runs.`)
      const wanted = value === '' ? `--${name}` : `--${name}=${value}`
      if (!settings.switches.includes(wanted)) throw new Error(`The double of Electron has no switch ${wanted}.`)
      this.appended.push(wanted)
    },
    getSwitchValue: (name) => this.appended.findLast((each) => each.startsWith(`--${name}=`))?.split(/=(.*)/s)[1] ?? '',
  } satisfies Pick<CommandLine, 'appendSwitch' | 'getSwitchValue'>)
  private readonly appended: string[] = []
  private readonly paths = new Map<string, string>()
  private readonly readyAt = Promise.withResolvers<void>()
  private quitting = false
  private ending = false

  constructor() {
    super('app')
  }

  enableSandbox(): void {
    if (readiness.isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
    this.sandboxed = true
  }

  setPath(name: string, path: string): void {
    mkdirSync(path, { recursive: true })
    this.paths.set(name, path)
  }

  getPath(name: string): string {
    const path = this.paths.get(name) ?? (name === 'userData' ? join(tmpdir(), 'double-of-electron') : undefined)
    if (path === undefined) throw new Error(`The double of Electron has no path ${name}.`)
    return path
  }

  getVersion(): string {
    return settings.version
  }

  getName(): string {
    return this.name
  }

  getLocale(): string {
    return 'en-US'
  }

  getPreferredSystemLanguages(): string[] {
    return ['en-US']
  }

  setAsDefaultProtocolClient(_protocol: string): boolean {
    return true
  }

  setAppUserModelId(_id: string): void {}

  focus(): void {}

  isReady(): boolean {
    return readiness.isReady
  }

  whenReady(): Promise<void> {
    return this.readyAt.promise
  }

  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    const start = { argv: process.argv, workingDirectory: process.cwd(), additionalData }
    return takeLock(this.getPath('userData'), start, (second) => void this.hearSecond(second))
  }

  /** Electron tells of a second start only once the first is ready. */
  private async hearSecond({ argv, workingDirectory, additionalData }: SecondStart): Promise<void> {
    await this.readyAt.promise
    this.emit('second-instance', preventable({}), argv, workingDirectory, additionalData)
  }

  /** When the app's main module has run and Chromium is there. */
  begin(): void {
    if (this.ending) return
    this.emit('will-finish-launching')
    readiness.isReady = true
    this.emit('ready', preventable({}), {})
    this.readyAt.resolve()
  }

  /** `before-quit`, then each window, then `will-quit`; any of them can prevent it. */
  quit(): void {
    if (this.quitting) return
    if (isPrevented(this, 'before-quit', {})) return
    this.quitting = true
    void this.closeAll().then((closed) => {
      if (closed) this.finish()
      this.quitting = false
    })
  }

  private async closeAll(): Promise<boolean> {
    for (const window of openWindows) if (!(await window.askToClose())) return false
    return true
  }

  private finish(): void {
    if (!isPrevented(this, 'will-quit', {})) this.exit(0)
  }

  exit(exitCode = 0): void {
    if (this.ending) return
    this.ending = true
    for (const window of openWindows) window.destroy()
    this.emit('quit', preventable({}), exitCode)
    // What was said to Chromium is on its way before this process ends.
    setImmediate(() => process.exit(exitCode))
  }

  /** The last window has gone. While the app quits, Electron does not say so. */
  windowClosed(): void {
    if (openWindows.size > 0 || this.quitting || this.ending) return
    if (this.listenerCount('window-all-closed') === 0) this.quit()
    else this.emit('window-all-closed')
  }
}

export const app = new DoubleApp()
