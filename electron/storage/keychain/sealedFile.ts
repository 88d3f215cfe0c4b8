/**
 * The envelope of a sealed file: AES-256-GCM (NIST SP 800-38D) under the master key.
 *
 *     bytes  0– 3  "SRSF"
 *     byte   4     version, 1
 *     bytes  5–16  nonce, random, new for every write
 *     bytes 17–32  authentication tag
 *     bytes 33–    ciphertext
 *
 * The tag also covers what the file is for and its name, so a file copied over another one does not open.
 *
 * Version 2 is what a `DetachedSealer` makes: `SRSF`, 2, its key sealed under the master key (65 bytes), and the
 * content sealed under that key. Both are in the format of version 1.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Failure } from '../../contract/failure.ts'

const magic = Buffer.from('SRSF', 'ascii')
const version = 1
const nonceAt = 5
const tagAt = 17
const textAt = 33
const tagLength = 16

/** Bytes of a master key. */
export const keyLength = 32

const associatedData = (name: string) => Buffer.from(`strongroom sealed file\0${version}\0${name}`, 'utf8')

/** Seals data that the master key opens, and holds its own key instead of the master key. */
export interface DetachedSealer {
  seal(name: string, plain: Uint8Array): Buffer
  /** Zero-fills its key. */
  end(): void
}

const detachedVersion = 2
/** A detached key is sealed under this name. No entry has it, because of the NUL. */
const detachedName = '\0detached key'
const detachedAt = magic.length + 1
const detachedTextAt = detachedAt + textAt + keyLength

/** Returns a sealer that continues to work after the master key is gone. */
export function detachedSealer(masterKey: Uint8Array): DetachedSealer {
  const key = randomBytes(keyLength)
  const sealedKey = sealBytes(masterKey, detachedName, key)
  return {
    seal: (name, plain) => Buffer.concat([magic, Buffer.of(detachedVersion), sealedKey, sealBytes(key, name, plain)]),
    end: () => void key.fill(0),
  }
}

/** Seals `plain` for the name that it will be stored under. */
export function sealBytes(masterKey: Uint8Array, name: string, plain: Uint8Array): Buffer {
  // SECURITY: 96 random bits for each write. The chance of a repeated nonce stays below 2^-32 for four billion writes
  // under a key.
  const nonce = randomBytes(tagAt - nonceAt)
  const cipher = createCipheriv('aes-256-gcm', masterKey, nonce, { authTagLength: tagLength })
  cipher.setAAD(associatedData(name))
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([magic, Buffer.of(version), nonce, cipher.getAuthTag(), text])
}

/**
 * Opens what `sealBytes` sealed under the same key and name.
 * @throws Failure `file-unreadable` for anything else: truncated, modified, another key, another name, a newer version.
 */
export function openBytes(masterKey: Uint8Array, name: string, sealed: Buffer): Buffer {
  if (sealed.length < textAt || !sealed.subarray(0, magic.length).equals(magic)) {
    throw new Failure('file-unreadable', 'The file is not a sealed file, or it breaks off.')
  }
  if (sealed[magic.length] === detachedVersion) return openDetached(masterKey, name, sealed)
  if (sealed[magic.length] !== version) {
    throw new Failure('file-unreadable', 'The sealed file was written by another version of Strongroom.')
  }
  const decipher = createDecipheriv('aes-256-gcm', masterKey, sealed.subarray(nonceAt, tagAt), {
    authTagLength: tagLength,
  })
  decipher.setAAD(associatedData(name))
  decipher.setAuthTag(sealed.subarray(tagAt, textAt))
  // SECURITY: nothing of this is returned before `final` has verified the tag.
  const unchecked = decipher.update(sealed.subarray(textAt))
  try {
    const rest = decipher.final()
    if (rest.length === 0) return unchecked
    const whole = Buffer.concat([unchecked, rest])
    unchecked.fill(0)
    return whole
  } catch {
    unchecked.fill(0)
    throw new Failure('file-unreadable', 'The sealed file is damaged, or it was sealed under another key.')
  }
}

function openDetached(masterKey: Uint8Array, name: string, sealed: Buffer): Buffer {
  const key = openBytes(masterKey, detachedName, sealed.subarray(detachedAt, detachedTextAt))
  try {
    return openBytes(key, name, sealed.subarray(detachedTextAt))
  } finally {
    key.fill(0)
  }
}
