/** Small apps for the double's own tests: a main module and a preload, written in the test. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { type DoubleApp, doubleLaunch, launchDouble, type LaunchOptions } from './launch.ts'

export interface SmallApps {
  /**
   * Starts an app whose main module is `main`, with every member of `electron` that it names in scope, and `preload` in
   * the same folder under `preloadName`. The app registers the scheme `app`, whose pages are empty.
   */
  start(main: string, options?: SmallAppOptions): Promise<DoubleApp>
  stop(): Promise<void>
}

export interface SmallAppOptions extends Partial<Omit<LaunchOptions, 'browser' | 'main'>> {
  readonly preload?: string
  readonly preloadName?: string
  /** Leaves the registration of the scheme to the app. */
  readonly bare?: boolean
}

const names = 'app, BrowserWindow, dialog, ipcMain, Menu, Notification, powerMonitor, protocol, screen, session, Tray'

const head = (bare: boolean) => `
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ${names} } from 'electron'
globalThis.seen = []
const preload = (name) => join(import.meta.dirname, name)
const attempt = (work) => { try { return String(work() ?? 'done') } catch (problem) { return problem.message } }
const userData = join(process.env.STRONGROOM_HOME, 'window')
mkdirSync(userData, { recursive: true })
app.setPath('userData', userData)
${bare ? '' : `protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])`}
const page = () => protocol.handle('app', () => new Response('<!doctype html><title>small</title><h1>small</h1>', { headers: { 'content-type': 'text/html' } }))
`

/** One Chromium for all apps of a test file. */
export async function startSmallApps(): Promise<SmallApps> {
  const browser: Browser = await chromium.launch(doubleLaunch())
  const folders: string[] = []
  const apps: DoubleApp[] = []
  return {
    start: async (main, { preload = '', preloadName = 'preload.cjs', bare = false, ...options } = {}) => {
      const folder = await temporaryFolder('small-app')
      folders.push(folder)
      const inside = join(folder, 'dist', 'main')
      await mkdir(inside, { recursive: true })
      await writeFile(join(inside, 'main.mjs'), head(bare) + main)
      await writeFile(join(inside, preloadName), preload)
      const app = await launchDouble({ browser, main: join(inside, 'main.mjs'), ...options })
      apps.push(app)
      return app
    },
    stop: async () => {
      await Promise.allSettled(apps.map((app) => app.close()))
      await browser.close()
      await Promise.all(folders.map(removeFolder))
    },
  }
}

/** Returns what the app has put into `seen`, once `done` returns true. */
export async function seenBy(app: DoubleApp, done: (seen: readonly string[]) => boolean): Promise<readonly string[]> {
  for (;;) {
    const seen = await app.evaluate(async () => {
      await new Promise((resolve) => setImmediate(resolve))
      return (globalThis as unknown as { seen: string[] }).seen
    })
    if (done(seen)) return seen
  }
}
