/** What the test gave this run of the double, and the browser that it runs in. */
import { connectDevtools, type Devtools } from './devtools.ts'

/** From test/electron/launch.ts, in the environment variable `DOUBLE_OF_ELECTRON`. */
export interface DoubleSettings {
  /** `ws://…/devtools/browser/…` of the Chromium that runs. */
  readonly endpoint: string
  /** The browser context that stands for this app's session. */
  readonly browserContextId: string
  /** The app's main module. */
  readonly main: string
  /** Beside Electron's own words. */
  readonly args: readonly string[]
  /** Of the Chromium that runs, which the app can ask for. */
  readonly switches: readonly string[]
  readonly packaged: boolean
  readonly platform: NodeJS.Platform
  /** The user ID that Electron and the app see; null for a normal user, whichever user runs the test. */
  readonly uid: number | null
  readonly version: string
  /** As under Wayland: nothing is painted, so `ready-to-show` does not come, before the window is shown. */
  readonly wayland: boolean
  /** Whether the parent started the process with its window hidden, which holds for the first `show()` on Windows. */
  readonly startHidden: boolean
}

export const variable = 'DOUBLE_OF_ELECTRON'

export const settings = JSON.parse(process.env[variable] ?? 'null') as DoubleSettings
// The app sees the environment that it would have.
delete process.env[variable]

/** Chromium's sandbox does not work there: no process of a page can be started in it. */
export const isRootOnLinux = settings.platform === 'linux' && settings.uid === 0

let connection: Promise<Devtools> | undefined

/** The browser; the double ends when it goes. */
export function devtools(): Promise<Devtools> {
  connection ??= connectDevtools(settings.endpoint, () => process.exit(1))
  return connection
}

/** Electron refuses most of its API before its `ready`. */
export const readiness = { isReady: false }

export function demandReady(refusal: string): void {
  if (!readiness.isReady) throw new Error(refusal)
}
