/** The master key: 256 random bits that open every sealed file of a home. The keychain stores it. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import { readIfPresent, replaceFile } from '../../base/files/atomicFile.ts'
import { inFolderTurn } from './folderTurns.ts'
import type { Keychain } from './keychain.ts'
import { keyLength } from './sealedFile.ts'

/** The account that all homes of older versions share. No new key is written to it. */
export const sharedAccount = 'master-key-1'

/** The file that names the account of a home, next to its sealed files. */
export const accountNote = 'keychain.json'

const Note = z.object({ version: z.literal(1), account: z.string().regex(/^master-key-1-[0-9a-f]{32}$/) })

/** Returns a new master key. */
export const randomMasterKey = (): Buffer => randomBytes(keyLength)

export interface MasterKeyOptions {
  readonly keychain: Keychain
  /** The folder of the sealed files. */
  readonly folder: string
  /** Whether any file has been sealed under a key of the keychain. */
  readonly filesExist: () => Promise<boolean>
}

/**
 * Returns the account of the keychain that holds the master key of a folder of sealed files, or null when it has none
 * of its own. Throws `master-key-lost` when the note is damaged.
 */
export async function ownAccount(folder: string): Promise<string | null> {
  const text = await readIfPresent(join(folder, accountNote), 1024)
  if (text === null) return null
  try {
    return Note.parse(JSON.parse(text.toString('utf8'))).account
  } catch (cause) {
    throw new Failure('master-key-lost', `${accountNote}, which identifies the key in the keychain, is damaged.`, {
      cause,
    })
  }
}

/**
 * Returns the master key of this home. Creates one if there is none yet and nothing has been sealed under an older one.
 * Throws `keychain-unavailable`; `keychain-refused`; `master-key-lost` when the key of existing files is gone, or its
 * entry is not a key.
 */
export async function keychainMasterKey({ keychain, folder, filesExist }: MasterKeyOptions): Promise<Buffer> {
  const keptKey = async (): Promise<Buffer | null> => {
    const account = (await ownAccount(folder)) ?? ((await filesExist()) ? sharedAccount : null)
    return account === null ? null : readKey(keychain, account)
  }
  const kept = await keptKey()
  if (kept !== null) return kept
  return inFolderTurn(folder, async () => {
    const newerKey = await keptKey()
    if (newerKey !== null) return newerKey
    if (await filesExist()) {
      // SECURITY: a new key here would permanently replace the old one, and no sealed file could be opened again.
      throw new Failure(
        'master-key-lost',
        'The keychain no longer holds the key that the sealed files need. The keychain may have been replaced.',
      )
    }
    // SECURITY: an account that no other process writes to. Homes share the keychain, and of two that make their keys
    // at the same time, the second would replace the key that the first has already used to seal files
    // (docs/security.md, "Custody").
    const account = (await ownAccount(folder)) ?? `${sharedAccount}-${randomBytes(16).toString('hex')}`
    // Checked before anything is written, because this computer may have no keychain.
    await keychain.read(account)
    await replaceFile(join(folder, accountNote), JSON.stringify({ version: 1, account }))
    const text = hexBytes(randomMasterKey())
    await keychain.write(account, text).finally(() => text.fill(0))
    // Reads the key back, which proves that the keychain stores entries unchanged.
    const readBack = await readKey(keychain, account)
    if (readBack === null) throw new Failure('keychain-refused', 'The keychain did not store the new master key.')
    return readBack
  })
}

async function readKey(keychain: Keychain, account: string): Promise<Buffer | null> {
  const text = await keychain.read(account)
  if (text === null) return null
  try {
    return bytesOfHex(text)
  } finally {
    text.fill(0)
  }
}

// Text, because some keychains store nothing else; from buffer to buffer, because a string cannot be zero-filled.
const digits = Buffer.from('0123456789abcdef', 'ascii')

/** Returns lower-case hex. Zero-fills the bytes. */
export function hexBytes(bytes: Uint8Array): Buffer {
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
