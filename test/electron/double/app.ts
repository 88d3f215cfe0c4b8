/** `app`: the lifecycle, in Electron's order. */
import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App, CommandLine } from 'electron'
import { isAlive } from '../../../electron/base/system/isAlive.ts'
import { takeLock, type SecondStart } from './instanceLock.ts'
import { isRootOnLinux, readiness, settings } from './runtime.ts'
import { isPrevented, preventable, strict, StrictEmitter } from './strict.ts'

/** A window, as far as the end of the app needs it. */
export interface Closable {
  /** Asks the window and its page to close. Returns whether it is closed. */
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
      | 'setActivationPolicy'
      | 'focus'
      | 'name'
    >
{
  readonly isPackaged = settings.packaged
  name = 'Strongroom'
  /** Whether every window is sandboxed, regardless of its own preferences. */
  sandboxed = false
  /** Chromium is already running (test/electron/launch.ts), so a switch that it was started without is refused. */
  readonly commandLine = strict('app.commandLine', {
    appendSwitch: (name, value = '') => {
      // Electron accepts a late switch, which then has no effect.
      if (readiness.isReady) throw new Error(`The switch ${name} comes too late: Chromium runs.`)
      const wanted = value === '' ? `--${name}` : `--${name}=${value}`
      if (!settings.switches.includes(wanted)) throw new Error(`The double of Electron has no switch ${wanted}.`)
      this.appended.push(wanted)
    },
    getSwitchValue: (name) => this.appended.findLast((each) => each.startsWith(`--${name}=`))?.split(/=(.*)/s)[1] ?? '',
    hasSwitch: (name) =>
      [...settings.args, ...this.appended].some((each) => each === `--${name}` || each.startsWith(`--${name}=`)) &&
      !(name === 'no-sandbox' && this.sandboxed),
  } satisfies Pick<CommandLine, 'appendSwitch' | 'getSwitchValue' | 'hasSwitch'>)
  private readonly appended: string[] = []
  private readonly paths = new Map<string, string>()
  private readonly readyAt = Promise.withResolvers<void>()
  private activationPolicy: 'regular' | 'accessory' | 'prohibited' = 'regular'
  private quitting = false
  private ending = false

  constructor() {
    super('app')
  }

  enableSandbox(): void {
    if (readiness.isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
    // As in Electron, this takes --no-sandbox off the command line.
    this.sandboxed = true
  }

  setPath(name: string, path: string): void {
    // As in Electron: the folder is not created, and a path that cannot be used causes no error.
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

  setActivationPolicy(policy: 'regular' | 'accessory' | 'prohibited'): void {
    if (settings.platform !== 'darwin') throw new TypeError('app.setActivationPolicy is not a function')
    this.activationPolicy = policy
  }

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

  /** Electron reports a second start only once the first is ready. */
  private async hearSecond({ argv, workingDirectory, additionalData }: SecondStart): Promise<void> {
    await this.readyAt.promise
    this.emit('second-instance', preventable({}), argv, workingDirectory, additionalData)
  }

  /** Called once the app's main module has run and Chromium is connected. */
  begin(): void {
    if (this.ending) return
    if (isRootOnLinux && this.sandboxed) {
      // The processes of pages and of the GPU crash one after the other, until Chromium exits.
      process.stderr.write("GPU process isn't usable. Goodbye.\n")
      process.exit(133)
    }
    this.handleSignals()
    const userData = this.getPath('userData')
    claim(userData)
    note({ pid: process.pid, userData, inDock: settings.platform === 'darwin' && this.activationPolicy === 'regular' })
    this.emit('will-finish-launching')
    readiness.isReady = true
    this.emit('ready', preventable({}), {})
    this.readyAt.resolve()
  }

  /**
   * Electron quits at these signals. Its handlers replace those that the main module has set, and work once: then the
   * signal has its default effect. A listener that comes later replaces Electron's.
   * https://github.com/electron/electron/blob/main/shell/browser/electron_browser_main_parts_posix.cc
   */
  private handleSignals(): void {
    if (settings.platform === 'win32') return
    const quit = () => this.quit()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.removeAllListeners(signal)
      process.once(signal, quit)
      process.on('newListener', (name: string | symbol) => {
        // Not before the new listener is added: without any, Node would stop handling the signal.
        if (name === signal) queueMicrotask(() => process.off(signal, quit))
      })
    }
  }

  /** `before-quit`, then each window, then `will-quit`; each of them can prevent the quit. */
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
    // Lets pending messages reach Chromium before this process ends.
    setImmediate(() => process.exit(exitCode))
  }

  /** The last window is closed. While the app quits, Electron does not report that. */
  windowClosed(): void {
    if (openWindows.size > 0 || this.quitting || this.ending) return
    if (this.listenerCount('window-all-closed') === 0) this.quit()
    else this.emit('window-all-closed')
  }
}

export const app = new DoubleApp()

/** Two processes of Chromium that write to one folder damage it. Electron does not notice; the double does. */
function claim(userData: string): void {
  const mark = 'double-process-'
  mkdirSync(userData, { recursive: true })
  const others = readdirSync(userData).flatMap((name) => (name.startsWith(mark) ? Number(name.slice(mark.length)) : []))
  const other = others.find((pid) => pid !== process.pid && isAlive(pid))
  if (other !== undefined) {
    console.error(`Two processes of Electron have the folder ${userData}: ${other} and ${process.pid}.`)
    process.exit(1)
  }
  const file = join(userData, `${mark}${process.pid}`)
  writeFileSync(file, '')
  process.on('exit', () => rmSync(file, { force: true }))
}

/**
 * For a test that has no other channel to a process: appends one line of JSON to the file of
 * `DOUBLE_OF_ELECTRON_NOTES`.
 */
function note(facts: object): void {
  const file = process.env['DOUBLE_OF_ELECTRON_NOTES']
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(facts)}\n`)
}
