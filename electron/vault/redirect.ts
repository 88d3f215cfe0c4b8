/** Where a redirect leads, and whether a token may go there. */
import { Failure } from '../contract/failure.ts'

/** What a redirect changes of a request. */
export interface RedirectTarget {
  readonly origin: string
  readonly path: string
}

/**
 * The target of a 307 or 308: a standby sends its clients to the active node with it, method, body and token kept.
 * @throws Failure `redirect-untrusted` naming the host, when its origin is not trusted; `https-expected` when the same
 * host only asks for HTTPS; `not-a-vault` for any other redirect (Vault's API sends none).
 */
export function redirectTarget(
  from: RedirectTarget,
  status: number,
  location: string,
  trusted: ReadonlySet<string>,
): RedirectTarget {
  const here = new URL(from.origin)
  const target = URL.parse(location, `${from.origin}${from.path}`)
  if (target === null || (target.protocol !== 'http:' && target.protocol !== 'https:')) {
    throw new Failure('answer-invalid', 'The server redirects to what is not an address.', { status })
  }
  // SECURITY: the token goes nowhere but to origins that the connection trusts (docs/security.md, "Redirects").
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
  if (status !== 307 && status !== 308) {
    throw new Failure('not-a-vault', `The server redirects (status ${status}), which Vault never does.`, { status })
  }
  return { origin: target.origin, path: `${target.pathname}${target.search}` }
}
