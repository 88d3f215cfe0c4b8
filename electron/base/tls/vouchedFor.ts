/** Whether a client certificate may be presented to a server that aborted a handshake. */
import { X509Certificate } from 'node:crypto'
import { checkServerIdentity } from 'node:tls'

/**
 * Whether the chain (leaf first) leads to one of the authorities (PEM) and is for this host. A failed handshake has no
 * verification result of OpenSSL, so this is a check before the next handshake, which verifies as always.
 */
export function isVouchedFor(chain: readonly X509Certificate[], host: string, authorities: readonly string[]): boolean {
  const [leaf] = chain
  const now = Date.now()
  if (leaf === undefined || checkServerIdentity(host, leaf.toLegacyObject()) !== undefined) return false
  if (chain.some(({ validFromDate, validToDate }) => validFromDate.getTime() > now || validToDate.getTime() < now)) {
    return false
  }
  const trusted = authorities.map((pem) => new X509Certificate(pem))
  const fingerprints = new Set(trusted.map(({ fingerprint256 }) => fingerprint256))
  for (const [index, certificate] of chain.entries()) {
    if (fingerprints.has(certificate.fingerprint256) || trusted.some((one) => signs(one, certificate))) return true
    const next = chain[index + 1]
    if (next === undefined || !signs(next, certificate)) return false
  }
  return false
}

const signs = (issuer: X509Certificate, certificate: X509Certificate): boolean =>
  issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
