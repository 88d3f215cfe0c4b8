/** Every buffer that held a key or a passphrase is zero-filled once it is no longer needed. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLog } from '../../../electron/base/log/log.ts'
import { answerSealer, newAnswerKeys, openAnswer } from '../../../electron/storage/keychain/answerSeal.ts'
import type { Keychain } from '../../../electron/storage/keychain/keychain.ts'
import { bytesOfHex, hexBytes, keychainMasterKey } from '../../../electron/storage/keychain/masterKey.ts'
import { parsePassphraseFile, unwrapKey, wrapKey } from '../../../electron/storage/keychain/passphrase.ts'
import { detachedSealer, openBytes, sealBytes } from '../../../electron/storage/keychain/sealedFile.ts'
import { createSealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

/** Every buffer that the crypto module created or received a passphrase in. */
const made = vi.hoisted((): Uint8Array[] => [])
vi.mock(import('node:crypto'), async (original) => {
  const real = await original()
  const noted = <T extends Uint8Array>(bytes: T): T => {
    made.push(bytes)
    return bytes
  }
  const randomBytes = (size: number) => noted(real.randomBytes(size))
  const createDecipheriv = (...given: Parameters<typeof real.createDecipheriv>) => {
    const decipher = real.createDecipheriv(...given)
    const [update, final] = [decipher.update.bind(decipher), decipher.final.bind(decipher)]
    return Object.assign(decipher, {
      update: (bytes: Uint8Array) => noted(update(bytes as never, undefined as never, undefined as never) as never),
      final: () => noted(final(undefined as never) as never),
    })
  }
  const scrypt = (typed: Buffer, salt: Buffer, length: number, how: object, done: (...given: unknown[]) => void) => {
    noted(typed)
    real.scrypt(typed, salt, length, how, (problem, key) => done(problem, problem === null ? noted(key) : key))
  }
  const createPrivateKey = (options: { key: Buffer; type: 'pkcs8'; format: 'der' }) => {
    noted(options.key)
    return real.createPrivateKey(options)
  }
  const diffieHellman = (keys: never) => noted(real.diffieHellman(keys))
  const hkdfSync = (...given: Parameters<typeof real.hkdfSync>) => {
    const derived = real.hkdfSync(...given)
    noted(new Uint8Array(derived))
    return derived
  }
  const replaced = { randomBytes, createDecipheriv, scrypt, createPrivateKey, diffieHellman, hkdfSync }
  return { ...real, ...replaced } as unknown as typeof real
})

/** Returns the buffers that still hold bytes of a key, a passphrase or a plain text. Nonces and salts are public. */
const leftOf = (...secrets: readonly Uint8Array[]): number =>
  made.filter((bytes) => bytes.length > 0 && secrets.some((secret) => Buffer.from(bytes).includes(Buffer.from(secret))))
    .length
const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0)

const passphrase = '맞는 passphrase of a test'
const typed = Buffer.from(passphrase.normalize('NFKC'), 'utf8')
const key = randomBytes(32)

/** A keychain in memory; `given` has every buffer that crossed. */
function memoryKeychain() {
  const entries = new Map<string, Buffer>()
  const given: Buffer[] = []
  const keychain: Keychain = {
    read: async (account) => {
      const entry = entries.get(account)
      if (entry === undefined) return null
      const copy = Buffer.from(entry)
      given.push(copy)
      return copy
    },
    write: async (account, secret) => {
      given.push(secret)
      entries.set(account, Buffer.from(secret))
    },
    remove: async (account) => void entries.delete(account),
  }
  return { keychain, entries, given }
}

let folder: string
beforeEach(async () => {
  folder = join(await temporaryFolder('zero'), 'sealed')
  made.length = 0
})
afterEach(() => removeFolder(join(folder, '..')))

describe('@boundary the key of a detached sealer', () => {
  it('is zero-filled when the sealer ends', () => {
    const sealer = detachedSealer(key)
    const [own] = made
    sealer.seal('a', Buffer.from('typed'))
    if (own === undefined) throw new Error('no key was made')
    expect([own.length, isZero(own)]).toEqual([32, false])
    sealer.end()
    expect(isZero(own)).toBe(true)
  })

  it('is zero-filled after its file was opened, or could not be opened', () => {
    const sealer = detachedSealer(key)
    const [own] = made
    const secret = Uint8Array.from(own ?? [])
    const sealed = sealer.seal('a', Buffer.from('typed'))
    sealer.end()
    made.length = 0
    expect(openBytes(key, 'a', sealed).toString()).toBe('typed')
    expect(made.length).toBeGreaterThan(0)
    expect(leftOf(secret)).toBe(0)
    expect(() => openBytes(key, 'b', sealed)).toThrow('damaged')
    expect(leftOf(secret)).toBe(0)
  })
})

