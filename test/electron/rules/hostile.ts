/**
 * The rules of the desktop window, each as a hostile page that tries to break it. A check throws if its rule does not
 * hold. If two rules prevent the same thing, the check first disables the other one, so that each is tested separately.
 */
import type { Page } from 'playwright'
import type { DoubleApp, ElectronModule } from '../launch.ts'

export interface Rule {
  readonly name: string
  /** Runs with the app shown in `page`. The app may be unusable afterwards. */
  readonly check: (app: DoubleApp, page: Page) => Promise<void>
}

export const evil = 'https://evil.example/'

/**
 * What the main process records for a check: requests that reached a foreign server, and everything that was let
 * through.
 */
interface Notes {
  readonly requests: string[]
  readonly attached: string[]
  readonly kept: string[]
}

/** Runs in the main process: a foreign server that answers every request that reaches it. */
export function watchOutside({ protocol, session, BrowserWindow }: ElectronModule): void {
  const notes: Notes = { requests: [], attached: [], kept: [] }
  Object.assign(globalThis, { notes })
  for (const scheme of ['http', 'https']) {
    protocol.handle(scheme, ({ url }) => {
      notes.requests.push(url)
      return new Response('<!doctype html><title>evil</title><h1>evil</h1>', {
        headers: { 'content-type': 'text/html' },
      })
    })
  }
  for (const { webContents } of BrowserWindow.getAllWindows()) {
    webContents.on('did-attach-webview', () => void notes.attached.push('webview'))
  }
  session.defaultSession.on('double-download-kept' as 'will-download', () => void notes.kept.push('download'))
}

export const notesOf = (app: DoubleApp) => app.evaluate(() => (globalThis as unknown as { notes: Notes }).notes)

/** Runs in the main process: removes the filter of requests. */
export const withoutRequestFilter = ({ session }: ElectronModule) =>
  session.defaultSession.webRequest.onBeforeRequest(null)

/** Runs in the main process: removes the rules of navigation. */
export const withoutNavigationRules = ({ BrowserWindow }: ElectronModule) => {
  for (const { webContents } of BrowserWindow.getAllWindows()) webContents.removeAllListeners('will-frame-navigate')
}

/**
 * Waits until everything that a page started has ended: Chromium and the main process have answered each other twice.
 */
export async function settled(app: DoubleApp, page: Page): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await page
      .evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve), 100)))
      // The page has navigated, which the check will report.
      .catch(() => page.waitForLoadState())
    await app.evaluate(() => new Promise((resolve) => setImmediate(resolve)))
  }
}

/** Makes a call of the contract through what the preload exposes. */
export const exposedCall = (page: Page) =>
  page.evaluate(async () => {
    const { strongroom } = window as unknown as {
      strongroom: { connections: { list: (id: number, input: object) => unknown } }
    }
    return JSON.stringify(await strongroom.connections.list(2 ** 40, {}))
  })

export const link = (page: Page, attributes: Record<string, string>) =>
  page.evaluate((given) => {
    const anchor = document.createElement('a')
    for (const [name, value] of Object.entries(given)) anchor.setAttribute(name, value)
    anchor.textContent = 'hostile'
    anchor.style.cssText = 'position:fixed;top:0;left:0;z-index:9999'
    document.body.append(anchor)
  }, attributes)
