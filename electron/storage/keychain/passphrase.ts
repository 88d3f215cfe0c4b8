/**
 * The passphrase file: the master key, wrapped by a key that scrypt (RFC 7914) derives from a passphrase. For computers
 * without a keychain, on request only.
 */
import { randomBytes, scrypt } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import { keyLength, openBytes, sealBytes } from './sealedFile.ts'
import type { Guard } from './sealedNames.ts'

// SECURITY: OWASP's recommendation for scrypt: 128 MiB and a large part of a second for each guess
// (docs/security.md, "Custody").
const strength = { cost: 2 ** 17, blockSize: 8, parallelization: 1 } as const

const base64 = (maxLength: number) => z.base64().max(maxLength)

// SECURITY: the file may be hostile, so the bounds exclude gigabytes of memory and a derivation that is cheaper than
// ours.
const derivation = {
  kdf: z.literal('scrypt'),
  cost: z
    .number()
    .int()
    .min(2 ** 15)
    .max(2 ** 18)
    .refine((cost) => (cost & (cost - 1)) === 0, 'not a power of two'),
  blockSize: z.literal(8),
  parallelization: z.number().int().min(1).max(4),
  salt: base64(64).refine((text) => Buffer.from(text, 'base64').length >= 16, 'too short'),
  wrappedKey: base64(256),
}
const PassphraseFile = z.discriminatedUnion('version', [
  z.strictObject({ version: z.literal(1), ...derivation }),
  /** Present since the passphrase was changed: `generation` names the files that this master key opens. */
  z.strictObject({ version: z.literal(2), ...derivation, generation: z.string().regex(/^[0-9a-f]{16}$/) }),
])
export type PassphraseFile = z.infer<typeof PassphraseFile>

/** Returns the guard of the files that the master key of a passphrase file opens. */
export const guardOf = (file: PassphraseFile): Guard =>
  file.version === 1 ? 'passphrase' : `passphrase-${file.generation}`

/** Returns a generation that no other passphrase file has. */
export const newGeneration = (): string => randomBytes(8).toString('hex')

/** The largest passphrase file that is read, in bytes. */
export const passphraseFileBytes = 4096

/**
 * Reads a passphrase file without opening it.
 * @throws Failure `file-unreadable` when it is damaged, of a newer version, or asks for parameters out of bounds.
 */
export function parsePassphraseFile(content: Uint8Array): PassphraseFile {
  try {
    return PassphraseFile.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content)))
  } catch {
    throw new Failure('file-unreadable', 'The passphrase file is damaged, or it was written by another version.')
  }
}

/** Wraps the master key under a new passphrase, with a new salt. Returns the file's content. */
export async function wrapKey(masterKey: Uint8Array, passphrase: string, generation?: string): Promise<string> {
  const parameters = {
    kdf: 'scrypt' as const,
    ...strength,
    salt: randomBytes(32).toString('base64'),
    wrappedKey: '',
  }
  const empty: PassphraseFile =
    generation === undefined ? { version: 1, ...parameters } : { version: 2, ...parameters, generation }
  const wrappingKey = await deriveKey(passphrase, parameters)
  const wrappedKey = sealBytes(wrappingKey, purposeOf(empty), masterKey).toString('base64')
  wrappingKey.fill(0)
  const file: PassphraseFile = { ...empty, wrappedKey }
  return `${JSON.stringify(file, null, 2)}\n`
}

/**
 * Returns the master key. A wrong passphrase and a modified wrapped key deliberately give the same error.
 * @throws Failure `passphrase-wrong`
 */
export async function unwrapKey(file: PassphraseFile, passphrase: string): Promise<Buffer> {
  const wrappingKey = await deriveKey(passphrase, file)
  try {
    const masterKey = openBytes(wrappingKey, purposeOf(file), Buffer.from(file.wrappedKey, 'base64'))
    if (masterKey.length === keyLength) return masterKey
    masterKey.fill(0)
  } catch {
    // Every cause gives the same error.
  } finally {
    wrappingKey.fill(0)
  }
  throw new Failure('passphrase-wrong', 'The passphrase does not open the file.')
}

type Parameters = Pick<PassphraseFile, 'cost' | 'blockSize' | 'parallelization' | 'salt'>

/**
 * Returns the context that binds the wrapped key to the parameters of its derivation, and to the files that it opens.
 */
const purposeOf = (file: PassphraseFile) => {
  const { cost, blockSize, parallelization, salt } = file
  const purpose = `master key/scrypt/${cost}/${blockSize}/${parallelization}/${salt}`
  return file.version === 1 ? purpose : `${purpose}/${file.generation}`
}

function deriveKey(passphrase: string, { cost, blockSize, parallelization, salt }: Parameters): Promise<Buffer> {
  // The same characters can be typed in more than one form, above all in Hangul: NFKC makes them equal.
  const typed = Buffer.from(passphrase.normalize('NFKC'), 'utf8')
  const maxmem = 128 * blockSize * (cost + parallelization) + 1024 * 1024
  return new Promise((resolve, reject) => {
    scrypt(
      typed,
      Buffer.from(salt, 'base64'),
      keyLength,
      { cost, blockSize, parallelization, maxmem },
      (problem, key) => {
        typed.fill(0)
        if (problem === null) resolve(key)
        else reject(problem)
      },
    )
  })
}
