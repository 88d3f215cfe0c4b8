/**
 * Converts certificates and keys in the formats that people have to PEM (RFC 7468). Only the format is parsed: the core
 * checks whether it is a certificate.
 */
import { decodeText } from './decodeText.ts'
import type { Tidied } from './tidied.ts'
import { tidyLines } from './tidyText.ts'

/** The content of a text or file without PEM certificates. */
export type PemProblem =
  | 'not-pem'
  /** A block begins and does not end. */
  | 'broken-off'
  /** A private key in place of certificates. */
  | 'holds-key'
  /** PKCS#7 and PKCS#12: a program converts them. */
  | 'pkcs7'
  | 'pkcs12'
  /** A certificate request (PKCS#10). */
  | 'request'
  /** Blocks of another kind, such as a public key. */
  | 'no-certificate'

export type PemCertificates =
  | { readonly pem: string; readonly count: number; readonly tidied: readonly Tidied[] }
  | { readonly problem: PemProblem }

interface Block {
  readonly label: string
  /** Base64 without line breaks. */
  readonly body: string
}

const blockPattern = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g

/**
 * Returns the certificates of a text as PEM, one block each with lines of 64 characters. Text around the blocks is a
 * comment, as in the output of `openssl s_client` (RFC 7468, 5.2). Tolerates the effects of copying PEM: indentation,
 * line breaks that are missing or written as `\n`, quotes, the labels `X509 CERTIFICATE` and `TRUSTED CERTIFICATE` of
 * OpenSSL.
 */
export function certificatesInText(text: string): PemCertificates {
  const broken = withLineBreaks(text)
  const { text: lines, removed } = tidyLines(broken)
  // SECURITY: this check is first, so that a key next to its certificate is never included
  // (docs/security.md, "Custody").
  if (holdsPrivateKey(lines)) return { problem: 'holds-key' }
  const blocks = blocksOf(lines)
  const certificates = blocks.flatMap(certificateOf)
  if ((lines.match(/-----BEGIN /g)?.length ?? 0) > blocks.length) return { problem: 'broken-off' }
  if (certificates.length > 0) {
    const tidied: Tidied[] = [
      ...removed,
      ...(broken === text ? [] : ['escaped-line-breaks' as const]),
      ...(/[^\s"'`,;>]/.test(lines.replaceAll(blockPattern, '')) ? ['text-around' as const] : []),
    ]
    return { pem: certificates.join(''), count: certificates.length, tidied }
  }
  if (blocks.length === 0) return { problem: 'not-pem' }
  const labels = blocks.map(({ label }) => label)
  if (labels.some((label) => label === 'PKCS7' || label === 'CMS')) return { problem: 'pkcs7' }
  return { problem: labels.some((label) => label.includes('CERTIFICATE REQUEST')) ? 'request' : 'no-certificate' }
}

/** The same for the bytes of a file, which may be DER (RFC 5280): one certificate in its binary form. */
export function certificatesInFile(bytes: Uint8Array): PemCertificates {
  const decoded = decodeText(bytes)
  if (decoded !== null) {
    const found = certificatesInText(decoded.text)
    return 'problem' in found ? found : { ...found, tidied: [...decoded.tidied, ...found.tidied] }
  }
  const der = bytes[0] === 0x30 ? firstValue(bytes) : null
  if (der === null) return { problem: 'not-pem' }
  if (startsWith(der.content, pkcs12Version)) return { problem: 'pkcs12' }
  if (startsWith(der.content, signedDataType)) return { problem: 'pkcs7' }
  // A certificate and a request both begin with an inner sequence; a private key begins with its version.
  if (der.content[0] !== 0x30) return { problem: 'not-pem' }
  return { pem: pemOf('CERTIFICATE', base64Of(der.whole)), count: 1, tidied: [] }
}

export const holdsPrivateKey = (text: string): boolean => /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)

/** Replaces `\n` as two characters, the line breaks of JSON and `.env` files. */
export const withLineBreaks = (text: string): string =>
  text.includes('-----BEGIN ') ? text.replaceAll(/\\r\\n|\\n|\\r/g, '\n') : text

const blocksOf = (text: string): Block[] =>
  [...text.matchAll(blockPattern)].map(([, label = '', body = '']) => ({
    label,
    body: body.replaceAll(/[^A-Za-z0-9+/=]+/g, ''),
  }))

function certificateOf({ label, body }: Block): string[] {
  if (label === 'CERTIFICATE' || label === 'X509 CERTIFICATE') return [pemOf('CERTIFICATE', body)]
  if (label !== 'TRUSTED CERTIFICATE') return []
  // OpenSSL appends the purposes that the certificate is trusted for.
  const der = firstValue(bytesOf(body))
  return der === null ? [] : [pemOf('CERTIFICATE', base64Of(der.whole))]
}

const pemOf = (label: string, body: string): string =>
  `-----BEGIN ${label}-----\n${body.replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`

/** `INTEGER 3`, the version that a PKCS#12 file begins with (RFC 7292, 4). */
const pkcs12Version = [0x02, 0x01, 0x03]
/** The type `signedData` (RFC 2315, 14): 1.2.840.113549.1.7.2. */
const signedDataType = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02]

const startsWith = (bytes: Uint8Array, signs: readonly number[]): boolean =>
  signs.every((sign, at) => bytes[at] === sign)

/** Returns the first DER value of the bytes; null if its length exceeds them (X.690, 8.1.3). */
function firstValue(bytes: Uint8Array): { readonly whole: Uint8Array; readonly content: Uint8Array } | null {
  const first = bytes[1]
  if (first === undefined) return null
  const more = first < 0x80 ? 0 : first & 0x7f
  if (more > 4 || first === 0x80) return null
  let length = more === 0 ? first : 0
  for (const byte of bytes.subarray(2, 2 + more)) length = length * 256 + byte
  const from = 2 + more
  if (from + length > bytes.length) return null
  return { whole: bytes.subarray(0, from + length), content: bytes.subarray(from, from + length) }
}

function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}

function base64Of(bytes: Uint8Array): string {
  let signs = ''
  for (const byte of bytes) signs += String.fromCharCode(byte)
  return btoa(signs)
}
