/** The PEM fields of a connection. */
import { Failure } from '../../contract/failure.ts'
import { certificatesInText, type PemProblem } from '../../contract/text/pem.ts'
import { readCertificates } from '../../base/tls/certificates.ts'

const reasons: Readonly<Record<PemProblem, string>> = {
  'not-pem': 'There is no PEM certificate in this text.',
  'broken-off': 'The PEM text breaks off inside a certificate.',
  'holds-key': 'The text holds a private key. A key belongs in the field for the key.',
  pkcs7: 'This is PKCS#7. Convert it with: openssl pkcs7 -print_certs',
  pkcs12: 'This is PKCS#12. Convert it with: openssl pkcs12 -nokeys',
  request: 'This is a certificate request, not a certificate.',
  'no-certificate': 'There is PEM in this text, and no certificate.',
}

/**
 * Returns only the certificates of a field, as PEM; null for an empty one.
 * @throws Failure `certificate-invalid` when there is none, one cannot be read, or a private key is among them.
 */
export function certificatesOnly(text: string | null): string | null {
  if (text === null || text.trim() === '') return null
  // SECURITY: a key that is pasted along with its certificate must not end up in a file that is not sealed.
  const found = certificatesInText(text)
  if ('problem' in found) throw new Failure('certificate-invalid', reasons[found.problem])
  return readCertificates(found.pem)
    .map((certificate) => certificate.pem)
    .join('')
}

/** The same for a connection that is only tested: text that cannot be used is returned unchanged, and the test says why. */
export function repairedCertificates(text: string | null): string | null {
  try {
    return certificatesOnly(text)
  } catch (problem) {
    if (problem instanceof Failure) return text
    throw problem
  }
}
