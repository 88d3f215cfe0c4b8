/** The browser of the journeys: Debian's Chromium if it is installed, otherwise the one of Playwright. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

// The shell first: it renders the same pages without the parts that show a window.
const candidates = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'].map(
  (name) => `/usr/bin/${name}`,
)

/** Returns the path of a Chromium, or null. `STRONGROOM_CHROMIUM` names another one. */
export function chromiumPath(): string | null {
  const named = process.env['STRONGROOM_CHROMIUM']
  const found = [...(named === undefined ? [] : [named]), ...candidates, chromium.executablePath()]
  return found.find((path) => existsSync(path)) ?? null
}

/**
 * Returns the path of a Chromium that loads extensions, or null: the headless shell and Google's own Chrome load none
 * from a folder.
 */
export function fullChromiumPath(): string | null {
  const named = process.env['STRONGROOM_CHROMIUM']
  const found = [...(named === undefined ? [] : [named]), '/usr/bin/chromium', chromium.executablePath()]
  return found.find((path) => !path.includes('headless-shell') && existsSync(path)) ?? null
}

/** Returns launch options for Playwright: the browser and flags that keep it quiet and off the network. */
export function chromiumLaunch(): { executablePath?: string; args: string[] } {
  const path = chromiumPath()
  const args = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  // Chromium's sandbox refuses to run as root, as containers often do.
  if (process.getuid?.() === 0) args.unshift('--no-sandbox')
  return path === null ? { args } : { executablePath: path, args }
}