describe('@boundary the content of a sealed file', () => {
  it('is zero-filled if its tag is wrong', () => {
    const plain = Buffer.from('hvs.what the file held')
    const sealed = sealBytes(key, 'a', plain)
    sealed[20] = (sealed[20] ?? 0) ^ 1
    expect(() => openBytes(key, 'a', sealed)).toThrow('damaged')
    expect(made.filter(({ length }) => length === plain.length)).toHaveLength(1)
    expect(leftOf(plain)).toBe(0)
  })
})

describe('@boundary a passphrase and the key that is derived from it', () => {
  it('are zero-filled after wrapping and unwrapping, with the right passphrase or a wrong one', async () => {
    const file = parsePassphraseFile(Buffer.from(await wrapKey(key, passphrase)))
    const derived = made.filter(({ length }) => length === 32 || length === typed.length)
    expect(derived.length).toBeGreaterThanOrEqual(2)
    made.length = 0
    const opened = await unwrapKey(file, passphrase)
    expect(opened).toEqual(key)
    // The typed text, the derived key, and the master key, which is the result.
    expect(made.filter((bytes) => bytes !== opened && bytes.length > 0 && !isZero(bytes))).toEqual([])
    made.length = 0
    await expect(unwrapKey(file, 'another')).rejects.toMatchObject({ code: 'passphrase-wrong' })
    expect(made.length).toBeGreaterThanOrEqual(3)
    expect(made.filter((bytes) => !isZero(bytes))).toEqual([])
  })

  it('are zero-filled if the wrapped value is not a master key', async () => {
    const file = parsePassphraseFile(Buffer.from(await wrapKey(Buffer.from('too short'), passphrase)))
    made.length = 0
    await expect(unwrapKey(file, passphrase)).rejects.toMatchObject({ code: 'passphrase-wrong' })
    expect(made.filter((bytes) => !isZero(bytes))).toEqual([])
  })

  it('leave only a salt and a nonce in the result of wrapping', async () => {
    await wrapKey(key, passphrase)
    // In order: the salt, the typed text, the derived key, the nonce.
    expect(made.map((bytes) => [bytes.length, isZero(bytes)])).toEqual([
      [32, false],
      [typed.length, true],
      [32, true],
      [12, false],
    ])
  })
})

describe('@boundary a master key as text', () => {
  it('replaces its bytes, and is read only if it is complete', () => {
    const bytes = Buffer.from(key)
    const text = hexBytes(bytes)
    expect(text.toString()).toBe(key.toString('hex'))
    expect(isZero(bytes)).toBe(true)
    expect(bytesOfHex(text)).toEqual(key)
  })

  it('that is cut off leaves none of its bytes', () => {
    const alloc = vi.spyOn(Buffer, 'alloc')
    try {
      for (const text of [`${key.toString('hex').slice(0, 63)}x`, key.toString('hex').slice(0, 62)]) {
        expect(() => bytesOfHex(Buffer.from(text))).toThrowError(expect.objectContaining({ code: 'master-key-lost' }))
      }
      expect(alloc.mock.results).toHaveLength(2)
      expect(alloc.mock.results.filter(({ value }) => !isZero(value as Buffer))).toEqual([])
    } finally {
      alloc.mockRestore()
    }
  })

  it('is zero-filled after it was written to the keychain and read from it', async () => {
    const { keychain, given, entries } = memoryKeychain()
    const options = { keychain, folder, filesExist: async () => false }
    const first = await keychainMasterKey(options)
    const again = await keychainMasterKey(options)
    expect(again).toEqual(first)
    expect([...entries.values()].map(String)).toEqual([first.toString('hex')])
    expect(given).toHaveLength(3)
    expect(given.filter((bytes) => !isZero(bytes))).toEqual([])
    expect(leftOf(first)).toBe(0)
  })

  it('is zero-filled if the keychain fails', async () => {
    const { keychain, given } = memoryKeychain()
    const failing: Keychain = {
      ...keychain,
      write: async (_account, secret) => {
        given.push(secret)
        throw new Error('the keychain fails')
      },
    }
    await expect(keychainMasterKey({ keychain: failing, folder, filesExist: async () => false })).rejects.toThrow(
      'fails',
    )
    expect(given.map((bytes) => [bytes.length, isZero(bytes)])).toEqual([[64, true]])
  })
})

