import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLog } from '../../../electron/base/log/log.ts'
import { createSealedStore, type SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

/** Every key that the envelope received, by reference, so that its bytes can be checked later. */
const seenKeys = vi.hoisted((): Uint8Array[] => [])
vi.mock(import('../../../electron/storage/keychain/sealedFile.ts'), async (importOriginal) => {
  const real = await importOriginal()
  return {
    ...real,
    sealBytes: (key: Uint8Array, name: string, plain: Uint8Array) => {
      seenKeys.push(key)
      return real.sealBytes(key, name, plain)
    },
    openBytes: (key: Uint8Array, name: string, sealed: Buffer) => {
      seenKeys.push(key)
      return real.openBytes(key, name, sealed)
    },
  }
})

const passphrase = 'a passphrase of a test'
let folder: string

beforeEach(async () => {
  folder = join(await temporaryFolder('sealed'), 'sealed')
  seenKeys.length = 0
})
afterEach(() => removeFolder(join(folder, '..')))

const newStore = (): SealedStore =>
  createSealedStore({
    folder,
    keychain: null,
    log: createLog(null),
    survivesLock: (name) => name.startsWith('drafts:'),
  })
async function openStore(): Promise<SealedStore> {
  const store = newStore()
  await store.open()
  return store
}
async function storeWithPassphrase(): Promise<SealedStore> {
  const store = await openStore()
  await store.usePassphrase(passphrase)
  return store
}
const code = (code: string) => expect.objectContaining({ code })
const fileOf = async (name: string) => {
  const file = (await readdir(folder)).find((file) => file === `entry-${name}.passphrase.sealed`)
  if (file === undefined) throw new Error(`no file for ${name}`)
  return join(folder, file)
}

describe('a store without a keychain', () => {
  it('keeps entries in memory, reports why, and writes no file', async () => {
    const store = await openStore()
    await store.write('profile:1', 'a token')
    expect(await store.read('profile:1')).toBe('a token')
    expect(store.state()).toEqual({ kind: 'memory', reason: 'This computer has no keychain.', putAside: [] })
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('returns null for a missing entry, and forgets a removed one', async () => {
    const store = await openStore()
    expect(await store.read('profile:1')).toBeNull()
    await store.write('profile:1', 'a token')
    await store.remove('profile:1')
    expect(await store.read('profile:1')).toBeNull()
  })

  it('returns nothing while it is locked, and needs nothing to unlock', async () => {
    const store = await openStore()
    await store.write('profile:1', 'a token')
    store.lock()
    expect(store.locked).toBe(true)
    expect(store.passphraseNeeded).toBe(false)
    await expect(store.read('profile:1')).rejects.toEqual(code('locked'))
    await expect(store.write('profile:1', 'another')).rejects.toEqual(code('locked'))
    await expect(store.remove('profile:1')).rejects.toEqual(code('locked'))
    await expect(store.names('')).rejects.toEqual(code('locked'))
    await store.unlock()
    expect(store.locked).toBe(false)
  })

  it('drops its entries when it locks, except those that must survive', async () => {
    const store = await openStore()
    await store.write('profile:1', 'a token')
    await store.write('drafts:1', 'an edit')
    store.lock()
    await store.unlock()
    expect(await store.read('profile:1')).toBeNull()
    expect(await store.read('drafts:1')).toBe('an edit')
    expect(await store.names('drafts:')).toEqual(['drafts:1'])
  })
})

describe('a store with a passphrase', () => {
  it('takes over the entries in memory', async () => {
    const store = await openStore()
    await store.write('profile:1', 'a token')
    await store.usePassphrase(passphrase)
    expect(store.state()).toEqual({ kind: 'passphrase', putAside: [] })
    expect(await store.read('profile:1')).toBe('a token')

    const after = await openStore()
    await after.unlock(passphrase)
    expect(await after.read('profile:1')).toBe('a token')
  })

  it('starts locked and opens only with the passphrase', async () => {
    await (await storeWithPassphrase()).write('profile:1', 'a token')
    const store = await openStore()
    expect(store.locked).toBe(true)
    expect(store.passphraseNeeded).toBe(true)
    await expect(store.read('profile:1')).rejects.toEqual(code('locked'))
    await expect(store.unlock()).rejects.toEqual(code('passphrase-wrong'))
    await expect(store.unlock('another passphrase')).rejects.toEqual(code('passphrase-wrong'))
    expect(store.locked).toBe(true)
    await store.unlock(passphrase)
    expect(store.passphraseNeeded).toBe(false)
    expect(await store.read('profile:1')).toBe('a token')
  })

  it('does not accept a second passphrase instead of the first', async () => {
    const store = await storeWithPassphrase()
    await expect(store.usePassphrase('the next passphrase')).rejects.toEqual(code('unsupported'))
  })

  it('can still read with its key after two concurrent unlocks', async () => {
    await (await storeWithPassphrase()).write('profile:1', 'a token')
    const store = await openStore()
    const second = store.unlock(passphrase)
    await store.unlock(passphrase)
    const reading = store.read('profile:1')
    await second
    expect(await reading).toBe('a token')
    expect(await store.read('profile:1')).toBe('a token')
  })

  it('requires the passphrase if it was locked while memory was written to files', async () => {
    const store = await openStore()
    const taking = store.usePassphrase(passphrase)
    store.lock()
    await expect(store.unlock()).rejects.toEqual(code('passphrase-wrong'))
    await taking
    expect(store.locked).toBe(true)
  })

  it('does not report a file as damaged if a lock dropped its key', async () => {
    const store = await storeWithPassphrase()
    await store.write('profile:1', 'a token')
    const reading = store.read('profile:1')
    store.lock()
    const unlocking = store.unlock(passphrase)
    await expect(reading).rejects.toEqual(code('locked'))
    await unlocking
    expect(await store.read('profile:1')).toBe('a token')
  })

  it('zero-fills every copy of the key when it locks', async () => {
    const store = await storeWithPassphrase()
    await store.write('profile:1', 'a token')
    await store.read('profile:1')
    store.lock()
    expect(seenKeys.length).toBeGreaterThan(2)
    expect(seenKeys.map((key) => key.every((byte) => byte === 0))).not.toContain(false)
  })

  it('finishes a write that was in progress when it locked', async () => {
    const store = await storeWithPassphrase()
    const written = store.write('profile:1', 'a token')
    store.lock()
    await written
    await store.unlock(passphrase)
    expect(await store.read('profile:1')).toBe('a token')
  })

  it('stays locked if it is locked while it unlocks', async () => {
    await storeWithPassphrase()
    const store = await openStore()
    const unlocking = store.unlock(passphrase)
    store.lock()
    await expect(unlocking).rejects.toEqual(code('locked'))
    expect(store.locked).toBe(true)
  })

  it('writes files that only their owner can read', async () => {
    await (await storeWithPassphrase()).write('profile-1', 'a token')
    const files = await readdir(folder)
    expect(files.toSorted()).toEqual(['entry-profile-1.passphrase.sealed', 'passphrase.json'])
    const modes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).mode & 0o777))
    expect(modes).toEqual([0o600, 0o600])
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect(await readFile(await fileOf('profile-1'), 'latin1')).not.toContain('a token')
  })

  it('keeps the last of many writes', async () => {
    const store = await storeWithPassphrase()
    const contents = Array.from({ length: 20 }, (_, index) => `content ${index}`)
    await Promise.all(contents.map((content) => store.write('profile:1', content)))
    expect(await store.read('profile:1')).toBe('content 19')
    expect(await store.names('')).toEqual(['profile:1'])
  })

  it('keeps entries separate, and removes one permanently', async () => {
    const store = await storeWithPassphrase()
    await store.write('profile:1', 'one')
    await store.write('profile:2', 'two')
    await store.remove('profile:1')
    expect(await store.names('profile:')).toEqual(['profile:2'])
    expect(await store.read('profile:2')).toBe('two')
  })

  it('ignores the remains of an interrupted write', async () => {
    const store = await storeWithPassphrase()
    await store.write('profile-1', 'a token')
    await writeFile(`${await fileOf('profile-1')}.${process.pid}-0123456789ab.tmp`, 'half a fi')
    expect(await store.read('profile-1')).toBe('a token')
    expect(await store.names('')).toEqual(['profile-1'])
  })

  it('removes half-written files of a crash, and no file that is being written', async () => {
    const store = await storeWithPassphrase()
    await store.write('profile-1', 'a token')
    const ended = spawnSync(process.execPath, ['--version']).pid
    const names = [ended, process.pid].map((pid) => `entry-profile-1.passphrase.sealed.${pid}-0123456789ab.tmp`)
    for (const name of names) await writeFile(join(folder, name), 'half a fi')
    await newStore().open()
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual(names.slice(1))
  })

  it('does not open a file under the name of another', async () => {
    const store = await storeWithPassphrase()
    await store.write('profile-1', 'one')
    await store.write('profile-2', 'two')
    await writeFile(await fileOf('profile-2'), await readFile(await fileOf('profile-1')))
    await expect(store.read('profile-2')).rejects.toEqual(code('file-unreadable'))
  })
})

