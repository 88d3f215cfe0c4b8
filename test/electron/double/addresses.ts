/**
 * Chromium loads no scheme that it does not know, so each origin of the app's own schemes has a substitute that no
 * network has (RFC 6761 keeps `.invalid` empty): `app://bundle` is `https://bundle.app.invalid`, inside the browser
 * only.
 */
const standIn = /(^|blob:)https:\/\/((?:[^/?#@]*@)?)([^/?#:@]*)\.([a-z][a-z0-9+-]*)\.invalid(?=[/?#:]|$)/
const schemes = new Map<string, Electron.Privileges>()

/** A scheme that the app has registered as standard, with its privileges. */
export function addScheme({ scheme, privileges = {} }: Electron.CustomScheme): void {
  if (privileges.standard !== true) {
    throw new Error(`The double of Electron knows standard schemes alone, and ${scheme} is not one.`)
  }
  if (privileges.corsEnabled === true) throw new Error('The double of Electron has no corsEnabled.')
  schemes.set(scheme, privileges)
}

/** The schemes whose addresses a page may `fetch`. */
export const schemesThatFetch = (): string[] =>
  [...schemes].flatMap(([scheme, { supportFetchAPI }]) => (supportFetchAPI === true ? [scheme] : []))

export const privilegesOf = (scheme: string): Electron.Privileges | undefined => schemes.get(scheme)

export const schemeOf = (url: string): string => url.slice(0, Math.max(0, url.indexOf(':'))).toLowerCase()

/** Returns the address, or origin, as the app knows it. */
export function toApp(url: string): string {
  return url.replace(standIn, (all, before: string, person: string, host: string, scheme: string) =>
    schemes.has(scheme) ? `${before}${scheme}://${person}${host}` : all,
  )
}

/** Returns the address as Chromium can load it. */
export function toChromium(url: string): string {
  const scheme = schemeOf(url)
  if (!schemes.has(scheme)) return url
  // A standard scheme has the type `host`: its addresses have no port.
  return url.replace(/^[^:]*:\/\/((?:[^/?#@]*@)?)([^/?#:@]*)(?::\d*)?/, (_all, person: string, host: string) => {
    return `https://${person}${host}.${scheme}.invalid`
  })
}

/** Returns `WebFrameMain.origin` for an origin as the DevTools protocol writes it. */
export const originOf = (origin: string): string => (origin === '' || origin === '://' ? 'null' : toApp(origin))
