/**
 * Strongroom on a real Secret Service. The keychain library knows one bus per process, so the test that ends it comes
 * last.
 */
import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLog } from '../../../electron/base/log/log.ts'
import type { Keychain } from '../../../electron/storage/keychain/keychain.ts'
import { ownAccount } from '../../../electron/storage/keychain/masterKey.ts'
import { createOsKeychain } from '../../../electron/storage/keychain/osKeychain.ts'
import { sealBytes } from '../../../electron/storage/keychain/sealedFile.ts'
import { fileNameFor } from '../../../electron/storage/keychain/sealedNames.ts'
import { createSealedStore, type SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { keyringMissing, startKeyring, type TestKeyring } from '../../servers/keyring.ts'
import { endWithTests, temporaryFolder } from '../../servers/lifetime.ts'

const run = promisify(execFile)
const missing = process.platform === 'linux' ? await keyringMissing() : 'only Linux has one'
const code = (code: string) => expect.objectContaining({ code })

let keyring: TestKeyring
let folder: string
let service: string
let services = 0

/** Returns what another program of the same person finds: the secret, or nothing. */
async function lookUpFromOutside(account: string): Promise<string> {
  const { stdout } = await run('secret-tool', ['lookup', 'service', service, 'username', account]).catch(() => ({
    stdout: '',
  }))
  return stdout
}
/** Monitors the bus for prompts. */
async function watchPrompts(): Promise<{ dismissed(): Promise<boolean> }> {
  const monitor = endWithTests(
    spawn('dbus-monitor', ['--session', "interface='org.freedesktop.Secret.Prompt',member='Completed'"], {
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  let seen = ''
  monitor.stdout.on('data', (data: Buffer) => (seen += data.toString()))
  // The bus sends its own name first: from then on nothing is missed.
  await vi.waitFor(() => expect(seen).toContain('NameAcquired'), { timeout: 10_000 })
  return {
    dismissed: async () => {
      // The line below the member can arrive later.
      await vi.waitFor(() => expect(seen).toMatch(/member=Completed\s+boolean/), { timeout: 10_000 })
      monitor.kill()
      return /member=Completed\s+boolean true/.test(seen)
    },
  }
}
const newStore = (): SealedStore =>
  createSealedStore({ folder, keychain: createOsKeychain(service), log: createLog(null) })
async function openStore(): Promise<SealedStore> {
  const store = newStore()
  await store.open()
  return store
}

/** The account of the master key of `folder`. */
const keyAccount = async () => (await ownAccount(folder)) ?? 'none'
/** The sealed files of `folder`. */
const sealedFiles = async () => (await readdir(folder)).filter((name) => name.endsWith('.sealed'))

/** The number of open files of this process, connections included. */
const openFiles = async () => (await readdir('/proc/self/fd')).length

describe.skipIf(missing !== null)(`a real Secret Service${missing === null ? '' : ` (left out: ${missing})`}`, () => {
  beforeAll(async () => {
    keyring = await startKeyring()
    Object.assign(process.env, keyring.env)
  })
  beforeEach(async () => {
    folder = await temporaryFolder('keychain')
    service = `Strongroom test ${++services}`
  })
  afterAll(() => keyring.stop())

  describe('as a keychain', () => {
    it('stores data byte for byte until it is removed', async () => {
      const keychain = createOsKeychain(service)
      expect(await keychain.read('a')).toBeNull()
      const secret = Buffer.from('bytes and \u{1f511}')
      await keychain.write('a', secret)
      expect(await keychain.read('a')).toEqual(secret)
      await keychain.remove('a')
      expect(await keychain.read('a')).toBeNull()
      await keychain.remove('a')
    })

    it('is visible to the person’s other programs under the service and the account', async () => {
      await createOsKeychain(service).write('a', Buffer.from('seen from outside'))
      expect(await lookUpFromOutside('a')).toBe('seen from outside')
    })

    it('answers concurrent calls, each with its own result', async () => {
      const keychain = createOsKeychain(service)
      const accounts = ['a', 'b', 'c', 'd']
      await Promise.all(accounts.map((account) => keychain.write(account, Buffer.from(`of ${account}`))))
      const found = await Promise.all(accounts.map((account) => keychain.read(account)))
      expect(found.map(String)).toEqual(accounts.map((account) => `of ${account}`))
    })

    it('keeps one connection to the session bus, however often it is used', async () => {
      const keychain = createOsKeychain(service)
      await keychain.write('a', Buffer.from('asked often'))
      const before = await openFiles()
      for (let count = 0; count < 60; count++) await keychain.read('a')
      expect(await openFiles()).toBeLessThan(before + 10)
    })

    it('leaves the caller’s secret unchanged', async () => {
      const secret = Buffer.from('still needed')
      await createOsKeychain(service).write('a', secret)
      expect(secret.toString()).toBe('still needed')
    })
  })

  describe('under the sealed store', () => {
    it('holds only a master key from the first start on', async () => {
      const store = await openStore()
      expect(store.state()).toEqual({ kind: 'keychain', putAside: [] })
      expect(store.locked).toBe(false)
      await store.write('profile:1', 'a token')
      expect(await lookUpFromOutside(await keyAccount())).toMatch(/^[0-9a-f]{64}$/)
      const [file] = await sealedFiles()
      expect(await readFile(join(folder, file ?? ''), 'latin1')).not.toContain('a token')
    })

    it('opens sealed data after a restart', async () => {
      await (await openStore()).write('profile:1', 'a token')
      const store = await openStore()
      expect(await store.read('profile:1')).toBe('a token')
    })

    it('is read again at every unlock', async () => {
      const store = await openStore()
      await store.write('profile:1', 'a token')
      store.lock()
      expect(store.passphraseNeeded).toBe(false)
      await expect(store.read('profile:1')).rejects.toEqual(code('locked'))
      await store.unlock()
      expect(await store.read('profile:1')).toBe('a token')
    })

    it('has one key for two windows that start at the same time', async () => {
      const [one, other] = await Promise.all([openStore(), openStore()])
      await one.write('profile:1', 'a token')
      const after = await openStore()
      expect(await after.read('profile:1')).toBe('a token')
      expect(other.locked).toBe(false)
    })

    it('has one key for each home, also for two homes that start for the first time at the same moment', async () => {
      const other = await temporaryFolder('keychain')
      const storeIn = (each: string, keychain: Keychain = createOsKeychain(service)) =>
        createSealedStore({ folder: each, keychain, log: createLog(null) })
      const first = storeIn(folder)
      const real = createOsKeychain(service)
      const asked = Promise.withResolvers<void>()
      const sealed = Promise.withResolvers<void>()
      // The second one has found no key, and writes its own after the first one has sealed under its key.
      const second = storeIn(other, {
        ...real,
        write: async (account, secret) => {
          const copy = Buffer.from(secret)
          asked.resolve()
          await sealed.promise
          await real.write(account, copy)
        },
      })
      const openSecond = second.open()
      await asked.promise
      await first.open()
      await first.write('profile:1', 'of the first')
      sealed.resolve()
      await openSecond
      await second.write('profile:1', 'of the second')
      const after = [storeIn(folder), storeIn(other)]
      await Promise.all(after.map((store) => store.open()))
      expect(await Promise.all(after.map((store) => store.read('profile:1')))).toEqual([
        'of the first',
        'of the second',
      ])
    })

    it('has the shared key for files that an older version sealed', async () => {
      const key = randomBytes(32)
      await createOsKeychain(service).write('master-key-1', Buffer.from(key.toString('hex')))
      await writeFile(
        join(folder, fileNameFor('profile:1', 'keychain')),
        sealBytes(key, 'profile:1', Buffer.from('old')),
      )
      const store = await openStore()
      expect(await store.read('profile:1')).toBe('old')
      expect(await ownAccount(folder)).toBeNull()
      // Another home creates its own key and leaves this one unchanged.
      folder = await temporaryFolder('keychain')
      await (await openStore()).write('profile:1', 'new')
      expect(await lookUpFromOutside('master-key-1')).toBe(key.toString('hex'))
    })

    it('is unusable if the record of its account is damaged, until the person starts over', async () => {
      await (await openStore()).write('profile:1', 'a token')
      await writeFile(join(folder, 'keychain.json'), 'damaged')
      const store = await openStore()
      expect(store.state()).toMatchObject({ kind: 'keychain', refusal: { code: 'master-key-lost' } })
      await store.startNew()
      expect(store.state().putAside).toHaveLength(1)
      expect((await readdir(folder)).filter((name) => name.startsWith('keychain.json.unreadable-'))).toHaveLength(1)
      await store.write('profile:1', 'another')
      expect(await (await openStore()).read('profile:1')).toBe('another')
    })

    it('does not use a passphrase', async () => {
      const store = await openStore()
      await expect(store.usePassphrase('a passphrase')).rejects.toEqual(code('unsupported'))
    })

    it('never gets a new key over files that need the old one', async () => {
      await (await openStore()).write('profile:1', 'a token')
      const keychain = createOsKeychain(service)
      const key = await keychain.read(await keyAccount())
      if (key === null) throw new Error('no master key')
      await keychain.remove(await keyAccount())

      const store = await openStore()
      expect(store.locked).toBe(true)
      expect(store.state()).toMatchObject({ kind: 'keychain', reason: expect.stringContaining('no longer holds') })
      await expect(store.unlock()).rejects.toEqual(code('master-key-lost'))
      expect(await keychain.read(await keyAccount())).toBeNull()

      await keychain.write(await keyAccount(), key)
      await store.unlock()
      expect(await store.read('profile:1')).toBe('a token')
      expect(store.state().reason).toBeUndefined()
    })

    it('that holds another key than the files need leaves them unchanged, until the person starts over', async () => {
      await (await openStore()).write('profile:1', 'a token')
      const [file = ''] = await sealedFiles()
      const sealed = await readFile(join(folder, file))
      const keychain = createOsKeychain(service)
      await keychain.write(await keyAccount(), Buffer.from('0'.repeat(64)))

      const store = await openStore()
      expect(store.locked).toBe(true)
      await expect(store.unlock()).rejects.toEqual(code('master-key-lost'))
      await expect(store.write('profile:1', 'another')).rejects.toEqual(code('locked'))
      expect(await readFile(join(folder, file))).toEqual(sealed)

      await store.startNew()
      const [aside = ''] = store.state().putAside
      expect(aside).toMatch(/unreadable/)
      expect(await readFile(join(folder, aside))).toEqual(sealed)
      expect(await store.read('profile:1')).toBeNull()
      await store.write('profile:1', 'another')
      expect(await (await openStore()).read('profile:1')).toBe('another')
      await expect(store.startNew()).rejects.toEqual(code('unsupported'))
    })

    it('gets a new key only when the person starts over without the old one', async () => {
      await (await openStore()).write('profile:1', 'a token')
      const keychain = createOsKeychain(service)
      await keychain.remove(await keyAccount())
      const store = await openStore()
      await store.startNew()
      expect(await lookUpFromOutside(await keyAccount())).toMatch(/^[0-9a-f]{64}$/)
      expect(store.state().putAside).toHaveLength(1)
      await store.write('profile:1', 'another')
      expect(await (await openStore()).read('profile:1')).toBe('another')
    })

    it('is not trusted if its entry is not a key', async () => {
      const keychain = createOsKeychain(service)
      await openStore()
      for (const nonsense of ['', 'not a key', 'F'.repeat(64), `${'0'.repeat(64)} `]) {
        await keychain.write(await keyAccount(), Buffer.from(nonsense))
        const store = await openStore()
        expect(store.locked).toBe(true)
        await expect(store.unlock()).rejects.toEqual(code('master-key-lost'))
        expect(String(await keychain.read(await keyAccount()))).toBe(nonsense)
      }
    })

    it('keeps an entry that is not a key under another name when the person starts over', async () => {
      await (await openStore()).write('profile:1', 'a token')
      const [file = ''] = await sealedFiles()
      const sealed = await readFile(join(folder, file))
      const keychain = createOsKeychain(service)
      await keychain.write(await keyAccount(), Buffer.from('damaged'))

      const store = await openStore()
      expect(store.state()).toMatchObject({ kind: 'keychain', refusal: { code: 'master-key-lost' } })
      await store.startNew()
      expect(await lookUpFromOutside(await keyAccount())).toMatch(/^[0-9a-f]{64}$/)
      expect(store.state().refusal).toBeUndefined()
      const [aside = ''] = store.state().putAside
      expect(await readFile(join(folder, aside))).toEqual(sealed)
      const { stderr } = await run('secret-tool', ['search', '--all', 'service', service])
      const [kept = ''] = /master-key-1-[0-9a-f]{32}-unreadable-\w+/.exec(stderr) ?? []
      expect(await lookUpFromOutside(kept)).toBe('damaged')
      await store.write('profile:1', 'another')
      expect(await (await openStore()).read('profile:1')).toBe('another')
    })

    it('that is locked itself leaves Strongroom locked, until it opens', async () => {
      await (await openStore()).write('profile:1', 'a token')
      await keyring.lock()
      const store = await openStore()
      expect(store.locked).toBe(true)
      expect(store.state()).toMatchObject({ kind: 'keychain', refusal: { code: 'keychain-refused' } })
      const prompts = await watchPrompts()
      await expect(store.unlock()).rejects.toEqual(code('keychain-refused'))
      // The keyring has prompted the person, and the prompt was dismissed.
      expect(await prompts.dismissed()).toBe(true)
      // A locked keyring is not treated as a lost key: nothing is set aside for it.
      await expect(store.startNew()).rejects.toEqual(code('keychain-refused'))
      expect(store.state().putAside).toEqual([])

      await keyring.unlock()
      await store.unlock()
      expect(await store.read('profile:1')).toBe('a token')
    })
  })

  describe('that becomes unavailable', () => {
    it('keeps an open store working, a locked one locked, and a new one in memory', async () => {
      const store = await openStore()
      await store.write('profile:1', 'a token')
      const [file] = await sealedFiles()
      const sealed = await readFile(join(folder, file ?? ''))
      await keyring.stop()

      await store.write('profile:2', 'another')
      expect(await store.read('profile:1')).toBe('a token')
      // An open store proves nothing without its keychain.
      await expect(store.confirm()).rejects.toEqual(code('keychain-unavailable'))
      store.lock()
      await expect(store.unlock()).rejects.toEqual(code('keychain-unavailable'))
      expect(store.locked).toBe(true)
      await expect(store.startNew()).rejects.toEqual(code('keychain-unavailable'))
      await store.goWithoutKeychain()
      expect(store.state()).toMatchObject({ kind: 'memory', reason: expect.stringContaining('left untouched') })
      expect(await store.read('profile:1')).toBeNull()
      expect(await readFile(join(folder, file ?? ''))).toEqual(sealed)

      const after = await openStore()
      expect(after.state()).toMatchObject({ kind: 'memory', reason: expect.stringContaining('left untouched') })
      expect(await after.read('profile:1')).toBeNull()
      await after.write('profile:1', 'for now')
      await after.usePassphrase('a passphrase')
      expect(await after.read('profile:1')).toBe('for now')
      expect(await readFile(join(folder, file ?? ''))).toEqual(sealed)
    })
  })
})