describe('a sealed file that cannot be read', () => {
  it('is reported, stays in place until it is replaced, and is set aside then', async () => {
    const store = await storeWithPassphrase()
    await store.write('profile-1', 'a token')
    const path = await fileOf('profile-1')
    const damaged = (await readFile(path)).subarray(0, -1)
    await writeFile(path, damaged)

    await expect(store.read('profile-1')).rejects.toEqual(code('file-unreadable'))
    expect(await readFile(path)).toEqual(damaged)
    expect(store.state().putAside).toEqual([])

    await store.write('profile-1', 'a new token')
    expect(await store.read('profile-1')).toBe('a new token')
    const [aside] = store.state().putAside
    expect(aside).toMatch(/^entry-profile-1\.passphrase\.sealed\.unreadable-\d{8}T\d{9}Z$/)
    expect(await readFile(join(folder, aside ?? ''))).toEqual(damaged)
    expect((await openStore()).state().putAside).toEqual([aside])
  })

  it('is never overwritten, however often that happens', async () => {
    const store = await storeWithPassphrase()
    await store.write('profile-1', 'a token')
    const path = await fileOf('profile-1')
    for (const damage of ['one', 'two', 'three']) {
      await writeFile(path, damage)
      await expect(store.read('profile-1')).rejects.toEqual(code('file-unreadable'))
      await store.write('profile-1', `after ${damage}`)
    }
    const kept = await Promise.all(store.state().putAside.map((file) => readFile(join(folder, file), 'utf8')))
    expect(kept).toEqual(['three', 'two', 'one'])
  })

  it('can be the passphrase file, which keeps entries in memory until a new passphrase sets it aside', async () => {
    await (await storeWithPassphrase()).write('profile-1', 'an old token')
    await writeFile(join(folder, 'passphrase.json'), '{"version":1,"kdf":"scrypt","cost":1099511627776}')
    const store = await openStore()
    expect(store.locked).toBe(false)
    expect(store.state()).toMatchObject({ kind: 'memory', reason: expect.stringContaining('passphrase file') })
    expect(await store.read('profile-1')).toBeNull()

    await store.write('profile-1', 'a new token')
    await store.usePassphrase(passphrase)
    expect(await store.read('profile-1')).toBe('a new token')
    expect(
      store
        .state()
        .putAside.map((file) => file.replace(/\.unreadable-.*/, ''))
        .toSorted(),
    ).toEqual(['entry-profile-1.passphrase.sealed', 'passphrase.json'])
  })

  it('can be a folder in its place', async () => {
    const store = await storeWithPassphrase()
    await mkdir(join(folder, 'entry-profile-1.passphrase.sealed'))
    await expect(store.read('profile-1')).rejects.toEqual(code('file-unreadable'))
    await store.write('profile-1', 'a token')
    expect(await store.read('profile-1')).toBe('a token')
  })

  it('can be the whole folder: then Strongroom is locked and reports why', async () => {
    await writeFile(folder, 'not a folder')
    const store = await openStore()
    expect(store.locked).toBe(true)
    expect(store.state().reason).toContain('cannot be read')
  })
})
