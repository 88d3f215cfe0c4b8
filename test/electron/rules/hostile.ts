/**
 * The rules of the desktop window, each as a hostile page that tries to break it. A check throws when its rule does not
 * hold. Where two rules stand in one way, the check takes the other one away first, so that each is seen to hold alone.
 */
import type { Page } from 'playwright'
import type { DoubleApp, ElectronModule } from '../launch.ts'

export interface Rule {
  readonly name: string
  /** Runs with the app shown in `page`. The app may be of no use afterwards. */
  readonly check: (app: DoubleApp, page: Page) => Promise<void>
}

export const evil = 'https://evil.example/'

/** What the main process notes for a check: requests that reached a foreign server, and what was let through. */
interface Notes {
  readonly requests: string[]
  readonly attached: string[]
  readonly kept: string[]
}

/** Runs in the main process: a foreign server that answers, as far as a request gets there. */
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

/** Runs in the main process: takes the filter of requests away. */
export const withoutRequestFilter = ({ session }: ElectronModule) =>
  session.defaultSession.webRequest.onBeforeRequest(null)

/** Runs in the main process: takes the rules of navigation away. */
export const withoutNavigationRules = ({ BrowserWindow }: ElectronModule) => {
  for (const { webContents } of BrowserWindow.getAllWindows()) webContents.removeAllListeners('will-frame-navigate')
}

/** Whatever a page has begun has come to its end: Chromium and the main process have answered one another twice. */
export async function settled(app: DoubleApp, page: Page): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await page
      .evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve), 100)))
      // It has gone elsewhere, which is for the check to say.
      .catch(() => page.waitForLoadState())
    await app.evaluate(() => new Promise((resolve) => setImmediate(resolve)))
  }
}

/** A call of the contract through what the preload exposes. */
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
