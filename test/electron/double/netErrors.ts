/** How a request or a navigation fails: Chromium's own codes, and their names in the DevTools protocol. */

export interface NetError {
  readonly code: number
  readonly name: string
  /** `Network.ErrorReason`. */
  readonly reason: 'Aborted' | 'BlockedByClient' | 'Failed' | 'InternetDisconnected'
}

export const netErrors = {
  Aborted: { code: -3, name: 'ERR_ABORTED', reason: 'Aborted' },
  BlockedByClient: { code: -20, name: 'ERR_BLOCKED_BY_CLIENT', reason: 'BlockedByClient' },
  /** The handler threw, or returned something that is not a response. */
  Unexpected: { code: -9, name: 'ERR_UNEXPECTED', reason: 'Failed' },
  /** The handler returned `Response.error()`. */
  Failed: { code: -2, name: 'ERR_FAILED', reason: 'Failed' },
  UnknownScheme: { code: -301, name: 'ERR_UNKNOWN_URL_SCHEME', reason: 'InternetDisconnected' },
} as const satisfies Readonly<Record<string, NetError>>
