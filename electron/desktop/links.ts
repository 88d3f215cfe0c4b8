/** `strongroom://` links from outside: on the command line (Linux, Windows) or as an event (macOS). */
import type { App } from 'electron'
import { linkScheme, parseLink, type Link } from '../contract/link.ts'

/** More arguments than a start ever has. */
const maxArguments = 100

/** The link that a command line carries, or null: the last argument that is one, and only if it is one to the letter. */
export function linkInArguments(args: readonly string[]): Link | null {
  // Electron may put arguments of its own between; a link is known by its scheme alone.
  const link = args.slice(0, maxArguments).findLast((arg) => arg.startsWith(`${linkScheme}:`))
  return link === undefined ? null : parseLink(link)
}

/** Hands links over that macOS brings; before the app is ready the first ones already come. */
export function takeOpenedLinks(app: Pick<App, 'on'>, take: (link: Link) => void): void {
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const link = parseLink(url)
    if (link !== null) take(link)
  })
}

/**
 * Makes this app the one that such links are opened with. A development clone does not register itself, and neither
 * does the portable program of Windows, which runs from a temporary folder.
 */
export function claimLinks(
  app: Pick<App, 'isPackaged' | 'setAsDefaultProtocolClient'>,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const isPortable = environment['PORTABLE_EXECUTABLE_DIR'] !== undefined
  if (app.isPackaged && !isPortable) app.setAsDefaultProtocolClient(linkScheme)
}
