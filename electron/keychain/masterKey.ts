/** The master key: 256 random bits that open every sealed file, and rest in the keychain. */
import { randomBytes } from 'node:crypto'
import { Failure } from '../contract/failure.ts'
import { whileClaimed } from './claim.ts'
import type { Keychain } from './keychain.ts'
import { keyLength } from './sealedFile.ts'

/** The account of its entry in the keychain. */
export const masterKeyAccount = 'master-key-1'

/** A new master key. */
export const randomMasterKey = (): Buffer => randomBytes(keyLength)

export interface MasterKeyOptions {
  readonly keychain: Keychain
  /** Names the process that is making the key, while it does. */
  readonly claimFile: string
  /** Has anything been sealed under a key of the keychain? */
  readonly filesExist: () => Promise<boolean>
}

/**
 * The master key of this person, made when there is none yet and nothing has been sealed under an older one.
 * @throws Failure `keychain-unavailable`; `keychain-refused`; `master-key-lost` when the key is gone that existing files
 * need, or its entry is no key.
 */
export async function keychainMasterKey({ keychain, claimFile, filesExist }: MasterKeyOptions): Promise<Buffer> {
  const kept = await readKey(keychain)
  if (kept !== null) return kept
  return whileClaimed(claimFile, async () => {
    const madeMeanwhile = await readKey(keychain)
    if (madeMeanwhile !== null) return madeMeanwhile
    if (await filesExist()) {
      // SECURITY: a new key here would take the old one's place for good, and every sealed file with it.
      throw new Failure(
        'master-key-lost',
        'The keychain no longer holds the key that the sealed files need. It may be another keychain than before.',
      )
    }
    const text = hexBytes(randomMasterKey())
    await keychain.write(masterKeyAccount, text).finally(() => text.fill(0))
    // What the keychain gives back counts: it proves that it keeps things, unchanged.
    const readBack = await readKey(keychain)
    if (readBack === null) throw new Failure('keychain-refused', 'The keychain did not keep the new master key.')
    return readBack
  })
}

async function readKey(keychain: Keychain): Promise<Buffer | null> {
  const text = await keychain.read(masterKeyAccount)
  if (text === null) return null
  try {
    return bytesOfHex(text)
  } finally {
    text.fill(0)
  }
}

// Text, because some keychains keep nothing else; from buffer to buffer, because a string cannot be zero-filled.
const digits = Buffer.from('0123456789abcdef', 'ascii')

/** Takes the bytes with it: they are zero-filled. */
function hexBytes(bytes: Uint8Array): Buffer {
  const text = Buffer.alloc(bytes.length * 2)
  bytes.forEach((byte, index) => {
    text[2 * index] = digits[byte >> 4] ?? 0
    text[2 * index + 1] = digits[byte & 15] ?? 0
  })
  bytes.fill(0)
  return text
}

/** Throws `master-key-lost` when the text is not a key. */
export function bytesOfHex(text: Buffer): Buffer {
  const bytes = Buffer.alloc(keyLength)
  const valid =
    text.length === 2 * keyLength &&
    bytes.every((_byte, index) => {
      const high = digits.indexOf(text[2 * index] ?? 0)
      const low = digits.indexOf(text[2 * index + 1] ?? 0)
      bytes[index] = (high << 4) | low
      return high !== -1 && low !== -1
    })
  if (valid) return bytes
  bytes.fill(0)
  throw new Failure('master-key-lost', "The keychain's entry for Strongroom is not a master key.")
}
