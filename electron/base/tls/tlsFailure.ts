/**
 * Explains a failed handshake from the error of a TLS library. Node links OpenSSL and Electron links BoringSSL; their texts
 * differ
 * and change between versions. So alerts are read by their number, which both libraries put into the packed error code
 * (1000 + the number). https://www.rfc-editor.org/rfc/rfc8446#section-6
 */
import type { ErrorCode } from '../../contract/result.ts'

export type Explanation = readonly [ErrorCode, string]

export const plainHttpWords = 'The server speaks plain HTTP on this port, not HTTPS.'

/** Names from RFC 8446, section 6, and RFC 5246, section 7.2. */
const alertNames: Readonly<Record<number, string>> = {
  10: 'unexpected_message',
  20: 'bad_record_mac',
  21: 'decryption_failed',
  22: 'record_overflow',
  30: 'decompression_failure',
  40: 'handshake_failure',
  41: 'no_certificate',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  109: 'missing_extension',
  110: 'unsupported_extension',
  112: 'unrecognized_name',
  116: 'certificate_required',
  120: 'no_application_protocol',
}

/** A server sends these if it rejects the client's certificate, or requires one. */
const clientCertificateAlerts: ReadonlySet<number> = new Set([41, 42, 43, 44, 45, 46, 48, 49, 116])
/**
 * The server found no common parameters: handshake_failure, protocol_version, insufficient_security, missing_extension.
 */
const noMatchAlerts: ReadonlySet<number> = new Set([40, 70, 71, 109])
const unrecognizedName = 112

/**
 * Errors that the libraries report without an alert, under the names that both of them use (SSL_R_…). The first
 * bytes of an answer that is not TLS, such as `HTTP/1.1 400`, fail as a record of a wrong version.
 */
const notTls: ReadonlySet<string> = new Set([
  'WRONG_VERSION_NUMBER',
  'PACKET_LENGTH_TOO_LONG',
  'HTTP_REQUEST',
  'UNKNOWN_PROTOCOL',
])
const noMatchReasons: ReadonlySet<string> = new Set([
  'UNSUPPORTED_PROTOCOL',
  'UNSUPPORTED_SSL_VERSION',
  'WRONG_SSL_VERSION',
  'VERSION_TOO_LOW',
  'WRONG_CIPHER_RETURNED',
  'UNKNOWN_CIPHER_RETURNED',
  'UNKNOWN_CERTIFICATE_TYPE',
  'WRONG_CERTIFICATE_TYPE',
  'WRONG_SIGNATURE_TYPE',
  'WRONG_CURVE',
  'BAD_ECC_CERT',
  'NO_COMMON_SIGNATURE_ALGORITHMS',
  'NO_SUITABLE_SIGNATURE_ALGORITHM',
  'DH_KEY_TOO_SMALL',
  'EE_KEY_TOO_SMALL',
])

/**
 * The packed code in OpenSSL's and BoringSSL's line `…:error:0A000412:…`. Both store a reason of SSL in the low 12
 * bits.
 */
const packedCode = /(?:^|:)error:(?:0a|10)([0-9a-f]{6}):/i

/** Returns the number of the alert that ended a handshake, 0 to 255; undefined if the server sent none. */
function alertOf(code: string, message: string): number | undefined {
  const packed = packedCode.exec(message)?.[1]
  const reason = packed === undefined ? 0 : Number.parseInt(packed, 16) & 0xfff
  if (reason >= 1000 && reason <= 1255) return reason - 1000
  const written = /SSL alert number (\d{1,3})/.exec(message)?.[1]
  if (written !== undefined) return Number(written)
  const name = /^ERR_SSL_.*ALERT_(\w+)$/.exec(code)?.[1]?.toLowerCase()
  const known = Object.entries(alertNames).find(([, each]) => each === name)
  return known === undefined ? undefined : Number(known[0])
}

/** Returns the meaning of an error of a TLS library; undefined for any other error. */
export function explainTls(code: string, message: string): Explanation | undefined {
  if (!code.startsWith('ERR_SSL_') && !code.startsWith('ERR_TLS_') && code !== 'EPROTO') return undefined
  const alert = alertOf(code, message)
  if (alert !== undefined) return explainAlert(alert)
  const reason = code.replace('ERR_SSL_', '')
  if (notTls.has(reason)) return ['plain-http-expected', plainHttpWords]
  if (noMatchReasons.has(reason)) return ['tls-no-match', `${noMatchWords} (${reason}).`]
  return ['tls-failed', `The TLS handshake failed (${code}).`]
}

const noMatchWords = 'The server and Strongroom have no TLS version, cipher suite or certificate type in common'

function explainAlert(alert: number): Explanation {
  const name = alertNames[alert]
  const words = name === undefined ? `alert ${alert}` : `alert ${alert}, ${name}`
  if (clientCertificateAlerts.has(alert)) {
    return ['tls-client-certificate', 'The server asks for a client certificate that it trusts.']
  }
  if (noMatchAlerts.has(alert)) return ['tls-no-match', `${noMatchWords} (${words}).`]
  if (alert === unrecognizedName) {
    return ['tls-wrong-host', `The server has no certificate for the requested name (${words}).`]
  }
  return ['tls-failed', `The server ended the TLS handshake (${words}).`]
}
