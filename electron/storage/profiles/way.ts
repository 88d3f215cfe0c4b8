/**
 * The way to a server: everything that decides where a connection's requests arrive. Data that is stored or held for a
 * connection is bound to the identity of one way and is released only to that way
 * (docs/security.md, "The way to a server").
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Profile } from '../../contract/connections.ts'
import { readCertificates } from '../../base/tls/certificates.ts'

/** A way in the form that a person reads, in canonical form. */
export const WayFacts = z.object({
  /** Origin and path, without a slash at the end. */
  address: z.string(),
  namespace: z.string(),
  /** Empty: the host of the address. */
  tlsServerName: z.string(),
  /** Trusted CAs in addition to the system's, ordered by their SHA-256 fingerprint. */
  authorities: z.array(z.object({ fingerprint: z.string(), subject: z.string() })),
  skipVerify: z.boolean(),
  /** Empty: a direct connection. */
  proxy: z.string(),
})
export type WayFacts = z.infer<typeof WayFacts>

export interface Way {
  /** The identity: `way1:` and 64 hex digits. */
  readonly id: string
  readonly facts: WayFacts
}

/**
 * The fields of a connection that make its way. Client certificates are not among them, because they are only presented
 * there.
 */
export type WayFields = Pick<Profile, 'address' | 'namespace' | 'caPem' | 'tlsServerName' | 'skipVerify' | 'proxy'>

const known = new WeakMap<object, Way>()

/** Returns the way of a connection. Computed once for each object: connections are replaced, never changed. */
export function wayOf(fields: WayFields): Way {
  const before = known.get(fields)
  if (before !== undefined) return before
  const facts = factsOf(fields)
  const way = { id: identityOf(facts), facts }
  known.set(fields, way)
  return way
}

/**
 * Returns the identity of a connection's way: equal for two connections only if their requests arrive at the same
 * place.
 */
export const wayIdentity = (fields: WayFields): string => wayOf(fields).id

/** Returns the way of a record of an older version, which noted only the address (and sometimes the namespace). */
export const plainWay = (address: string, namespace = ''): Way =>
  wayOf({ address, namespace, caPem: null, tlsServerName: null, skipVerify: false, proxy: null })

/**
 * Whether data bound to `binding` may be released to the way with the identity `id`. A binding is an identity, or the
 * bare address that an older version noted.
 *
 * SECURITY: a bare address means the way to it without other settings, so that a proxy or CA that was set since is not
 * trusted (docs/security.md, "The way to a server").
 */
export const isBoundTo = (binding: string, id: string): boolean => binding !== '' && identityOfBinding(binding) === id

/** Returns the identity that a binding refers to. */
export const identityOfBinding = (binding: string): string => (isBareAddress(binding) ? plainWay(binding).id : binding)

export const isBareAddress = (binding: string): boolean => /^https?:/i.test(binding)

/** Returns the identity of facts that are already canonical. */
export function identityOf({ address, namespace, tlsServerName, authorities, skipVerify, proxy }: WayFacts): string {
  const fingerprints = authorities.map(({ fingerprint }) => fingerprint)
  // An array with its version first, so that two different ways never have the same text.
  const text = JSON.stringify(['way', 1, address, namespace, tlsServerName, fingerprints, skipVerify, proxy])
  return `way1:${createHash('sha256').update(text).digest('hex')}`
}

function factsOf({ address, namespace, caPem, tlsServerName, skipVerify, proxy }: WayFields): WayFacts {
  return {
    address: canonicalAddress(address),
    namespace,
    tlsServerName: (tlsServerName ?? '').toLowerCase(),
    authorities: authoritiesOf(caPem ?? ''),
    skipVerify,
    proxy: proxy === null ? '' : canonicalAddress(proxy),
  }
}

/**
 * Returns the address as the transport reads it: scheme, host and port of the URL, and the path without slashes at its
 * end.
 */
function canonicalAddress(address: string): string {
  const url = URL.parse(address)
  return url === null ? address : `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

function authoritiesOf(pem: string): WayFacts['authorities'] {
  if (pem.trim() === '') return []
  try {
    const found = new Map(readCertificates(pem).map((each) => [each.fingerprint, each.subject]))
    return [...found]
      .map(([fingerprint, subject]) => ({ fingerprint, subject }))
      .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
  } catch {
    // No connection opens with such a text. It must only differ from a way without a CA.
    return [{ fingerprint: `unreadable ${createHash('sha256').update(pem).digest('hex')}`, subject: '' }]
  }
}
