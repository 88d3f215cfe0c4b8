/** JWTs for the tests: taken apart, changed, and signed again with a key of the test's choice. */
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestKubernetes } from '../servers/kubernetes.ts'

type Json = Readonly<Record<string, unknown>>

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The claims of a JWT. */
export const claimsOf = (jwt: string): Json =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Json

/** A JWT of these parts with any signature at all. */
export const looseJwt = (header: unknown, claims: unknown, signature = 'c2ln'): string =>
  `${encode(header)}.${encode(claims)}.${signature}`

/** Signed with RS256 by this key. */
export function signedJwt(claims: unknown, keyPem: string): string {
  const content = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), createPrivateKey(keyPem)).toString('base64url')}`
}

/** The key that the cluster signs its own tokens with. */
export const clusterKey = ({ folder }: TestKubernetes): Promise<string> =>
  readFile(join(folder, 'accounts.key'), 'utf8')

/** A key that no cluster knows. */
export function strangeKeys(): { readonly publicKey: string; readonly privateKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
}
