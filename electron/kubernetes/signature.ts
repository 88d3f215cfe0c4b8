/** Signatures of JWTs: what their length proves, and which public keys verify one (RFC 7518, section 3). */
import { constants, createPublicKey, verify, type KeyObject } from 'node:crypto'

/** Bytes of an ECDSA signature of each algorithm. */
const ecBytes: Readonly<Record<string, number>> = { ES256: 64, ES384: 96, ES512: 132 }

/**
 * Whether a signature (base64url) has a length that its algorithm doesn't produce. `no`: any length is possible.
 * `unusual`: only an RSA key of an unusual size would sign like this.
 */
export function cutOf(algorithm: string, signature: string): 'yes' | 'unusual' | 'no' {
  if (signature === '') return 'no'
  if (signature.length % 4 === 1) return 'yes'
  const bytes = Buffer.from(signature, 'base64url').length
  const exact = Object.hasOwn(ecBytes, algorithm) ? ecBytes[algorithm] : undefined
  if (exact !== undefined) return bytes === exact ? 'no' : 'yes'
  if (!/^[RP]S(?:256|384|512)$/.test(algorithm)) return 'no'
  // 1024 bits are the minimum of the servers' libraries.
  if (bytes < 128) return 'yes'
  return bytes % 64 === 0 ? 'no' : 'unusual'
}

/** A public key with its ID; empty if it has none. */
export interface SigningKey {
  readonly id: string
  readonly key: KeyObject
}

/** Reads a key or a certificate in PEM; null for one that can't be read. */
export function keyOfPem(pem: string): SigningKey | null {
  try {
    return { id: '', key: createPublicKey(pem) }
  } catch {
    return null
  }
}

/** Reads a JSON Web Key (RFC 7517); null for one that can't be read. */
export function keyOfJwk({ kid = '', ...members }: Readonly<Record<string, string | undefined>>): SigningKey | null {
  const jwk = Object.fromEntries(Object.entries(members).flatMap(([name, value]) => (value ? [[name, value]] : [])))
  try {
    return { id: kid, key: createPublicKey({ key: jwk, format: 'jwk' }) }
  } catch {
    return null
  }
}

/** Whether one of the keys verifies the JWT's signature. */
export function isSignedBy(jwt: string, algorithm: string, keys: readonly SigningKey[]): boolean {
  const end = jwt.lastIndexOf('.')
  const [content, signature] = [Buffer.from(jwt.slice(0, end)), Buffer.from(jwt.slice(end + 1), 'base64url')]
  const hash = `sha${algorithm.slice(2)}`
  if (!/^(?:RS|PS|ES)(?:256|384|512)$/.test(algorithm)) return false
  const options = algorithm.startsWith('ES')
    ? { dsaEncoding: 'ieee-p1363' as const }
    : algorithm.startsWith('PS')
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
      : { padding: constants.RSA_PKCS1_PADDING }
  const type = algorithm.startsWith('ES') ? 'ec' : 'rsa'
  return keys.some(({ key }) => {
    if (key.asymmetricKeyType !== type) return false
    try {
      return verify(hash, content, { key, ...options }, signature)
    } catch {
      return false
    }
  })
}

/**
 * Returns who signed a JWT, by all signing keys of one cluster. `altered`: the token names one of these keys, which
 * doesn't verify it. Without a key id in the token, another cluster's signature and an altered one look the same.
 */
export function signerOf(
  jwt: string,
  { algorithm, keyId }: { readonly algorithm: string; readonly keyId: string },
  keys: readonly SigningKey[],
): 'this' | 'other' | 'altered' | 'unknown' {
  if (keys.length === 0) return 'unknown'
  if (isSignedBy(jwt, algorithm, keys)) return 'this'
  if (keyId === '' || keys.some(({ id }) => id === '')) return 'unknown'
  return keys.some(({ id }) => id === keyId) ? 'altered' : 'other'
}
