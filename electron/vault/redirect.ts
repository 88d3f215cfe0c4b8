/** The target of a redirect, and whether a token may be sent to it. */
import { Failure } from '../contract/failure.ts'
import { networkFailure } from '../base/http/networkFailure.ts'

/** The fields of a request that a redirect changes. */
export interface RedirectTarget {
  readonly origin: string
  readonly path: string
}

/**
 * Returns the target of a 307 or 308, with which a standby sends its clients to the active node. Method, body and token
 * stay the same.
 * @throws Failure `redirect-untrusted` with the host, when its origin is not trusted; `https-expected` when the same
 * host only asks for HTTPS; `no-active-node` for a node that redirects to itself; `not-a-vault` for any other redirect
 * (Vault's API sends none).
 */
export function redirectTarget(
  from: RedirectTarget,
  status: number,
  location: string,
  trusted: ReadonlySet<string>,
): RedirectTarget {
  const here = new URL(from.origin)
  const target = URL.parse(location, `${from.origin}${from.path}`)
  if (location === '' || target === null || (target.protocol !== 'http:' && target.protocol !== 'https:')) {
    throw new Failure('answer-invalid', 'The server redirects to what is not an address.', { status })
  }
  // SECURITY: the token is sent only to origins that the connection trusts (docs/security.md, "Redirects").
  if (!trusted.has(target.origin)) {
    if (here.protocol === 'http:' && target.protocol === 'https:' && here.hostname === target.hostname) {
      throw new Failure('https-expected', 'The server asks for HTTPS.', { status })
    }
    throw new Failure(
      'redirect-untrusted',
      `The server redirects to ${target.host.slice(0, 255)}, which is not trusted.`,
      { status },
    )
  }
  if (target.origin === from.origin && `${target.pathname}${target.search}` === from.path) {
    // OpenBao does this on a node that is active only by its own report.
    throw new Failure('no-active-node', 'The node redirects to itself, because it no longer leads its cluster.', {
      status,
    })
  }
  if (status !== 307 && status !== 308) {
    throw new Failure('not-a-vault', `The server redirects (status ${status}), which Vault never does.`, { status })
  }
  return { origin: target.origin, path: `${target.pathname}${target.search}` }
}

/**
 * Rethrows why an active node that a standby named could not be reached. It is `no-active-node` if the request did not
 * arrive, because it then had no effect.
 */
export const notReached =
  (origin: string) =>
  (error: unknown): never => {
    const { code } = networkFailure(error)
    if (code !== 'connection-refused' && code !== 'unreachable' && code !== 'name-not-resolved') throw error
    const host = new URL(origin).host.slice(0, 255)
    throw new Failure('no-active-node', `The standby names ${host} as the active node, which cannot be reached.`)
  }
