/** Closes a page's network channels other than requests (docs/security.md, "The desktop shell"). */
import type { App, WebContents } from 'electron'

/**
 * Makes Chromium resolve no name and no address: the app's own page comes from its scheme, and the core makes every
 * request. This also blocks traffic that no request handler sees, such as DNS prefetch and WebRTC over TCP. Call it
 * before the app is ready. https://www.electronjs.org/docs/latest/api/command-line-switches
 */
export function closeNetwork(app: Pick<App, 'commandLine'>): void {
  // SECURITY: a page under an attacker's control cannot send data out.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
}

/** Keeps WebRTC from sending UDP, whose addresses are not resolved, and from reading addresses of this computer. */
export function closeWebRtc(contents: Pick<WebContents, 'setWebRTCIPHandlingPolicy'>): void {
  // SECURITY: as above.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}
