/** The host names of the loopback shell (docs/security.md, "The loopback shell"). */
import { randomBytes } from 'node:crypto'

export interface Hosts {
  /** `NAME:PORT` of the address to open. */
  readonly chosen: string
  /** `NAME:PORT` that a browser can fall back to before it has redeemed a key, or null. */
  readonly fallback: string | null
  /** Allows the fallback until a key is redeemed or `withdrawFallback` is called. */
  offerFallback(): void
  withdrawFallback(): void
  /** A key was redeemed at this host, which is the only one from now on. */
  choose(host: string): void
}

/**
 * Returns the hosts of a run.
 *
 * SECURITY: a new random name that no other program knows is a new site for the browser: its cookies are sent to no
 * other port, and it has no service worker or cached file from before. `*.localhost` leads to this computer (RFC 6761,
 * section 6.3).
 */
export function createHosts({ port, plain }: { readonly port: number; readonly plain: boolean }): Hosts {
  const plainHost = `127.0.0.1:${port}`
  let chosen = plain ? plainHost : `${randomBytes(16).toString('hex')}.localhost:${port}`
  let fallback: string | null = null
  return {
    get chosen() {
      return chosen
    },
    get fallback() {
      return fallback
    },
    offerFallback: () => {
      if (chosen !== plainHost) fallback = plainHost
    },
    withdrawFallback: () => {
      fallback = null
    },
    choose: (host) => {
      if (host === fallback) chosen = host
      fallback = null
    },
  }
}
