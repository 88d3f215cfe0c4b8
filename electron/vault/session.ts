/** Who asks: the API files take a session, never a token. */
import type { Transport, VaultAnswer, VaultRequest } from './transport.ts'

/** Sends requests in somebody's name. Wrap `request` to see what every answer carries (warnings, latency). */
export interface VaultSession {
  request(request: VaultRequest): Promise<VaultAnswer>
}

/** A session with a token. */
export function authenticatedSession(transport: Pick<Transport, 'request'>, token: string): VaultSession {
  // SECURITY: the token lives in this closure and in the header of each request, nowhere else (docs/security.md, "Tokens").
  return { request: (request) => transport.request({ ...request, token }) }
}

/** A session without a token: status, initialization, unsealing, signing in. */
export function anonymousSession(transport: Pick<Transport, 'request'>): VaultSession {
  return { request: (request) => transport.request(request) }
}
