/** The test's settings for this run of the double, and its browser. */
import { connectDevtools, type Devtools } from './devtools.ts'

/** From test/electron/launch.ts, in the environment variable `DOUBLE_OF_ELECTRON`. */
export interface DoubleSettings {
  /** `ws://…/devtools/browser/…` of the running Chromium. */
  readonly endpoint: string
  /** The browser context that represents this app's session. */
  readonly browserContextId: string
  /** The app's main module. */
  readonly main: string
  /** Added to Electron's own arguments. */
  readonly args: readonly string[]
  /** Switches of the running Chromium, which the app can request. */
  readonly switches: readonly string[]
  readonly packaged: boolean
  readonly platform: NodeJS.Platform
  /** The user ID that Electron and the app see; null for a normal user, regardless of which user runs the test. */
  readonly uid: number | null
  readonly version: string
  /** As under Wayland: nothing is painted, and so no `ready-to-show`, before the window is shown. */
  readonly wayland: boolean
  /** Whether the parent started the process with its window hidden, which on Windows applies to the first `show()`. */
  readonly startHidden: boolean
}

export const variable = 'DOUBLE_OF_ELECTRON'

export const settings = JSON.parse(process.env[variable] ?? 'null') as DoubleSettings
// The app sees the environment that it would have in Electron.
delete process.env[variable]

/** Chromium's sandbox does not work for root on Linux, so no process of a page can start in it. */
export const isRootOnLinux = settings.platform === 'linux' && settings.uid === 0

let connection: Promise<Devtools> | undefined

/** Returns the browser; the double ends when its connection closes. */
export function devtools(): Promise<Devtools> {
  connection ??= connectDevtools(settings.endpoint, () => process.exit(1))
  return connection
}

/** Electron refuses most of its API before `ready`. */
export const readiness = { isReady: false }

export function demandReady(refusal: string): void {
  if (!readiness.isReady) throw new Error(refusal)
}
