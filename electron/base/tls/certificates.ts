/** X.509 certificates in PEM: their facts for the person, and whether a client's key matches its certificate. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { Failure } from '../../contract/failure.ts'
import type { CertificateFacts } from '../../contract/result.ts'
import { sanitizeText } from '../text/sanitizeText.ts'

const begin = '-----BEGIN CERTIFICATE-----'
const end = '-----END CERTIFICATE-----'

/** Returns the certificate blocks of a bundle; text between them is a comment (RFC 7468, section 5.2). */
function certificateBlocks(pem: string): string[] {
  const blocks: string[] = []
  for (let from = pem.indexOf(begin); from !== -1; from = pem.indexOf(begin, from + begin.length)) {
    const to = pem.indexOf(end, from)
    if (to === -1) throw new Failure('certificate-invalid', 'The PEM text ends inside a certificate.')
    blocks.push(pem.slice(from, to + end.length))
  }
  return blocks
}

// Node writes one attribute on each line; the usual form is one line.
const oneLine = (name: string) => sanitizeText(name.replaceAll('\n', ', '))

/** Returns the facts of a certificate. Times are ISO 8601; the fingerprint is SHA-256 over DER. */
export function certificateFacts(certificate: X509Certificate): CertificateFacts {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    fingerprint: certificate.fingerprint256,
    validFrom: certificate.validFromDate.toISOString(),
    validTo: certificate.validToDate.toISOString(),
    ...(certificate.subjectAltName === undefined ? {} : { altNames: sanitizeText(certificate.subjectAltName) }),
    selfSigned: certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey),
    isCa: certificate.ca,
    pem: certificate.toString(),
  }
}

/**
 * Returns every certificate of a PEM bundle, in its order.
 * @throws Failure `certificate-invalid` when there is none, or one of them cannot be read.
 */
export function readCertificates(pem: string): CertificateFacts[] {
  const blocks = certificateBlocks(pem)
  if (blocks.length === 0) throw new Failure('certificate-invalid', 'The text contains no PEM certificate.')
  return blocks.map((block, index) => {
    try {
      return certificateFacts(new X509Certificate(block))
    } catch (cause) {
      throw new Failure('certificate-invalid', `Certificate ${index + 1} of the bundle cannot be read.`, { cause })
    }
  })
}

/**
 * Checks that a private key (PEM, not encrypted) belongs to the first certificate of a PEM bundle. Without both there
 * is nothing to check.
 * @throws Failure `certificate-invalid` when one is missing or cannot be read, or they do not belong together.
 */
export function checkClientKey(certificatePem: string | null, keyPem: string | null): void {
  const hasCertificate = certificatePem !== null && certificatePem !== ''
  const hasKey = keyPem !== null && keyPem !== ''
  if (!hasCertificate && !hasKey) return
  if (!hasKey) throw new Failure('certificate-invalid', 'The client certificate has no key.')
  if (!hasCertificate) throw new Failure('certificate-invalid', 'The client key has no certificate.')
  const [leaf] = readCertificates(certificatePem)
  let fits: boolean
  try {
    fits = leaf !== undefined && new X509Certificate(leaf.pem).checkPrivateKey(createPrivateKey(keyPem))
  } catch {
    // SECURITY: the cause is dropped, because it comes from the parser that has just read the key
    // (docs/security.md, "Custody").
    throw new Failure('certificate-invalid', "The client key can't be read. It must be unencrypted PEM.")
  }
  if (!fits) throw new Failure('certificate-invalid', 'The client key does not match the client certificate.')
}
