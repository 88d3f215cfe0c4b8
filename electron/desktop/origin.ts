/** The only origin of the desktop window. */

/** Our own scheme: no file, web server or other program can be part of this origin. */
export const scheme = 'app'
const host = 'bundle'

/** In the form of `WebFrameMain.origin`. */
export const appOrigin = `${scheme}://${host}`
export const pageAddress = `${appOrigin}/`

/** Returns the parsed address if it belongs to the app's origin. `URL.origin` is "null" for custom schemes. */
export function appUrl(address: string): URL | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const ours = url?.protocol === `${scheme}:` && url.host === host && url.username === '' && url.password === ''
  return ours ? url : undefined
}
