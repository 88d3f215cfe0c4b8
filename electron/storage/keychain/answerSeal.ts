/**
 * Seals for the holder of a private key: the witness of an initialization seals the server's answer and cannot open it
 * again. X25519 (RFC 7748), HKDF-SHA256 (RFC 5869), then the envelope of a sealed file.
 */
import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { Failure } from '../../contract/failure.ts'
import { keyLength, openBytes, sealBytes } from './sealedFile.ts'

/** Bytes of an X25519 public key in its SPKI form. */
const publicKeyLength = 44

export interface AnswerKeys {
  /** SPKI, base64. Not secret. */
  readonly publicKey: string
  /** PKCS #8, base64. Stored sealed. */
  readonly privateKey: string
}

/** Returns a new key pair for one answer. */
export function newAnswerKeys(): AnswerKeys {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  return { publicKey: spki(publicKey).toString('base64'), privateKey: pkcs8(privateKey) }
}

const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' })
function pkcs8(key: KeyObject): string {
  const der = key.export({ type: 'pkcs8', format: 'der' })
  const text = der.toString('base64')
  der.fill(0)
  return text
}

/**
 * Returns a function that seals one answer for the holder of the private key, under a name that is needed to open it.
 * The slow part runs here, before there is an answer to lose. The function works once.
 */
export function answerSealer(publicKey: string, name: string): (plain: Uint8Array) => Buffer {
  const theirs = createPublicKey({ key: Buffer.from(publicKey, 'base64'), type: 'spki', format: 'der' })
  const ours = generateKeyPairSync('x25519')
  const header = spki(ours.publicKey)
  const key = derive(ours.privateKey, theirs, header)
  return (plain) => {
    try {
      return Buffer.concat([header, sealBytes(key, name, plain)])
    } finally {
      key.fill(0)
    }
  }
}

/** Opens what an `answerSealer` sealed. @throws Failure `file-unreadable` */
export function openAnswer(privateKey: string, name: string, sealed: Buffer): Buffer {
  const header = sealed.subarray(0, publicKeyLength)
  const der = Buffer.from(privateKey, 'base64')
  let key: Buffer
  try {
    const theirs = createPublicKey({ key: header, type: 'spki', format: 'der' })
    const ours = createPrivateKey({ key: der, type: 'pkcs8', format: 'der' })
    key = derive(ours, theirs, header)
  } catch {
    throw new Failure('file-unreadable', 'The sealed answer of the initialization is damaged.')
  } finally {
    der.fill(0)
  }
  try {
    return openBytes(key, name, sealed.subarray(publicKeyLength))
  } finally {
    key.fill(0)
  }
}

function derive(ours: KeyObject, theirs: KeyObject, header: Buffer): Buffer {
  const shared = diffieHellman({ privateKey: ours, publicKey: theirs })
  const key = Buffer.from(hkdfSync('sha256', shared, header, 'strongroom answer of sys/init', keyLength))
  shared.fill(0)
  return key
}
