/** Closes the ways to the network that a page has besides requests (docs/security.md, "The desktop shell"). */
import type { App, WebContents } from 'electron'

/**
 * No name and no address leads anywhere from Chromium: the app's own page comes from its scheme, and the core makes every
 * request. This closes what no request handler sees, such as DNS prefetch and WebRTC over TCP. Call it before the app is
 * ready. https://www.electronjs.org/docs/latest/api/command-line-switches
 */
export function closeNetwork(app: Pick<App, 'commandLine'>): void {
  // SECURITY: a page that somebody else has taken over sends nothing out.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
}

/** WebRTC sends no UDP, which goes to addresses without resolving them, and learns no address of this computer. */
export function closeWebRtc(contents: Pick<WebContents, 'setWebRTCIPHandlingPolicy'>): void {
  // SECURITY: as above.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}
