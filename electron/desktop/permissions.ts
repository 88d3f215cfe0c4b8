/** Refuses what Chromium would do on the page's behalf (docs/security.md, "The desktop shell"). */
import type { Session } from 'electron'
import { appOrigin, appUrl } from './origin.ts'

/** The only permission: writing text to the clipboard at a person's click. Reading is not permitted. */
const granted: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

type Ruled = Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'on' | 'webRequest'
>

/** Denies permissions, devices, downloads, and every request that does not stay in the app. */
export function restrictSession(session: Ruled, { packaged }: { readonly packaged: boolean }): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(granted.has(permission) && details.isMainFrame && appUrl(details.requestingUrl) !== undefined)
  })
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => {
    return granted.has(permission) && requestingOrigin.replace(/\/$/, '') === appOrigin
  })
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
  // The page needs no network: the core makes every request. DevTools load from Chromium itself.
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const ofDevTools = !packaged && url.startsWith('devtools://')
    answer({ cancel: appUrl(url) === undefined && !ofDevTools })
  })
}
