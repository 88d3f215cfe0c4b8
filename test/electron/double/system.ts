/** The operating system around the app: dialogs, the theme, power events, displays, notifications. */
import type {
  Dialog,
  Display,
  NativeTheme,
  NotificationConstructorOptions,
  Screen,
  Shell,
  SystemPreferences,
} from 'electron'
import { checkedDialogs } from './dialogs.ts'
import { demandReady, readiness, settings } from './runtime.ts'
import { preventable, strict, StrictEmitter, StrictObject } from './strict.ts'

/** A dialog waits for a user, and a test has none: it replaces the answers, as with Electron itself. */
const nobody = (name: string): never => {
  demandReady('dialog module can only be used after app is ready')
  throw new Error(`Nobody answers a dialog of the double: replace dialog.${name} first.`)
}

export const dialog = checkedDialogs(
  strict('dialog', {
    showSaveDialog: async () => nobody('showSaveDialog'),
    showOpenDialog: async () => nobody('showOpenDialog'),
    showMessageBox: async () => nobody('showMessageBox'),
    // Before the app is ready, Electron on Linux shows no box and prints the text.
    showErrorBox: (title, content) => {
      const isPrinted = settings.platform === 'linux' && !readiness.isReady
      console.error(isPrinted ? `${title}\n${content}` : `Error box: ${title}: ${content}`)
    },
  } satisfies Pick<Dialog, 'showSaveDialog' | 'showOpenDialog' | 'showMessageBox' | 'showErrorBox'>),
)

/** The addresses that the app has opened outside; nothing is opened. */
export const opened: string[] = []

export const shell = strict('shell', {
  openExternal: async (url) => void opened.push(url),
} satisfies Pick<Shell, 'openExternal'>)

export class DoubleTheme extends StrictEmitter implements Pick<NativeTheme, 'themeSource' | 'shouldUseDarkColors'> {
  private source: NativeTheme['themeSource'] = 'system'
  /** The system's theme; a test sets it and emits `updated`. */
  systemIsDark = false

  constructor() {
    super('nativeTheme')
  }

  get themeSource(): NativeTheme['themeSource'] {
    return this.source
  }

  set themeSource(source: NativeTheme['themeSource']) {
    const before = this.shouldUseDarkColors
    this.source = source
    if (before !== this.shouldUseDarkColors) this.emit('updated')
  }

  get shouldUseDarkColors(): boolean {
    return this.source === 'system' ? this.systemIsDark : this.source === 'dark'
  }
}

export const nativeTheme = new DoubleTheme()

export class DoublePowerMonitor extends StrictEmitter {
  constructor() {
    super('powerMonitor')
  }
}

/** Emits no events automatically: a test emits `suspend`, `lock-screen` and the others. */
export const powerMonitor = new DoublePowerMonitor()

const primary = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
  scaleFactor: 1,
} as Display

export class DoubleScreen
  extends StrictEmitter
  implements Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay' | 'getDisplayMatching'>
{
  /** A test changes them and emits `display-added` or `display-removed`. */
  displays: Display[] = [primary]

  constructor() {
    super('screen')
  }

  private demand(): void {
    if (!readiness.isReady) throw new Error("The 'screen' module can't be used before the app 'ready' event")
  }

  getAllDisplays(): Display[] {
    this.demand()
    return this.displays
  }

  getPrimaryDisplay(): Display {
    this.demand()
    return this.displays[0] ?? primary
  }

  getDisplayMatching(): Display {
    return this.getPrimaryDisplay()
  }
}

export const screen = new DoubleScreen()

export class DoubleNotification extends StrictEmitter {
  /** The notifications that were shown, for tests; the real Electron passes them to the system only. */
  static readonly shown: DoubleNotification[] = []
  /**
   * What happens to the next notifications. `failed`: macOS for an app that is not signed, Windows without a shortcut
   * in the Start menu. `unsupported`: Linux without a notification service.
   */
  static fate: 'shown' | 'failed' | 'unsupported' = 'shown'
  readonly title: string
  readonly body: string

  constructor({ title = '', body = '' }: NotificationConstructorOptions = {}) {
    demandReady('Cannot create Notification before app is ready')
    super('Notification')
    this.title = title
    this.body = body
  }

  /** The system answers later, also when it cannot show the notification. */
  show(): void {
    const { fate } = DoubleNotification
    setImmediate(() => {
      if (fate === 'failed') {
        this.emit('failed', preventable({}), 'Notifications are not allowed for this application')
        return
      }
      DoubleNotification.shown.push(this)
      this.emit('show', preventable({}))
    })
  }

  close(): void {
    this.emit('close')
  }

  static isSupported(): boolean {
    return DoubleNotification.fate !== 'unsupported'
  }
}

/** What a user does at the sensor of this computer. */
type AtSensor = 'confirms' | 'refuses'

/** On macOS only, as in Electron: on other systems the object lacks both functions. */
class DoubleTouchId extends StrictObject implements Pick<SystemPreferences, 'canPromptTouchID' | 'promptTouchID'> {
  /** Null if the computer has no sensor. A test sets it. */
  sensor: AtSensor | null = null
  /** The reasons that were shown to the user. */
  readonly prompts: string[] = []

  constructor() {
    super('systemPreferences')
  }

  canPromptTouchID(): boolean {
    return this.sensor !== null
  }

  async promptTouchID(reason: string): Promise<void> {
    if (typeof reason !== 'string') throw new TypeError('Error processing argument at index 0, conversion failure')
    if (this.sensor === null) throw new Error('Biometry is not available on this device.')
    this.prompts.push(reason)
    if (this.sensor === 'refuses') throw new Error('Canceled by user.')
  }
}

export const systemPreferences =
  settings.platform === 'darwin' ? new DoubleTouchId() : (strict('systemPreferences', {}) as DoubleTouchId)
