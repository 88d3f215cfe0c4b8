/** Ceremonies that are erased by dropping their keys, on a real Secret Service and behind a passphrase. */
import { cp, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import type { Keychain } from '../../../electron/storage/keychain/keychain.ts'
import { createOsKeychain } from '../../../electron/storage/keychain/osKeychain.ts'
import { keyringMissing, startKeyring, type TestKeyring } from '../../servers/keyring.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'
import {
  ceremonyFilesOf,
  keyAccountsOf,
  newPassphrase,
  oldPassphrase,
  openWorld,
  profileId,
  rootOf,
  rootToken,
} from './erasableWorld.ts'

const missing = process.platform === 'linux' ? await keyringMissing() : 'only Linux has one'
const code = (code: string) => expect.objectContaining({ code })

let keyring: TestKeyring
let folder: string
let service: string
let services = 0

const keyAccounts = () => keyAccountsOf(service)
const ceremonyFiles = () => ceremonyFilesOf(folder)
async function backUp(which = 'entry-'): Promise<() => Promise<void>> {
  const copy = await temporaryFolder('backup')
  for (const file of await readdir(folder)) {
    if (file.startsWith(which)) await cp(join(folder, file), join(copy, file))
  }
  return () => cp(copy, folder, { recursive: true })
}
describe.skipIf(missing !== null)(`an erased ceremony${missing === null ? '' : ` (left out: ${missing})`}`, () => {
  beforeAll(async () => {
    keyring = await startKeyring()
    Object.assign(process.env, keyring.env)
  })
  beforeEach(async () => {
    folder = join(await temporaryFolder('erasable'), 'sealed')
    await mkdir(folder)
    service = `Strongroom erasable ${++services}`
  })
  afterAll(() => keyring.stop())

  const start = (keychain: Keychain = createOsKeychain(service)) => openWorld(folder, keychain)

  describe('with a keychain', () => {
    it('has its own account until it is finished, and opens after a restart and after a lock', async () => {
      const first = await start()
      const id = await first.begin()
      expect(await keyAccounts()).toHaveLength(1)
      const after = await start()
      expect(await rootOf(after)).toBe(rootToken)
      after.store.lock()
      await after.store.unlock()
      expect(await rootOf(after)).toBe(rootToken)
      await after.ceremonies.wipe(id)
      expect(await keyAccounts()).toEqual([])
      expect(await ceremonyFiles()).toEqual([])
      expect(await rootOf(await start())).toBeNull()
    })

    it('does not open from an old copy of all files', async () => {
      const first = await start()
      const id = await first.begin()
      const putBack = await backUp()
      await first.ceremonies.wipe(id)
      await putBack()
      const after = await start()
      await after.sweep()
      await expect(after.ceremonies.of(profileId)).rejects.toEqual(code('file-unreadable'))
      // The app does not remove the file: the person sets it aside.
      expect(await ceremonyFiles()).toHaveLength(1)
    })

    it('holds no share that was handed over, not even in an old copy', async () => {
      const first = await start()
      const id = await first.begin()
      const before = await keyAccounts()
      const putBack = await backUp('entry-ceremony')
      await first.ceremonies.note(id, [{ item: 1, way: 'handed-over' }])
      expect(await rootOf(await start())).toBe(rootToken)
      const now = await keyAccounts()
      expect(now).toHaveLength(1)
      expect(now).not.toEqual(before)
      await putBack()
      await expect((await start()).ceremonies.of(profileId)).rejects.toEqual(code('file-unreadable'))
    })

    it('of an older version opens, gets a key with its next change, and can be finished', async () => {
      const first = await start()
      const id = await first.begin()
      const text = await first.store.read(`ceremony:${profileId}:${id}`)
      await first.ceremonies.wipe(id)
      // As an older version wrote it: sealed only under the master key.
      Object.getPrototypeOf(first.store)
      await Object.getPrototypeOf(first.store).write(`ceremony:${profileId}:${id}`, text)
      const after = await start()
      expect(await rootOf(after)).toBe(rootToken)
      expect(await keyAccounts()).toEqual([])
      await after.ceremonies.note(id, [{ item: 1, way: 'copied' }])
      expect(await keyAccounts()).toHaveLength(1)
      expect(await rootOf(await start())).toBe(rootToken)
      await after.ceremonies.wipe(id)
      expect(await keyAccounts()).toEqual([])
      expect(await ceremonyFiles()).toEqual([])
    })

    it('is finished even if the keychain refuses; the next unlock drops the key', async () => {
      const keychain = createOsKeychain(service)
      const refusing: Keychain = { ...keychain, remove: () => Promise.reject(new Error('refused')) }
      const first = await start(refusing)
      await first.ceremonies.wipe(await first.begin())
      expect(await rootOf(first)).toBeNull()
      expect(await keyAccounts()).toHaveLength(1)
      const after = await start()
      expect(await rootOf(after)).toBeNull()
      await after.sweep()
      expect(await keyAccounts()).toEqual([])
      expect(await ceremonyFiles()).toEqual([])
    })

    it('is finished on a full disk, too', async () => {
      const first = await start()
      const id = await first.begin()
      const putBack = await backUp('entry-ceremony')
      const full = () => Promise.reject(new Failure('file-unwritable', 'no space'))
      Object.assign(Object.getPrototypeOf(first.store), { write: full })
      await first.ceremonies.wipe(id)
      expect(await rootOf(first)).toBeNull()
      expect(await keyAccounts()).toEqual([])
      expect(await ceremonyFiles()).toEqual([])
      await putBack()
      await expect((await start()).ceremonies.of(profileId)).rejects.toEqual(code('file-unreadable'))
    })

    it('does not begin if the keychain does not store its key, and nothing was requested', async () => {
      const keychain = createOsKeychain(service)
      const isKey = (account: string) => account.startsWith('ceremony-key-')
      const refuses = (): Promise<void> => Promise.reject(new Error('refused'))
      const forgets = (): Promise<void> => Promise.resolve()
      for (const write of [refuses, forgets]) {
        const first = await start({
          ...keychain,
          write: (account, secret) => (isKey(account) ? write() : keychain.write(account, secret)),
        })
        await expect(first.begin()).rejects.toThrow(/refused|did not store/)
        await expect(readFile(join(folder, '..', 'answered'))).rejects.toMatchObject({ code: 'ENOENT' })
        const after = await start()
        await after.sweep()
        expect(await ceremonyFiles()).toEqual([])
      }
    })

    it('keeps few connections to the session bus, for any number of ceremonies', async () => {
      const first = await start()
      await first.ceremonies.wipe(await first.begin())
      const openFiles = async () => (await readdir('/proc/self/fd')).length
      const before = await openFiles()
      for (let count = 0; count < 30; count++) await first.ceremonies.wipe(await first.begin())
      expect(await openFiles()).toBeLessThan(before + 10)
    })

    it('is not swept by one store while another begins it', async () => {
      const [one, two] = [await start(), await start()]
      const done = new AbortController()
      const sweeping = (async () => {
        while (!done.signal.aborted) await two.sweep()
      })()
      for (let count = 0; count < 8; count++) await one.begin()
      done.abort()
      await sweeping
      expect(await keyAccounts()).toHaveLength(8)
      expect(await (await start()).ceremonies.bindings(profileId)).toHaveLength(8)
    })
  })

  describe('behind a passphrase', () => {
    const unlocked = (passphrase = oldPassphrase) => openWorld(folder, null, passphrase)

    it('does not open from an old copy of its file, and an old copy of its key is detected', async () => {
      const first = await unlocked()
      const id = await first.begin()
      const [putFileBack, putBothBack] = [await backUp('entry-ceremony_'), await backUp('entry-ceremony')]
      await first.ceremonies.wipe(id)
      expect(await ceremonyFiles()).toEqual([])
      await putFileBack()
      const after = await unlocked()
      await after.sweep()
      await expect(after.ceremonies.of(profileId)).rejects.toEqual(code('file-unreadable'))
      await putBothBack()
      const attacked = await unlocked()
      await attacked.epochs.check()
      expect(attacked.epochs.oldCopies()).toEqual([{ what: 'ceremony', profileId }])
      expect(await rootOf(attacked)).toBe(rootToken)
    })

    it('was moved there from memory with its key', async () => {
      const first = await openWorld(folder, null)
      const id = await first.begin()
      await first.store.usePassphrase(oldPassphrase)
      expect(await rootOf(first)).toBe(rootToken)
      const putBack = await backUp('entry-ceremony_')
      const after = await unlocked()
      expect(await rootOf(after)).toBe(rootToken)
      await after.ceremonies.wipe(id)
      await putBack()
      await expect((await unlocked()).ceremonies.of(profileId)).rejects.toEqual(code('file-unreadable'))
    })

    it('moves to a new passphrase with its key', async () => {
      const first = await unlocked()
      const id = await first.begin()
      await first.store.changePassphrase(oldPassphrase, newPassphrase)
      expect(await rootOf(await unlocked(newPassphrase))).toBe(rootToken)
      await first.ceremonies.wipe(id)
      expect(await ceremonyFiles()).toEqual([])
    })
  })
})
