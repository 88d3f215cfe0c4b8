/** `strongroom://` links from outside: on the command line (Linux, Windows) or as an event (macOS). */
import type { App } from 'electron'
import { linkScheme, parseLink, type Link } from '../contract/link.ts'

/** More arguments than a start ever has. */
const maxArguments = 100

/**
 * Returns the link in a command line, or null: the last argument with the scheme, only if it matches a link exactly.
 */
export function linkInArguments(args: readonly string[]): Link | null {
  // Electron may insert its own arguments, so a link is recognized only by its scheme.
  const link = args.slice(0, maxArguments).findLast((arg) => arg.startsWith(`${linkScheme}:`))
  return link === undefined ? null : parseLink(link)
}

/** Passes links on that macOS sends. The first ones arrive before the app is ready. */
export function takeOpenedLinks(app: Pick<App, 'on'>, take: (link: Link) => void): void {
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const link = parseLink(url)
    if (link !== null) take(link)
  })
}

/**
 * Registers this app for such links. A development clone does not register itself, and neither does the portable
 * program of Windows, which runs from a temporary folder.
 */
export function claimLinks(
  app: Pick<App, 'isPackaged' | 'setAsDefaultProtocolClient'>,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const isPortable = environment['PORTABLE_EXECUTABLE_DIR'] !== undefined
  if (app.isPackaged && !isPortable) app.setAsDefaultProtocolClient(linkScheme)
}
