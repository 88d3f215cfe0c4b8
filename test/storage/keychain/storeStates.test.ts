/** The states of the sealed store and the effect of each call in each of them. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import type { Log } from '../../../electron/base/log/log.ts'
import { fileNameFor } from '../../../electron/storage/keychain/sealedNames.ts'
import {
  createSealedStore,
  type SealedStore,
  type SealedStoreOptions,
} from '../../../electron/storage/keychain/sealedStore.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'
import { outcomeOf } from '../../core/outcome.ts'
import { memoryKeychain, type MemoryKeychain } from './memoryKeychain.ts'

const passphrase = 'a passphrase of a test'
const code = (code: string) => expect.objectContaining({ code })
const failure = (code: 'keychain-refused' | 'keychain-unavailable') => () =>
  Promise.reject(new Failure(code, `${code}.`))

let folder: string
let keychain: MemoryKeychain
let logged: string[]
beforeEach(async () => {
  folder = join(await temporaryFolder('states'), 'sealed')
  keychain = memoryKeychain()
  logged = []
})
afterEach(() => removeFolder(join(folder, '..')))

const note = (_fields: unknown, message: string) => void logged.push(message)
const log: Log = { debug: note, info: note, warn: note, error: note }
async function open(options: Partial<SealedStoreOptions> = {}): Promise<SealedStore> {
  const store = createSealedStore({
    folder,
    keychain,
    log,
    survivesLock: (name) => name.startsWith('drafts:'),
    ...options,
  })
  await store.open()
  return store
}
const inMemory = (options: Partial<SealedStoreOptions> = {}) => open({ keychain: null, ...options })
async function withPassphrase(options: Partial<SealedStoreOptions> = {}): Promise<SealedStore> {
  const store = await inMemory(options)
  await (store.passphraseNeeded ? store.unlock(passphrase) : store.usePassphrase(passphrase))
  return store
}
const account = () => Object.keys(keychain.texts())[0] ?? ''
const readAll = async (store: SealedStore) =>
  Object.fromEntries(await Promise.all((await store.names('')).map(async (name) => [name, await store.read(name)])))

const kinds = { keychain: open, memory: inMemory, passphrase: withPassphrase } as const
describe.each(Object.entries(kinds))('a store of the kind %s', (kind, start) => {
  it('keeps, lists and removes entries', async () => {
    const store = await start()
    expect([store.state().kind, store.locked, store.passphraseNeeded]).toEqual([kind, false, false])
    expect(await store.read('b:1')).toBeNull()
    for (const name of ['b:2', 'a:1', 'b:1']) await store.write(name, `of ${name}`)
    await store.write('b:1', 'newer')
    expect(await store.names('b:')).toEqual(['b:1', 'b:2'])
    expect(await readAll(store)).toEqual({ 'a:1': 'of a:1', 'b:1': 'newer', 'b:2': 'of b:2' })
    await store.remove('b:2')
    await store.remove('nothing')
    expect(await store.names('')).toEqual(['a:1', 'b:1'])
    expect(await store.read('b:2')).toBeNull()
    await store.unlock('not needed')
    expect(store.locked).toBe(false)
  })

  it('does nothing while it is locked', async () => {
    const store = await start()
    await store.write('a:1', 'kept')
    await store.write('drafts:1', 'kept')
    store.lock()
    store.lock()
    expect([store.locked, store.passphraseNeeded]).toEqual([true, kind === 'passphrase'])
    const calls = [
      store.read('a:1'),
      store.write('a:1', 'other'),
      store.remove('a:1'),
      store.names(''),
      store.putAside('a:1'),
      store.confirm(passphrase),
      store.usePassphrase(passphrase),
      store.changePassphrase(passphrase, passphrase),
    ]
    for (const call of calls) await expect(call).rejects.toEqual(code('locked'))
    expect(() => store.sealer()).toThrow(code('locked'))
    await store.unlock(passphrase)
    const kept = { 'a:1': 'kept', 'drafts:1': 'kept' }
    expect(await readAll(store)).toEqual(kind === 'memory' ? { 'drafts:1': 'kept' } : kept)
  })

  it('seals data after a lock if it is passed to a sealer', async () => {
    const store = await start()
    const sealer = store.sealer()
    store.lock()
    sealer.seal('drafts:1', 'typed last')
    sealer.end()
    await store.settled()
    await store.unlock(passphrase)
    expect(await store.read('drafts:1')).toBe('typed last')
    expect(await store.names('drafts:')).toEqual(['drafts:1'])
  })

  it('sets an entry aside under another name, if it is a file', async () => {
    const store = await start()
    await store.write('a:1', 'damaged')
    const aside = await store.putAside('a:1')
    const isFile = kind !== 'memory'
    const isNamed = aside?.startsWith(`${fileNameFor('a:1', kind as 'keychain')}.unreadable-`) === true
    expect([isNamed, await store.read('a:1')]).toEqual([isFile, isFile ? null : 'damaged'])
    expect(store.state().putAside).toEqual(isFile ? [aside] : [])
    expect(await store.putAside('a:1')).toBeNull()
    expect((await start()).state().putAside).toEqual(isFile ? [aside] : [])
    expect(logged.includes('a sealed file could not be read and was put aside')).toBe(isFile)
  })

  it.each([true, false, undefined])('confirms only with a person who is present: %s', async (isPresent) => {
    const asked: boolean[] = []
    const confirmPresence = async () => {
      asked.push(true)
      return isPresent === true
    }
    const store = await start(isPresent === undefined ? {} : { confirmPresence })
    const outcome = await outcomeOf(store.confirm(passphrase))
    expect(outcome).toBe(kind === 'keychain' && isPresent === false ? 'keychain-refused' : 'ok')
    // Only a keychain answers without the person.
    expect(asked).toEqual(kind === 'keychain' && isPresent !== undefined ? [true] : [])
    expect(store.locked).toBe(false)
  })

  it('has nothing to start over and no keychain to skip', async () => {
    const store = await start()
    await store.write('a:1', 'kept')
    await expect(store.startNew()).rejects.toEqual(code('unsupported'))
    await expect(store.goWithoutKeychain()).rejects.toEqual(code('unsupported'))
    expect([store.state().kind, await store.read('a:1')]).toEqual([kind, 'kept'])
  })
})

it('A passphrase is created only for a store in memory, and changed only if there is one', async () => {
  const [byKeychain, memory, byPassphrase] = [await open(), await inMemory(), await withPassphrase()]
  for (const store of [byKeychain, byPassphrase]) {
    await expect(store.usePassphrase('another')).rejects.toEqual(code('unsupported'))
  }
  for (const store of [byKeychain, memory]) {
    await expect(store.changePassphrase(passphrase, 'another')).rejects.toEqual(code('unsupported'))
  }
})

describe('a store with a keychain', () => {
  it('opens again with its entries, also under other guards, and removes the key under each', async () => {
    const store = await open()
    await store.write('a:1', 'kept')
    expect((await readdir(folder)).toSorted()).toEqual([fileNameFor('a:1', 'keychain'), 'keychain.json'])
    await writeFile(join(folder, fileNameFor('a:1', 'passphrase')), 'of another guard')
    const after = await open()
    expect(after.state()).toEqual({ kind: 'keychain', putAside: [] })
    expect(await readAll(after)).toEqual({ 'a:1': 'kept' })
    await after.remove('a:1')
    expect(await readdir(folder)).toEqual(['keychain.json'])
  })

  it('reads the keychain at each unlock, and not while it is open', async () => {
    const store = await open()
    const before = keychain.calls.length
    await store.unlock()
    expect(keychain.calls.length).toBe(before)
    store.lock()
    await store.unlock()
    expect(keychain.calls.length).toBeGreaterThan(before)
  })

  it('that refuses is locked with the reason until it opens', async () => {
    await (await open()).write('a:1', 'kept')
    keychain.replace('read', failure('keychain-refused'))
    const store = await open()
    expect([store.locked, store.passphraseNeeded]).toEqual([true, false])
    expect(store.state()).toEqual({
      kind: 'keychain',
      reason: 'keychain-refused.',
      refusal: { code: 'keychain-refused', message: 'keychain-refused.', retryable: false },
      putAside: [],
    })
    expect(logged).toEqual(['the sealed store did not open at the start'])
    await expect(store.unlock()).rejects.toEqual(code('keychain-refused'))
    await expect(store.startNew()).rejects.toEqual(code('keychain-refused'))
    expect([store.locked, store.state().putAside]).toEqual([true, []])
    keychain.replace('read')
    await store.unlock()
    expect(store.state()).toEqual({ kind: 'keychain', putAside: [] })
    expect(await store.read('a:1')).toBe('kept')
  })

  it('that refuses can be skipped for this run, with its files unchanged', async () => {
    const first = await open()
    await first.write('a:1', 'kept')
    await first.write('a:2', 'kept')
    keychain.replace('read', failure('keychain-refused'))
    const store = await open()
    await store.goWithoutKeychain()
    const { kind, reason, refusal } = store.state()
    expect([kind, store.locked, refusal]).toEqual(['memory', false, undefined])
    expect(reason).toContain(`(2 files in ${folder})`)
    await store.write('a:1', 'for now')
    expect(await readAll(store)).toEqual({ 'a:1': 'for now' })
    store.lock()
    await store.unlock()
    expect(await store.read('a:1')).toBeNull()
    keychain.replace('read')
    expect(await readAll(await open())).toEqual({ 'a:1': 'kept', 'a:2': 'kept' })
  })

  it('that is unavailable keeps everything in memory and reports why', async () => {
    keychain.replace('read', failure('keychain-unavailable'))
    const store = await open()
    expect(store.state()).toEqual({ kind: 'memory', reason: 'keychain-unavailable.', putAside: [] })
    expect([store.locked, logged]).toEqual([false, ['nothing is kept on this computer']])
    await store.write('a:1', 'for now')
    await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('does not hide an error of the program', async () => {
    keychain.replace('read', () => Promise.reject(new TypeError('a mistake')))
    const store = createSealedStore({ folder, keychain, log })
    await expect(store.open()).rejects.toThrow('a mistake')
  })

  it('stays locked if it is locked while the keychain is read', async () => {
    const store = await open()
    store.lock()
    const arrived = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const text = Buffer.from(keychain.texts()[account()] ?? '')
    keychain.replace('read', async () => {
      arrived.resolve()
      await release.promise
      return text
    })
    const unlocking = store.unlock()
    await arrived.promise
    store.lock()
    release.resolve()
    await expect(unlocking).rejects.toEqual(code('locked'))
    expect(store.locked).toBe(true)
  })

  it('does not report a file as damaged if a lock dropped its key', async () => {
    const store = await open()
    await store.write('a:1', 'kept')
    const reading = store.read('a:1')
    store.lock()
    await expect(reading).rejects.toEqual(code('locked'))
    await store.unlock()
    await writeFile(join(folder, fileNameFor('a:1', 'keychain')), 'damaged')
    await expect(store.read('a:1')).rejects.toEqual(code('file-unreadable'))
  })

  it('confirms nothing if the keychain holds another key, or the store is locked in between', async () => {
    const store = await open()
    await keychain.write(account(), Buffer.from('0'.repeat(64)))
    await expect(store.confirm()).rejects.toEqual(code('keychain-refused'))
    const confirmPresence = async () => {
      another.lock()
      return true
    }
    const another = await open({ confirmPresence })
    await expect(another.confirm()).rejects.toEqual(code('locked'))
  })

  it('with a different key opens nothing, and sets nothing aside before the person starts over', async () => {
    const first = await open()
    await first.write('a:1', 'one')
    await first.write('a:2', 'two')
    await keychain.write(account(), Buffer.from('0'.repeat(64)))
    const store = await open()
    expect([store.locked, store.state()]).toEqual([
      true,
      expect.objectContaining({ kind: 'keychain', refusal: code('master-key-lost'), putAside: [] }),
    ])
    await expect(store.unlock()).rejects.toEqual(code('master-key-lost'))
    expect(store.locked).toBe(true)
    await store.startNew()
    expect([store.locked, store.state().putAside.length, store.state().refusal]).toEqual([false, 2, undefined])
    expect(await readAll(store)).toEqual({})
    // An entry that is a key is kept.
    expect(keychain.texts()[account()]).toBe('0'.repeat(64))
  })

  it('opens with one file that fits, even if the others are damaged', async () => {
    const first = await open()
    await first.write('a:1', 'one')
    await writeFile(join(folder, fileNameFor('a:0', 'keychain')), 'damaged')
    const store = await open()
    expect([store.locked, await store.read('a:1')]).toEqual([false, 'one'])
  })

  it('starts over with a new key if the entry is gone or damaged, but not if it is available again', async () => {
    const first = await open()
    await first.write('a:1', 'one')
    const [name, text] = [account(), keychain.texts()[account()] ?? '']
    await keychain.write(name, Buffer.from('damaged'))
    const store = await open()
    await keychain.write(name, Buffer.from(text))
    await store.startNew()
    expect([store.locked, store.state().putAside, await store.read('a:1')]).toEqual([false, [], 'one'])
    await keychain.remove(name)
    const again = await open()
    await again.startNew()
    expect([again.locked, again.state().putAside.length, await again.read('a:1')]).toEqual([false, 1, null])
    expect(keychain.texts()[name]).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('a store in memory', () => {
  it('reports why, and counts the files that a keychain has sealed before', async () => {
    expect((await inMemory()).state()).toEqual({
      kind: 'memory',
      reason: 'This computer has no keychain.',
      putAside: [],
    })
    await (await open()).write('a:1', 'kept')
    expect((await inMemory()).state().reason).toContain('(1 files in ')
  })

  it('drops everything at a lock if nothing is allowed to survive it', async () => {
    const store = createSealedStore({ folder, keychain: null, log })
    await store.open()
    await store.write('drafts:1', 'an edit')
    store.lock()
    await store.unlock()
    expect(await readAll(store)).toEqual({})
  })

  it('moves into files, including changes that were made in between', async () => {
    const store = await inMemory()
    await store.write('a:1', 'before')
    await store.write('a:2', 'removed')
    const moving = store.usePassphrase(passphrase)
    const meanwhile = [store.write('a:3', 'in between'), store.remove('a:2'), store.putAside('a:4')]
    expect([await store.read('a:1'), await store.names('')]).toEqual(['before', expect.arrayContaining(['a:1'])])
    await Promise.all([moving, ...meanwhile])
    expect(store.state()).toEqual({ kind: 'passphrase', putAside: [] })
    const after = await withPassphrase()
    expect(await readAll(after)).toEqual({ 'a:1': 'before', 'a:3': 'in between' })
  })

  it('that is locked in between opens with the passphrase', async () => {
    const store = await inMemory()
    await store.write('drafts:1', 'before')
    const moving = store.usePassphrase(passphrase)
    store.lock()
    const unlocking = store.unlock(passphrase)
    await moving
    await unlocking
    expect([store.locked, await store.read('drafts:1')]).toEqual([false, 'before'])
  })

  it('stays in memory if the passphrase file cannot be created', async () => {
    const store = await inMemory()
    await store.write('a:1', 'before')
    await writeFile(folder, 'not a folder')
    await expect(store.usePassphrase(passphrase)).rejects.toEqual(code('file-unwritable'))
    expect([store.state().kind, await store.read('a:1')]).toEqual(['memory', 'before'])
    await rm(folder)
    await store.usePassphrase(passphrase)
    expect(await readAll(store)).toEqual({ 'a:1': 'before' })
  })

  it('does not replace the passphrase file of another process', async () => {
    const [store, other] = [await inMemory(), await inMemory()]
    await other.usePassphrase('of another process')
    await expect(store.usePassphrase(passphrase)).rejects.toEqual(code('rejected'))
    expect(store.state().kind).toBe('memory')
  })
})

describe('a store with a passphrase', () => {
  it('opens only with the passphrase, at the start and to confirm', async () => {
    await (await withPassphrase()).write('a:1', 'kept')
    const store = await inMemory()
    expect([store.state(), store.locked, store.passphraseNeeded]).toEqual([
      { kind: 'passphrase', putAside: [] },
      true,
      true,
    ])
    await expect(store.unlock()).rejects.toEqual(code('passphrase-wrong'))
    await store.unlock(passphrase)
    expect(store.passphraseNeeded).toBe(false)
    await expect(store.confirm()).rejects.toEqual(code('passphrase-wrong'))
    await expect(store.confirm('another')).rejects.toEqual(code('passphrase-wrong'))
    expect([store.locked, await store.read('a:1')]).toEqual([false, 'kept'])
  })

  it('uses the passphrase even if there is a keychain', async () => {
    await withPassphrase()
    const store = await open()
    expect(store.state().kind).toBe('passphrase')
    expect(keychain.calls).toEqual([])
  })

  it('that cannot be opened stays in memory with the reason', async () => {
    await mkdir(join(folder, 'passphrase.json'), { recursive: true })
    const store = await inMemory()
    expect([store.state().kind, store.locked]).toEqual(['memory', false])
    expect(store.state().reason).toContain('passphrase.json')
  })

  it('changes to a new one, including changes that were made in between', async () => {
    const store = await withPassphrase()
    await store.write('a:1', 'before')
    await expect(store.changePassphrase('wrong', 'the next one')).rejects.toEqual(code('passphrase-wrong'))
    const changing = store.changePassphrase(passphrase, 'the next one')
    const meanwhile = store.write('a:2', 'in between')
    await Promise.all([changing, meanwhile])
    expect(await readAll(store)).toEqual({ 'a:1': 'before', 'a:2': 'in between' })
    const after = await inMemory()
    await expect(after.unlock(passphrase)).rejects.toEqual(code('passphrase-wrong'))
    await after.unlock('the next one')
    expect(await readAll(after)).toEqual({ 'a:1': 'before', 'a:2': 'in between' })
    await after.remove('a:1')
    expect((await readdir(folder)).filter((name) => name.includes('a_3a1'))).toEqual([])
  })

  it('that is locked during the change opens with the new one', async () => {
    const store = await withPassphrase()
    await store.write('a:1', 'before')
    const changing = store.changePassphrase(passphrase, 'the next one')
    store.lock()
    await changing
    expect(store.locked).toBe(true)
    await store.unlock('the next one')
    expect(await store.read('a:1')).toBe('before')
  })

  it.each([true, false])('is locked when another process has changed the passphrase (notified: %s)', async (isTold) => {
    let told = 0
    const store = await withPassphrase(isTold ? { onStale: () => void told++ } : {})
    await store.write('a:1', 'before')
    const other = await withPassphrase()
    await other.changePassphrase(passphrase, 'the next one')
    for (const call of [
      () => store.read('a:2'),
      () => store.write('a:1', 'lost'),
      () => store.names(''),
      () => store.remove('a:1'),
    ]) {
      await expect(call()).rejects.toEqual(code('locked'))
    }
    expect([store.locked, told]).toEqual([!isTold, isTold ? 1 : 0])
    expect(logged.filter((line) => line === 'the passphrase was changed by another process')).toHaveLength(1)
    expect(await other.read('a:1')).toBe('before')
    store.lock()
    await store.unlock('the next one')
    expect(await store.read('a:1')).toBe('before')
  })

  it('changes its passphrase only with the key that is in use', async () => {
    const store = await withPassphrase()
    await store.write('a:1', 'before')
    await (await withPassphrase()).changePassphrase(passphrase, 'of another process')
    await expect(store.changePassphrase('of another process', 'mine')).rejects.toEqual(code('passphrase-wrong'))
    const after = await inMemory()
    await after.unlock('of another process')
    expect(await readAll(after)).toEqual({ 'a:1': 'before' })
  })

  it('continues to work while it is open, even if its passphrase file is gone', async () => {
    const store = await withPassphrase()
    await store.write('a:1', 'before')
    await rm(join(folder, 'passphrase.json'))
    await store.write('a:2', 'later')
    expect(await readAll(store)).toEqual({ 'a:1': 'before', 'a:2': 'later' })
    await expect(store.confirm(passphrase)).rejects.toThrow('The passphrase file is gone.')
    store.lock()
    await expect(store.unlock(passphrase)).rejects.toEqual(code('file-unreadable'))
  })

  it('finishes an interrupted change of the passphrase after an unlock', async () => {
    await (await withPassphrase()).write('a:1', 'before')
    const unused = `passphrase-${'0a'.repeat(8)}` as const
    const journal = { version: 1, from: 'passphrase', to: unused }
    await writeFile(join(folder, fileNameFor('a:1', unused)), 'half')
    await writeFile(join(folder, 'passphrase.change.json'), JSON.stringify(journal))
    expect(await readAll(await withPassphrase())).toEqual({ 'a:1': 'before' })
    await expect
      .poll(async () => (await readdir(folder)).toSorted())
      .toEqual([fileNameFor('a:1', 'passphrase'), 'passphrase.json'].toSorted())
  })

  it('counts the files that it finds at the next start', async () => {
    const store = await withPassphrase()
    await store.write('a:1', 'one')
    const path = join(folder, fileNameFor('a:1', 'passphrase'))
    const sealed = await readFile(path)
    await writeFile(path, sealed.subarray(1))
    const after = await withPassphrase()
    await expect(after.read('a:1')).rejects.toEqual(code('file-unreadable'))
    await after.write('a:1', 'two')
    expect(after.state().putAside).toHaveLength(1)
    expect((await withPassphrase()).state().putAside).toEqual(after.state().putAside)
  })
})
