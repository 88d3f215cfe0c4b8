/** Epochs of the sealed files of custody, one rule at a time; oldCopies.test.ts tests them with a real keychain. */
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { withToken } from '../../../electron/core/sessions/credentials.ts'
import { epochAccount, sharedEpochAccount } from '../../../electron/storage/keychain/custodyEpochs.ts'
import { epochIn } from '../../../electron/storage/keychain/epochIndex.ts'
import type { Keychain } from '../../../electron/storage/keychain/keychain.ts'
import { accountNote, ownAccount, sharedAccount } from '../../../electron/storage/keychain/masterKey.ts'
import type { SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { memoryKeychain, type MemoryKeychain } from './memoryKeychain.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'
import { custodyWorld, type CustodyWorld, type CustodyWorldOptions } from '../../core/custody/custodyWorld.ts'

const id = '5c1d6b1e-0000-4000-8000-000000000001'
const other = '5c1d6b1e-0000-4000-8000-000000000002'
const [profile, otherProfile] = [`profile:${id}`, `profile:${other}`]
const list = { what: 'list', profileId: null }
const credentialsOf = (profileId: string) => ({ what: 'credentials', profileId })
const refuse = () => Promise.reject(new Failure('keychain-refused', 'refused'))

let folder: string
let keychain: MemoryKeychain
beforeEach(async () => {
  folder = await temporaryFolder('epochs')
  keychain = memoryKeychain()
})
afterEach(() => removeFolder(folder))

/** Starts the app, without the check that follows an unlock. */
const open = (options: CustodyWorldOptions = {}) => custodyWorld({ folder, keychain, ...options })
async function start(options: CustodyWorldOptions = {}): Promise<CustodyWorld> {
  const world = await open(options)
  await world.epochs.check()
  await world.epochs.settled()
  return world
}
async function keep(world: CustodyWorld, token: string | null, profileId = id): Promise<void> {
  await world.credentials.change(profileId, (kept) => withToken(kept, 'a way', token))
  await world.epochs.settled()
}
async function keepAll(world: CustodyWorld, ...tokens: readonly (string | null)[]): Promise<void> {
  for (const token of tokens) await keep(world, token)
}
const indexOf = async ({ store }: CustodyWorld): Promise<unknown> =>
  JSON.parse((await store.read('custody-epochs')) ?? 'null')
const epochOf = async ({ store }: CustodyWorld, name: string) => epochIn((await store.read(name)) ?? '')
const inKeychain = async ({ sealedFolder }: CustodyWorld) => keychain.texts()[await epochAccount(sealedFolder)]
const index = (epoch: number, files: Record<string, number>, more: object = {}) => ({
  version: 1,
  epoch,
  base: 0,
  unaccepted: false,
  files,
  ...more,
})
const fileIn = async ({ sealedFolder }: CustodyWorld, name: string): Promise<string> =>
  join(
    sealedFolder,
    (await readdir(sealedFolder)).find((file) => file.startsWith(`entry-${name.replace(':', '_3a')}`)) ?? '',
  )
/** Copies the sealed files with this name, or all of them, as a backup does. Returns a function that restores them. */
async function backUp({ sealedFolder }: CustodyWorld, name = ''): Promise<() => Promise<void>> {
  const copy = join(folder, `backup-${crypto.randomUUID()}`)
  await mkdir(copy)
  for (const file of await readdir(sealedFolder)) {
    if (file.startsWith(`entry-${name.replace(':', '_3a')}`)) await cp(join(sealedFolder, file), join(copy, file))
  }
  return () => cp(copy, sealedFolder, { recursive: true })
}
/** A store whose function `action` fails for this name as many times as `times`; `before` runs first. */
const failing =
  (
    action: 'write' | 'remove' | 'read' | 'names',
    name: string,
    times = Infinity,
    before?: (store: SealedStore) => void,
  ) =>
  (store: SealedStore): SealedStore => {
    let left = times
    const real = store[action] as (...words: unknown[]) => Promise<unknown>
    const value = async (...words: unknown[]) => {
      if (words[0] !== name || left-- <= 0) return real(...words)
      before?.(store)
      throw new Failure('file-unwritable', 'no space')
    }
    return Object.create(store, { [action]: { value } }) as SealedStore
  }

describe('the epoch of a sealed file', () => {
  it('is raised by a change that removes something, in the file, the index and the keychain', async () => {
    const world = await start()
    await keep(world, 'first')
    expect([await indexOf(world), await epochOf(world, profile), await inKeychain(world)]).toEqual([null, 0, undefined])
    await keep(world, 'second')
    expect(await indexOf(world)).toEqual(index(1, { [profile]: 1 }))
    expect([await epochOf(world, profile), await inKeychain(world)]).toEqual([1, '1'])
    await keep(world, 'third')
    await keep(world, 'of another', other)
    await keep(world, 'of another, newer', other)
    expect(await indexOf(world)).toEqual(index(3, { [profile]: 2, [otherProfile]: 3 }))
    expect([await epochOf(world, profile), await epochOf(world, otherProfile)]).toEqual([2, 3])
    expect(await inKeychain(world)).toBe('3')
    expect([world.epochs.oldCopies(), world.changes, world.warnings]).toEqual([[], [], []])
  })

  it('stays the same if nothing is removed, and the keychain is neither read nor written', async () => {
    const world = await start()
    await keepAll(world, 'first', 'second')
    const before = keychain.calls.length
    await world.credentials.noteUse(id, 'token')
    expect(await epochOf(world, profile)).toBe(1)
    expect(await indexOf(world)).toEqual(index(1, { [profile]: 1 }))
    expect(keychain.calls.length).toBe(before)
  })

  it('is written to the keychain once, and not at the next start', async () => {
    const world = await start()
    await keepAll(world, 'first', 'second')
    const account = await epochAccount(world.sealedFolder)
    const after = await start()
    await after.epochs.check()
    await after.epochs.settled()
    expect(keychain.calls.filter((call) => call === `write ${account}`)).toHaveLength(1)
  })

  it('begins at the floor of a removed file with the same name', async () => {
    const world = await start()
    await keepAll(world, 'first', 'second', null)
    expect(await world.store.names('profile:')).toEqual([])
    expect(await indexOf(world)).toEqual(index(2, { [profile]: 2 }))
    await keep(world, 'third')
    expect(await epochOf(world, profile)).toBe(2)
    await world.epochs.check()
    expect(world.epochs.oldCopies()).toEqual([])
  })

  it('is raised for a new file that has less content than the removed one', async () => {
    const world = await start()
    const choose = (sharePolicy: 'mine' | null) => world.custodyRules.change(id, (rules) => ({ ...rules, sharePolicy }))
    await choose('mine')
    expect(await indexOf(world)).toEqual(index(1, { [`rules:${id}`]: 1 }))
    await world.custodyRules.removeAll(id)
    await choose('mine')
    expect(await indexOf(world)).toEqual(index(3, { [`rules:${id}`]: 3 }))
    expect(await epochOf(world, `rules:${id}`)).toBe(3)
  })

  it('is raised above that of a file that is ahead of the index', async () => {
    const world = await start()
    await keepAll(world, 'first', 'second')
    const kept = JSON.parse((await world.store.read(profile)) ?? '') as object
    await world.store.write(profile, JSON.stringify({ ...kept, epoch: 8 }))
    await keep(world, 'third')
    expect(await indexOf(world)).toEqual(index(9, { [profile]: 9 }))
    expect(await epochOf(world, profile)).toBe(9)
  })

  it('is not used if everything stays in memory', async () => {
    const world = await start({ inMemory: true })
    await keepAll(world, 'first', 'second')
    expect(JSON.parse((await world.store.read(profile)) ?? '')).not.toHaveProperty('epoch')
    await world.epochs.accept()
    await world.epochs.check()
    await keep(world, null)
    expect(await world.store.names('')).toEqual([])
    expect(keychain.calls).toEqual([])
    expect(world.epochs.oldCopies()).toEqual([])
  })

  it('is not written to a keychain that does not hold the key of the files', async () => {
    await keychain.write(sharedEpochAccount, Buffer.from('9'))
    const world = await open({ inMemory: true })
    await world.store.usePassphrase('a passphrase of a test')
    const before = keychain.calls.length
    await world.epochs.check()
    await keepAll(world, 'first', 'second')
    expect(await indexOf(world)).toEqual(index(1, { [profile]: 1 }))
    await world.epochs.check()
    expect(world.epochs.oldCopies()).toEqual([])
    expect(keychain.calls.length).toBe(before)
  })
})

describe('an old copy of a file', () => {
  it('is reported once, until the newer one is restored', async () => {
    const world = await start()
    await keep(world, 'first')
    const putBack = await backUp(world, profile)
    await keep(world, 'second')
    const putRight = await backUp(world, profile)
    await putBack()
    await world.epochs.check()
    await world.epochs.check()
    expect(world.changes).toEqual([[credentialsOf(id)]])
    expect(world.warnings).toEqual(['old copies of sealed files were put back'])
    await putRight()
    await world.epochs.check()
    expect(world.changes).toEqual([[credentialsOf(id)], []])
    expect(world.warnings).toHaveLength(1)
  })

  it('is still reported when its content changes, even if something is removed', async () => {
    const world = await start()
    await keep(world, 'first')
    const putBack = await backUp(world, profile)
    await keepAll(world, 'second', 'third')
    await putBack()
    for (const change of [() => keep(world, 'fourth'), () => world.credentials.noteUse(id, 'token')]) {
      await change()
      expect(await epochOf(world, profile)).toBe(0)
      expect(await indexOf(world)).toEqual(index(2, { [profile]: 2 }))
    }
    expect((await start()).epochs.oldCopies()).toEqual([credentialsOf(id)])
  })

  it('is no longer reported once it is removed', async () => {
    const world = await start()
    await keep(world, 'first')
    const putBack = await backUp(world, profile)
    await keep(world, 'second')
    await putBack()
    await world.epochs.check()
    await world.credentials.removeAll(id)
    expect(world.changes).toEqual([[credentialsOf(id)], []])
    await putBack()
    expect((await start()).epochs.oldCopies()).toEqual([credentialsOf(id)])
  })

  it('is named as such for rules and for the key of a ceremony', async () => {
    const world = await start()
    const keyName = `ceremony-key:${id}:${other}`
    await world.epochs.write(keyName, { version: 1, key: 'AAAA' }, 'new-item')
    await world.custodyRules.change(id, (rules) => ({ ...rules, sharePolicy: 'mine', nodes: ['https://a'] }))
    expect(await epochOf(world, keyName)).toBe(0)
    const putBack = await backUp(world)
    await world.epochs.remove(keyName, { version: 1, key: '' })
    await world.custodyRules.change(id, (rules) => ({ ...rules, nodes: [] }))
    const indexNow = await backUp(world, 'custody-epochs')
    await putBack()
    await indexNow()
    expect((await start()).epochs.oldCopies()).toEqual([
      { what: 'ceremony', profileId: id },
      { what: 'rules', profileId: id },
    ])
  })
})

describe('an old copy of the index', () => {
  /** Restores all files as they were at epoch 1, while the keychain has epoch 2. */
  async function attacked(): Promise<void> {
    const world = await start()
    await keepAll(world, 'first', 'second')
    const putBack = await backUp(world)
    await keep(world, 'third')
    expect(await inKeychain(world)).toBe('2')
    await putBack()
  }

  it('is detected by the epoch in the keychain, and stays detected after a change', async () => {
    await attacked()
    const world = await start()
    expect(world.epochs.oldCopies()).toEqual([list])
    await keep(world, 'fourth')
    expect(await indexOf(world)).toEqual(index(3, { [profile]: 3 }, { unaccepted: true }))
    expect((await start()).epochs.oldCopies()).toEqual([list])
  })

  it('is detected by a change that comes before the first check', async () => {
    await attacked()
    const world = await open()
    await keep(world, 'fourth')
    expect(await indexOf(world)).toEqual(index(3, { [profile]: 3 }, { unaccepted: true }))
    expect(await inKeychain(world)).toBe('3')
    expect((await start()).epochs.oldCopies()).toEqual([list])
  })

  it('stays unaccepted if a file is ahead of it', async () => {
    await attacked()
    const world = await open()
    const kept = JSON.parse((await world.store.read(profile)) ?? '') as object
    await world.store.write(profile, JSON.stringify({ ...kept, epoch: 5 }))
    expect((await start()).epochs.oldCopies()).toEqual([list])
    expect(await indexOf(world)).toEqual(index(5, { [profile]: 5 }, { unaccepted: true }))
    expect((await start()).epochs.oldCopies()).toEqual([list])
  })
})

describe('a check', () => {
  it('detects an old index even if there is no file', async () => {
    const world = await start()
    await keepAll(world, 'first', 'second')
    const putBack = await backUp(world, 'custody-epochs')
    await keep(world, null)
    await putBack()
    expect((await start()).epochs.oldCopies()).toEqual([list])
  })

  it('does not treat an unreadable file as an old copy', async () => {
    const world = await start()
    await keepAll(world, 'first', 'second')
    await writeFile(await fileIn(world, profile), 'damaged')
    expect((await start()).epochs.oldCopies()).toEqual([])
  })

  it('catches up with a file that is ahead, and keeps the floors of the others', async () => {
    const world = await start()
    await keepAll(world, 'first', 'second')
    await keep(world, 'of another', other)
    await keep(world, 'of another, newer', other)
    const kept = JSON.parse((await world.store.read(profile)) ?? '') as object
    await world.store.write(profile, JSON.stringify({ ...kept, epoch: 6 }))
    const after = await start()
    expect(await indexOf(after)).toEqual(index(6, { [profile]: 6, [otherProfile]: 2 }))
    expect([after.epochs.oldCopies(), await inKeychain(after)]).toEqual([[], '6'])
  })
})

describe('a missing index', () => {
  it('does not hide old copies of the existing files', async () => {
    const world = await start()
    await keepAll(world, 'first', 'second', 'third')
    await rm(await fileIn(world, 'custody-epochs'))
    const after = await start()
    expect(after.epochs.oldCopies()).toEqual([list])
    await keep(after, 'of another', other)
    // The check has caught up with the file; the new index is still not accepted.
    expect(await indexOf(after)).toEqual(index(2, { [profile]: 2 }, { base: 2, unaccepted: true }))
    await keep(after, 'of another, newer', other)
    expect(await indexOf(after)).toEqual(index(3, { [profile]: 2, [otherProfile]: 3 }, { base: 2, unaccepted: true }))
    expect((await start()).epochs.oldCopies()).toEqual([list])
  })

  it('includes an unreadable index, and files below its base are old copies', async () => {
    const world = await start()
    await keep(world, 'first')
    const putBack = await backUp(world, profile)
    await keepAll(world, 'second', 'third')
    await writeFile(await fileIn(world, 'custody-epochs'), 'damaged')
    await putBack()
    const after = await start()
    expect(after.epochs.oldCopies()).toEqual([list])
    await keep(after, 'of another', other)
    await keep(after, 'of another, newer', other)
    expect((await start()).epochs.oldCopies()).toEqual([list, credentialsOf(id)])
  })

  it('begins at the epoch of the keychain if no file is left', async () => {
    const world = await start()
    await keep(world, 'first')
    const putBack = await backUp(world, profile)
    await keepAll(world, 'second', 'third')
    await rm(await fileIn(world, 'custody-epochs'))
    await rm(await fileIn(world, profile))
    const after = await start()
    expect(after.epochs.oldCopies()).toEqual([])
    await keep(after, 'of another', other)
    expect(await indexOf(after)).toEqual(index(2, {}, { base: 2 }))
    expect(await epochOf(after, otherProfile)).toBe(2)
    expect((await start()).epochs.oldCopies()).toEqual([])
    await putBack()
    expect((await start()).epochs.oldCopies()).toEqual([credentialsOf(id)])
  })
})

describe('a keychain', () => {
  it('that refuses the epoch receives it at the next check', async () => {
    const world = await start({ epochsKeychain: { ...keychain, write: refuse } })
    await keepAll(world, 'first', 'second')
    expect(world.warnings).toEqual(['the keychain did not take the epoch of the sealed files'])
    expect(await inKeychain(world)).toBeUndefined()
    const after = await start()
    expect(after.epochs.oldCopies()).toEqual([])
    expect(await inKeychain(after)).toBe('1')
  })

  it('that is unavailable does not prevent a change, and receives the epoch later', async () => {
    const world = await start({ epochsKeychain: { ...keychain, read: refuse } })
    await keepAll(world, 'first', 'second')
    expect((await world.credentials.read(id)).token).toBe('second')
    expect(await indexOf(world)).toEqual(index(1, { [profile]: 1 }))
    expect(await inKeychain(world)).toBeUndefined()
    expect(await inKeychain(await start())).toBe('1')
  })

  it('@boundary that is unavailable never gets a lower epoch', async () => {
    const world = await start()
    await keepAll(world, 'first', 'second')
    const putBack = await backUp(world)
    await keepAll(world, 'third', 'fourth', 'fifth')
    await putBack()
    const blind = await start({ epochsKeychain: { ...keychain, read: refuse } })
    await keep(blind, 'sixth')
    await blind.epochs.check()
    await blind.epochs.settled()
    expect([blind.epochs.oldCopies(), await inKeychain(world)]).toEqual([[], '4'])
    expect((await start()).epochs.oldCopies()).toEqual([list])
  })

  it('@boundary that knows a higher epoch than the files keeps it', async () => {
    const world = await start()
    await keepAll(world, 'first', 'second')
    const indexBack = await backUp(world, 'custody-epochs')
    await keep(world, 'third')
    const fileBack = await backUp(world, profile)
    await keep(world, 'fourth')
    await fileBack()
    await indexBack()
    const after = await start()
    expect(await indexOf(after)).toEqual(index(2, { [profile]: 2 }, { unaccepted: true }))
    expect([after.epochs.oldCopies(), await inKeychain(after)]).toEqual([[list], '3'])
  })

  it('that becomes unavailable does not make an old index a new one', async () => {
    const world = await start()
    await keepAll(world, 'first', 'second')
    const putBack = await backUp(world)
    await keep(world, 'third')
    await putBack()
    await world.epochs.check()
    keychain.replace('read', refuse)
    await world.epochs.check()
    expect(world.epochs.oldCopies()).toEqual([list])
    keychain.replace('read')
    await keychain.remove(await epochAccount(world.sealedFolder))
    await world.epochs.check()
    expect(world.epochs.oldCopies()).toEqual([list])
  })

  it('that hangs does not delay a change, only the exit', async () => {
    const hanging = Promise.withResolvers<void>()
    const slow: Keychain = {
      ...keychain,
      write: async (account, secret) => {
        const copy = Buffer.from(secret)
        await hanging.promise
        await keychain.write(account, copy)
      },
    }
    const world = await start({ epochsKeychain: slow })
    for (const token of ['first', 'second', 'third']) {
      await world.credentials.change(id, (kept) => withToken(kept, 'a way', token))
    }
    let isSettled = false
    const settled = world.epochs.settled().then(() => (isSettled = true))
    await new Promise((resolve) => setImmediate(resolve))
    expect([isSettled, await inKeychain(world)]).toEqual([false, undefined])
    hanging.resolve()
    await settled
    expect(await inKeychain(world)).toBe('2')
  })

  it('is read once for all changes', async () => {
    const world = await open()
    await keepAll(world, 'first', 'second', 'third', 'fourth')
    const account = await epochAccount(world.sealedFolder)
    // Once for the missing index, once before the first raise.
    expect(keychain.calls.filter((call) => call === `read ${account}`).length).toBeLessThanOrEqual(3)
    expect(keychain.calls.filter((call) => call === `write ${account}`)).toHaveLength(3)
  })
})

describe('a failing disk', () => {
  it('at the index loses no change, and the next check catches up', async () => {
    const first = await start()
    await keep(first, 'first')
    const world = await start({ wrap: failing('write', 'custody-epochs') })
    await keep(world, 'second')
    expect(world.warnings).toEqual(['the index of the sealed files could not be raised'])
    expect((await world.credentials.read(id)).token).toBe('second')
    expect([await epochOf(world, profile), await indexOf(world), await inKeychain(world)]).toEqual([1, null, undefined])
    const after = await start()
    expect(after.epochs.oldCopies()).toEqual([])
    expect([await indexOf(after), await inKeychain(after)]).toEqual([index(1, { [profile]: 1 }), '1'])
  })

  it('at the file is retried once, with an epoch above the last one', async () => {
    const first = await start()
    await keepAll(first, 'first', 'second', 'third')
    const world = await start({ wrap: failing('write', profile, 1) })
    await keep(world, 'fourth')
    expect((await world.credentials.read(id)).token).toBe('fourth')
    expect(await epochOf(world, profile)).toBe(3)
    expect((await start()).epochs.oldCopies()).toEqual([])
    expect(await indexOf(world)).toEqual(index(3, { [profile]: 3 }))
  })

  it('because of a lock causes no further write', async () => {
    const first = await start()
    await keep(first, 'first')
    const world = await start({ wrap: failing('write', 'custody-epochs', Infinity, (store) => store.lock()) })
    await expect(keep(world, 'second')).rejects.toMatchObject({ code: 'file-unwritable' })
    expect(world.warnings).toEqual([])
  })

  it('because of a lock removes nothing', async () => {
    const first = await start()
    await keep(first, 'first')
    const world = await start({ wrap: failing('write', 'custody-epochs', Infinity, (store) => store.lock()) })
    await expect(world.credentials.removeAll(id)).rejects.toMatchObject({ code: 'file-unwritable' })
    expect(world.warnings).toEqual([])
    expect(await (await start()).store.names('profile:')).toEqual([profile])
  })

  it('at every write still removes the file', async () => {
    const first = await start()
    await keep(first, 'first')
    const wrap = (store: SealedStore) => failing('write', profile)(failing('write', 'custody-epochs')(store))
    const world = await start({ wrap })
    await world.credentials.removeAll(id)
    expect(world.warnings.at(-1)).toBe('the epoch of a removed file could not be raised')
    expect(await world.store.names('profile:')).toEqual([])
  })

  it('at the removal leaves a file without content', async () => {
    const first = await start()
    await keep(first, 'first')
    const world = await start({ wrap: failing('remove', profile) })
    await expect(world.credentials.removeAll(id)).rejects.toMatchObject({ code: 'file-unwritable' })
    const after = await start()
    expect((await after.credentials.read(id)).token).toBeNull()
    expect(await epochOf(after, profile)).toBe(1)
  })

  it.each([false, true])('during the check changes nothing (locked: %s)', async (isLocked) => {
    const before = isLocked ? (store: SealedStore) => store.lock() : undefined
    const world = await start({ wrap: failing('names', '', Infinity, before) })
    expect(world.warnings).toEqual(isLocked ? [] : ['the epochs of the sealed files could not be checked'])
    expect(world.epochs.oldCopies()).toEqual([])
  })

  it('while a file is read does not overwrite it', async () => {
    const first = await start()
    await keep(first, 'first')
    const world = await open({ wrap: failing('read', profile, 1) })
    await expect(world.epochs.write(profile, { token: 'second' }, 'new-item')).rejects.toThrow('no space')
    expect((await world.credentials.read(id)).token).toBe('first')
  })
})

describe('a file that is removed', () => {
  it('raises the index even if it cannot be read', async () => {
    const world = await start()
    await keep(world, 'first')
    const putBack = await backUp(world, profile)
    await writeFile(await fileIn(world, profile), 'damaged')
    await world.credentials.removeAll(id)
    expect(await world.store.names('profile:')).toEqual([])
    expect(await indexOf(world)).toEqual(index(1, { [profile]: 1 }))
    expect((await readdir(world.sealedFolder)).filter((name) => name.includes('.unreadable-'))).toEqual([])
    await putBack()
    expect((await start()).epochs.oldCopies()).toEqual([credentialsOf(id)])
  })

  it('raises nothing if it does not exist, even if the name of another file has the same beginning', async () => {
    const world = await start()
    await world.epochs.write(`${profile}0`, {}, 'new-item')
    await world.epochs.remove(profile, {})
    expect(await world.store.names('')).toEqual([`${profile}0`])
    expect(await indexOf(world)).toBeNull()
  })
})

describe('files that the person accepts', () => {
  it('count from then on, and the newer copy from before does not', async () => {
    const world = await start()
    await keep(world, 'first')
    await keep(world, 'of another', other)
    const putBack = await backUp(world, profile)
    await keep(world, 'second')
    await keep(world, 'of another, newer', other)
    await world.custodyRules.change(id, (rules) => ({ ...rules, sharePolicy: 'mine' }))
    await world.custodyRules.removeAll(id)
    const newer = await backUp(world, profile)
    await putBack()
    const after = await start()
    await after.epochs.accept()
    await after.epochs.settled()
    expect(after.changes).toEqual([[credentialsOf(id)], []])
    expect(await indexOf(after)).toEqual(index(5, { [profile]: 5, [otherProfile]: 2, [`rules:${id}`]: 4 }))
    expect([await epochOf(after, profile), await epochOf(after, otherProfile)]).toEqual([5, 2])
    expect((await after.credentials.read(id)).token).toBe('first')
    expect(await inKeychain(after)).toBe('5')
    expect((await start()).epochs.oldCopies()).toEqual([])
    await newer()
    expect((await start()).epochs.oldCopies()).toEqual([credentialsOf(id)])
  })

  it('make an old index a new one', async () => {
    const world = await start()
    await keepAll(world, 'first', 'second')
    const putBack = await backUp(world)
    await keep(world, 'third')
    await putBack()
    const after = await open()
    await after.epochs.accept()
    await after.epochs.settled()
    expect(await indexOf(after)).toEqual(index(3, { [profile]: 1 }))
    expect(await inKeychain(after)).toBe('3')
    expect((await start()).epochs.oldCopies()).toEqual([])
  })

  it('can be ahead of the index, without content, or unreadable', async () => {
    const world = await start()
    await keepAll(world, 'first', 'second')
    await keep(world, 'of another', other)
    const kept = JSON.parse((await world.store.read(profile)) ?? '') as object
    await world.store.write(profile, JSON.stringify({ ...kept, epoch: 6 }))
    await world.store.write(`rules:${id}`, 'null')
    await world.store.write(`rules:${other}`, '"text"')
    await writeFile(await fileIn(world, otherProfile), 'damaged')
    await world.epochs.accept()
    expect(await indexOf(world)).toEqual(index(7, { [profile]: 6 }))
    expect(await world.store.read(`rules:${id}`)).toBe('null')
    expect(await world.store.read(`rules:${other}`)).toBe('"text"')
  })
})

it('Two windows that change custody at the same time leave no old copy', async () => {
  const [one, two] = [await start(), await start()]
  await Promise.all([
    keepAll(one, '1', '2', '3', '4', '5'),
    (async () => {
      for (const token of ['1', '2', '3', '4', '5']) await keep(two, token, other)
    })(),
  ])
  const after = await start()
  expect(after.epochs.oldCopies()).toEqual([])
  expect(await indexOf(after)).toMatchObject({ epoch: 8 })
})

describe('the account of the epoch', () => {
  it('is as private to a home as that of its master key', async () => {
    const world = await start()
    const own = (await ownAccount(world.sealedFolder)) ?? ''
    expect(await epochAccount(world.sealedFolder)).toBe(own.replace(sharedAccount, sharedEpochAccount))
  })

  it.each(['{}', null])('is the shared one if the record of the account is %j', async (note) => {
    if (note !== null) await writeFile(join(folder, accountNote), note)
    expect(await epochAccount(folder)).toBe(sharedEpochAccount)
  })
})
