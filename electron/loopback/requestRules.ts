/** Rules for every request, which are checked before any other step (docs/security.md, "The loopback shell"). */
import type { IncomingHttpHeaders } from 'node:http'
import { sessionPath } from '../contract/bridge.ts'
import type { Hosts } from './hosts.ts'

export interface RequestFacts {
  readonly method: string
  /** The path and query as received. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

/** Whether the request opens the page itself, by typing, a bookmark or a link. */
export const isPageRequest = ({ method, url }: Pick<RequestFacts, 'method' | 'url'>) => method === 'GET' && url === '/'

/**
 * Returns why a request is refused, as a sentence, or undefined if it may continue.
 *
 * `Host` stops DNS rebinding: a request to a foreign name that resolves to 127.0.0.1 has that name. A host that is only
 * a fallback gets only the page that redeems a key. `Origin` and `Sec-Fetch-Site` (Fetch Metadata) stop other pages of
 * the same browser, also those on another port of this computer.
 */
export function whyRefused(
  { method, url, headers }: RequestFacts,
  { chosen, fallback }: Pick<Hosts, 'chosen' | 'fallback'>,
): string | undefined {
  const { host, origin } = headers
  const isFallback = host === fallback && (url === '/' || url === sessionPath)
  if (host !== chosen && !isFallback) {
    return 'Strongroom answers to the address it printed, and to no other name.'
  }
  if (method !== 'GET' && method !== 'POST') return 'Strongroom knows no such request.'
  if (origin === undefined ? method === 'POST' : origin !== `http://${host}`) {
    return 'Strongroom answers to its own page only.'
  }
  // SECURITY: the app has no service worker, so a foreign one in the browser is never renewed.
  if (headers['service-worker'] !== undefined) return 'Strongroom answers to its own page only.'
  return fetchMetadataAllows({ method, url, headers }) ? undefined : 'Strongroom answers to its own page only.'
}

/** Returns the same for an upgrade to a WebSocket, which only a page requests: it must have an origin. */
export function whyUpgradeRefused(facts: RequestFacts, hosts: Pick<Hosts, 'chosen' | 'fallback'>): string | undefined {
  const refusal = whyRefused(facts, hosts)
  return refusal === undefined && facts.headers.origin === undefined
    ? 'Strongroom answers to its own page only.'
    : refusal
}

function fetchMetadataAllows({ method, url, headers }: RequestFacts): boolean {
  const site = headers['sec-fetch-site']
  // Absent in old browsers and in programs: the cookie and `Origin` decide then.
  if (site === undefined || site === 'same-origin') return true
  // Any site may open the page as a whole: a foreign site sends no cookie along and cannot frame the answer.
  return isPageRequest({ method, url }) && headers['sec-fetch-dest'] === 'document'
}
