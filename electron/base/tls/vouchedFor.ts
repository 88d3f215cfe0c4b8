/** Whether a server that broke off a handshake may be shown a client certificate. */
import { X509Certificate } from 'node:crypto'
import { checkServerIdentity } from 'node:tls'

/**
 * Whether the chain (leaf first) leads to one of the authorities (PEM) and is for this host. OpenSSL's verdict can't be
 * had from a handshake that failed, so this is a gate before the next one, which verifies as always.
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
