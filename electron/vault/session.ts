/** The session of a caller: the API files take a session, never a token. */
import type { Transport, VaultAnswer, VaultRequest } from './transport.ts'

/**
 * Sends requests with the caller's token, if any. Wrap `request` to read fields of every answer (warnings, latency).
 */
export interface VaultSession {
  request(request: VaultRequest): Promise<VaultAnswer>
}

/** Returns a session with a token. */
export function authenticatedSession(transport: Pick<Transport, 'request'>, token: string): VaultSession {
  // SECURITY: the token is only in this closure and in the header of each request (docs/security.md, "Tokens").
  return { request: (request) => transport.request({ ...request, token }) }
}

/** Returns a session without a token, for status, initialization, unsealing and sign-in. */
export function anonymousSession(transport: Pick<Transport, 'request'>): VaultSession {
  return { request: (request) => transport.request(request) }
}
