/** Reads PGP public keys as they are pasted or chosen, for a server that will encrypt shares for them (RFC 9580). */
import type { Key } from 'openpgp'
import { Failure } from '../../contract/failure.ts'
import type { PgpKeyFacts } from '../../contract/pgp.ts'

export interface PgpKey extends PgpKeyFacts {
  /** The public key's bytes in base64, as `sys/init` takes it. */
  readonly binary: string
}

const refuse = (why: string) => new Failure('pgp-key-unusable', why)

/** Limits for a hostile key: at most this many names, and none longer than the next limit. */
const maxUserIds = 10
const longestUserId = 200

/**
 * Reads an armored key, or one in base64.
 * @throws Failure `pgp-key-unusable` with a message: no key, several keys, a private key, or a key that cannot encrypt
 * today.
 */
export async function readPgpKey(text: string): Promise<PgpKey> {
  // Loaded on demand: most people never use a PGP key, and the library is as large as the rest of the core.
  const openpgp = await import('openpgp')
  const isArmored = text.includes('-----BEGIN PGP')
  if (isArmored && text.includes('PRIVATE KEY BLOCK')) {
    throw refuse('This is a private key. Its owner keeps it; give the public one.')
  }
  let keys: Key[]
  try {
    keys = isArmored
      ? await openpgp.readKeys({ armoredKeys: text })
      : await openpgp.readKeys({ binaryKeys: bytesOfBase64(text) })
  } catch {
    throw refuse('This is not a PGP public key.')
  }
  const [key, ...others] = keys
  if (key === undefined) throw refuse('This is not a PGP public key.')
  if (others.length > 0) throw refuse(`These are ${keys.length} keys. Give them one by one.`)
  if (key.isPrivate()) throw refuse('This is a private key. Its owner keeps it; give the public one.')
  try {
    await key.getEncryptionKey()
  } catch {
    throw refuse('The key cannot encrypt: it has expired, was revoked, or is made for signatures only.')
  }
  return {
    userIds: key.getUserIDs().slice(0, maxUserIds).map(plain),
    fingerprint: key.getFingerprint().toUpperCase(),
    binary: Buffer.from(key.write()).toString('base64'),
  }
}

function bytesOfBase64(text: string): Uint8Array {
  const compact = text.replaceAll(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw refuse('This is not a PGP public key.')
  return Buffer.from(compact, 'base64')
}

/** Returns a name on one line, without characters that reorder the words around it. */
function plain(userId: string): string {
  return userId.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').slice(0, longestUserId)
}
