/** JWTs for the tests: decoded, changed, and signed again with a key of the test's choice. */
import { constants, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestKubernetes } from '../servers/kubernetes.ts'

type Json = Readonly<Record<string, unknown>>

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Returns the claims of a JWT. */
export const claimsOf = (jwt: string): Json =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Json

/** As long as the signature of a 2048-bit RSA key. */
const anySignature = Buffer.alloc(256, 1).toString('base64url')

/** Returns a JWT with these parts and an arbitrary signature. */
export const looseJwt = (header: unknown, claims: unknown, signature = anySignature): string =>
  `${encode(header)}.${encode(claims)}.${signature}`

/** Returns the header of a JWT. */
export const headerOf = (jwt: string): Json =>
  JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()) as Json

/** Returns a JWT that is signed by this key with RS256, or with PS256 if the header says so. */
export function signedJwt(claims: unknown, keyPem: string, header: Json = {}): string {
  const content = `${encode({ alg: 'RS256', typ: 'JWT', ...header })}.${encode(claims)}`
  const padding = header['alg'] === 'PS256' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
  const key = { key: createPrivateKey(keyPem), padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), key).toString('base64url')}`
}

/** Returns the key that the cluster signs its own tokens with. */
export const clusterKey = ({ folder }: TestKubernetes): Promise<string> =>
  readFile(join(folder, 'accounts.key'), 'utf8')

/** Returns keys that no cluster knows. */
export function strangeKeys(): { readonly publicKey: string; readonly privateKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
}
