/** The one place that the desktop window shows. */

/** A scheme of our own: no file, no web server, no other program can be part of this origin. */
export const scheme = 'app'
const host = 'bundle'

/** As `WebFrameMain.origin` writes it. */
export const appOrigin = `${scheme}://${host}`
export const pageAddress = `${appOrigin}/`

/** The parsed address, when it belongs to the app's origin. `URL.origin` is "null" for schemes of one's own. */
export function appUrl(address: string): URL | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const ours = url?.protocol === `${scheme}:` && url.host === host && url.username === '' && url.password === ''
  return ours ? url : undefined
}