describe('@boundary the keys of a sealed answer', () => {
  it('are zero-filled after the answer is sealed and opened, or cannot be opened', () => {
    const keys = newAnswerKeys()
    const sealer = answerSealer(keys.publicKey, 'ceremony')
    const sealed = sealer(Buffer.from('new keys'))
    // The shared secret, the derived key, the nonce.
    expect(made.map((bytes) => [bytes.length, isZero(bytes)])).toEqual([
      [32, true],
      [32, true],
      [12, false],
    ])
    made.length = 0
    const opened = openAnswer(keys.privateKey, 'ceremony', sealed)
    expect(opened.toString()).toBe('new keys')
    // The private key, the shared secret and the derived key; the plain text is the result.
    expect(made.filter((bytes) => bytes.length > 0 && !isZero(bytes))).toEqual([opened])
    for (const [name, of] of [
      ['another', sealed],
      ['ceremony', sealed.subarray(0, 40)],
    ] as const) {
      made.length = 0
      expect(() => openAnswer(keys.privateKey, name, of)).toThrowError(
        expect.objectContaining({ code: 'file-unreadable' }),
      )
      expect(made.filter((bytes) => !isZero(bytes))).toEqual([])
    }
  })
})

describe('@boundary a store that is locked', () => {
  const content = 'hvs.aTokenInTheStore'
  /**
   * Copies of bytes and of the content that the code under test creates, and the buffers that it allocates for them.
   */
  const notingCopies = () => {
    const [from, alloc] = [vi.spyOn(Buffer, 'from'), vi.spyOn(Buffer, 'alloc')]
    return () => {
      const copies = from.mock.results.filter((_, index) => typeof from.mock.calls[index]?.[0] !== 'string')
      const found = [...copies, ...alloc.mock.results].map(({ value }) => value as Buffer)
      const texts = from.mock.results.filter((_, index) => (from.mock.calls[index]?.[0] as unknown) === content)
      from.mockRestore()
      alloc.mockRestore()
      return { keys: found.filter(({ length }) => length === 32), texts: texts.map(({ value }) => value as Buffer) }
    }
  }

  it.each(['keychain', 'passphrase'] as const)('holds no key of its %s and nothing that it read', async (kind) => {
    const { keychain, entries } = memoryKeychain()
    const store = createSealedStore({ folder, keychain: kind === 'keychain' ? keychain : null, log: createLog(null) })
    const copies = notingCopies()
    await store.open()
    if (kind === 'passphrase') await store.usePassphrase(passphrase)
    const sealer = store.sealer()
    await store.write('profile:1', content)
    sealer.seal('drafts:1', content)
    await store.settled()
    expect(await store.read('profile:1')).toBe(content)
    expect(await store.read('drafts:1')).toBe(content)
    await store.confirm(passphrase)
    await store.names('')
    store.lock()
    sealer.end()
    const { keys, texts } = copies()
    expect(keys.length).toBeGreaterThan(0)
    expect(keys.filter((key) => !isZero(key))).toEqual([])
    expect(texts).toHaveLength(2)
    expect(texts.filter((text) => !isZero(text))).toEqual([])
    const [text] = entries.values()
    const masterKey = text === undefined ? [] : [bytesOfHex(text)]
    expect(masterKey).toHaveLength(kind === 'keychain' ? 1 : 0)
    expect(leftOf(Buffer.from(content), typed, ...masterKey)).toBe(0)
    // Keys have 32 bytes, like salts; the only salt is that of the passphrase file.
    const salts = kind === 'keychain' ? 0 : 1
    expect(made.filter((bytes) => bytes.length === 32 && !isZero(bytes))).toHaveLength(salts)
  })

  it('holds no key of the passphrase before a change, and none of the one after it', async () => {
    const store = createSealedStore({ folder, keychain: null, log: createLog(null) })
    const copies = notingCopies()
    await store.open()
    await store.usePassphrase(passphrase)
    await store.write('profile:1', content)
    await store.changePassphrase(passphrase, 'another passphrase of a test')
    expect(await store.read('profile:1')).toBe(content)
    store.lock()
    const { keys } = copies()
    expect(keys.length).toBeGreaterThan(2)
    expect(keys.filter((key) => !isZero(key))).toEqual([])
    expect(leftOf(Buffer.from(content), typed, Buffer.from('another passphrase of a test'))).toBe(0)
    // The salts of both passphrase files.
    expect(made.filter((bytes) => bytes.length === 32 && !isZero(bytes))).toHaveLength(2)
  })
})
