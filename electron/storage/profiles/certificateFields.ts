/** The PEM fields of a connection. */
import { Failure } from '../../contract/failure.ts'
import { readCertificates } from '../../base/tls/certificates.ts'

/**
 * The certificates of a field, and nothing else of its text; null for an empty one.
 * @throws Failure `certificate-invalid` when there is none, one cannot be read, or a private key is among them.
 */
export function certificatesOnly(pem: string | null): string | null {
  if (pem === null || pem.trim() === '') return null
  // SECURITY: a key that is pasted along with its certificate must not end up in a file that is not sealed.
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    throw new Failure('certificate-invalid', 'The text holds a private key. A key belongs in the field for the key.')
  }
  return readCertificates(pem)
    .map((certificate) => certificate.pem)
    .join('')
}
