/** Old copies of sealed files that are restored, on a real Secret Service: the app warns and continues to work. */
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCredentials, type Kept, withToken } from '../../../electron/core/sessions/credentials.ts'
import {
  createCustodyEpochs,
  epochAccount,
  sharedEpochAccount,
} from '../../../electron/storage/keychain/custodyEpochs.ts'
import { createCustodyRules } from '../../../electron/core/custody/custodyRules.ts'
import { createLog } from '../../../electron/base/log/log.ts'
import type { Keychain } from '../../../electron/storage/keychain/keychain.ts'
import { ownAccount } from '../../../electron/storage/keychain/masterKey.ts'
import { createOsKeychain } from '../../../electron/storage/keychain/osKeychain.ts'
import { createSealedStore, type SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { keyringMissing, startKeyring, type TestKeyring } from '../../servers/keyring.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'
import { draftOf, startCore, value } from '../startCore.ts'

const missing = process.platform === 'linux' ? await keyringMissing() : 'only Linux has one'
const id = '5c1d6b1e-0000-4000-8000-000000000001'
const other = '5c1d6b1e-0000-4000-8000-000000000002'
const passphrase = 'a passphrase of a test'
const list = { what: 'list', profileId: null }
const credentialsOf = (profileId: string) => ({ what: 'credentials', profileId })

let keyring: TestKeyring
let folder: string
let service: string
let services = 0

/** What the keychain was asked to write, in addition to the master key. */
let epochsWritten: string[] = []
const watched = (keychain: Keychain): Keychain => ({
  ...keychain,
  write: (account, secret) => {
    if (account.startsWith(sharedEpochAccount)) epochsWritten.push(secret.toString())
    return keychain.write(account, secret)
  },
})

interface StartOptions {
  readonly keychain?: Keychain | null
  readonly passphrase?: string
  readonly wrap?: (store: SealedStore) => SealedStore
}
/** Starts the part of the app that handles custody. */
async function start(options: StartOptions = {}) {
  const keychain = options.keychain === undefined ? watched(createOsKeychain(service)) : options.keychain
  const log = createLog(null)
  const sealed = createSealedStore({ folder, keychain, log })
  await sealed.open()
  if (options.passphrase !== undefined) {
    await (sealed.passphraseNeeded ? sealed.unlock(options.passphrase) : sealed.usePassphrase(options.passphrase))
  }
  const store = options.wrap?.(sealed) ?? sealed
  const changes: (readonly unknown[])[] = []
  const epochs = createCustodyEpochs({
    store,
    keychain: keychain ?? createOsKeychain(service),
    folder,
    log,
    onChange: () => changes.push(epochs.oldCopies()),
  })
  await epochs.check()
  await epochs.settled()
  const credentials = createCredentials(store, async () => epochs)
  const keep = async (token: string | null, profileId = id) => {
    await credentials.change(profileId, (kept: Kept) => withToken(kept, 'a way', token))
    await epochs.settled()
  }
  const token = async (profileId = id) => (await credentials.read(profileId)).token
  return { sealed, epochs, credentials, rules: createCustodyRules(store, async () => epochs), keep, token, changes }
}
const sealedFiles = async () => (await readdir(folder)).filter((name) => name.endsWith('.sealed'))
const fileOf = async (name: string) => (await sealedFiles()).find((file) => file.startsWith(`entry-${name}`)) ?? ''
const profileFile = `profile_3a${id}`
/** Copies the files as a backup does. */
async function backUp(name = ''): Promise<() => Promise<void>> {
  const copy = await temporaryFolder('backup')
  for (const file of await sealedFiles()) {
    if (file.startsWith(`entry-${name}`)) await cp(join(folder, file), join(copy, file))
  }
  return async () => {
    await mkdir(folder, { recursive: true })
    for (const file of await readdir(copy)) await cp(join(copy, file), join(folder, file))
    await removeFolder(copy)
  }
}

describe.skipIf(missing !== null)(
  `an old copy of a sealed file${missing === null ? '' : ` (left out: ${missing})`}`,
  () => {
    beforeAll(async () => {
      keyring = await startKeyring()
      Object.assign(process.env, keyring.env)
    })
    beforeEach(async () => {
      folder = join(await temporaryFolder('epochs'), 'sealed')
      service = `Strongroom epochs ${++services}`
      epochsWritten = []
    })
    afterAll(() => keyring.stop())

    it('is noticed at the next start, and the store still opens', async () => {
      const first = await start()
      await first.keep('a revoked token')
      const putBack = await backUp(profileFile)
      await first.keep('a newer token')
      await putBack()

      const after = await start()
      expect(after.epochs.oldCopies()).toEqual([credentialsOf(id)])
      expect(after.changes).toHaveLength(1)
      expect(await after.token()).toBe('a revoked token')
      await after.keep('another', other)
      expect(await after.token(other)).toBe('another')
    })

    it('is also noticed if everything in it had been removed', async () => {
      const first = await start()
      await first.keep('a revoked token')
      const putBack = await backUp(profileFile)
      await first.keep(null)
      expect(await fileOf(profileFile)).toBe('')
      await putBack()
      expect((await start()).epochs.oldCopies()).toEqual([credentialsOf(id)])
    })

    it('is noticed by what the keychain knows, even if all other files are old copies too', async () => {
      const first = await start()
      await first.keep('first')
      await first.keep('second')
      const putBack = await backUp()
      await first.keep('third')
      await putBack()
      const after = await start()
      expect(after.epochs.oldCopies()).toEqual([list])
      // A later change does not make the copy look new either.
      await after.keep('fourth')
      await after.keep('fifth')
      expect((await start()).epochs.oldCopies()).toEqual([list])
    })

    it('is noticed if the index was removed, also after a start in between', async () => {
      const first = await start()
      await first.keep('first')
      const putBack = await backUp(profileFile)
      await first.keep('second')
      const index = join(folder, await fileOf('custody-epochs'))
      const putIndexBack = await backUp('custody-epochs')
      await rm(index)
      expect((await start()).epochs.oldCopies()).toContainEqual(list)
      expect((await start()).epochs.oldCopies()).toContainEqual(list)
      await putIndexBack()
      expect((await start()).epochs.oldCopies()).toEqual([])
      await rm(index)
      await rm(join(folder, await fileOf(profileFile)))
      const between = await start()
      expect(between.epochs.oldCopies()).toEqual([])
      await between.keep('of another connection', other)
      expect((await start()).epochs.oldCopies()).toEqual([])
      await putBack()
      expect((await start()).epochs.oldCopies()).toEqual([credentialsOf(id)])
    })

    it('stays noticed after changes to the file, until the user accepts it', async () => {
      const first = await start()
      await first.keep('first')
      const putBack = await backUp(profileFile)
      await first.keep('second')
      await putBack()
      const after = await start()
      await after.keep('third')
      expect((await start()).epochs.oldCopies()).toEqual([credentialsOf(id)])

      await after.epochs.accept()
      await after.epochs.settled()
      expect(after.epochs.oldCopies()).toEqual([])
      const accepted = await start()
      expect(accepted.epochs.oldCopies()).toEqual([])
      expect(await accepted.token()).toBe('third')
      const again = await backUp(profileFile)
      await accepted.keep('fourth')
      await again()
      expect((await start()).epochs.oldCopies()).toEqual([credentialsOf(id)])
    })

    it('of the share policy restores no node and no policy unnoticed', async () => {
      const first = await start()
      await first.rules.change(id, (rules) => ({
        ...rules,
        sharePolicy: 'practice',
        nodes: ['https://a'],
        nodesFor: 'w',
      }))
      const putBack = await backUp('rules')
      await first.rules.change(id, (rules) => ({ ...rules, nodes: [] }))
      await putBack()
      expect((await start()).epochs.oldCopies()).toEqual([{ what: 'rules', profileId: id }])
    })

    it('causes a write to the keychain only when custody shrinks', async () => {
      const first = await start()
      await first.keep('first')
      await first.credentials.noteUse(id, 'token')
      await first.keep('of another', other)
      expect(epochsWritten).toEqual([])
      await first.keep('second')
      expect(epochsWritten).toEqual(['1'])
      await first.credentials.noteUse(id, 'token')
      await start()
      expect(epochsWritten).toEqual(['1'])
    })

    it('is distinguished from a file of an older version, which has no epoch', async () => {
      const first = await start()
      const old = JSON.stringify({ ...(await first.credentials.read(id)), token: 'kept long ago', tokenFor: 'a way' })
      await first.sealed.write(`profile:${id}`, old)
      const after = await start()
      expect(after.epochs.oldCopies()).toEqual([])
      expect(await after.token()).toBe('kept long ago')
      const putBack = await backUp(profileFile)
      await after.keep('second')
      await putBack()
      expect((await start()).epochs.oldCopies()).toEqual([credentialsOf(id)])
    })

    it('is not reported if a process ended during a change, whether or not the change was stored', async () => {
      for (const removes of [false, true]) {
        for (let steps = 0; steps < 4; steps++) {
          await rm(folder, { recursive: true, force: true })
          service = `Strongroom epochs ${++services}`
          const first = await start()
          await first.keep('first')
          await first.keep('second')
          const putBack = await backUp(profileFile)
          let left = steps
          const step = <T>(work: () => Promise<T>): Promise<T> => {
            if (left-- <= 0) throw new Error('the process has ended')
            return work()
          }
          const keychain = createOsKeychain(service)
          const dying = await start({
            keychain: { ...keychain, write: async (...args) => step(() => keychain.write(...args)) },
            wrap: (store) =>
              Object.create(store, {
                write: { value: async (name: string, text: string) => step(() => store.write(name, text)) },
                remove: { value: async (name: string) => step(() => store.remove(name)) },
              }) as SealedStore,
          })
          const [kept] = await Promise.allSettled([dying.keep(removes ? null : 'third')])
          expect([steps, kept.status]).not.toEqual([0, 'fulfilled'])

          const after = await start()
          expect(after.epochs.oldCopies()).toEqual([])
          expect(await after.token()).toBe(steps === 0 ? 'second' : removes ? null : 'third')
          expect((await start()).epochs.oldCopies()).toEqual([])
          await putBack()
          expect((await start()).epochs.oldCopies()).toEqual(steps === 0 ? [] : [credentialsOf(id)])
        }
      }
    })

    it('is noticed after a keychain refused the epoch, which lost nothing', async () => {
      const keychain = createOsKeychain(service)
      const refusing: Keychain = {
        ...keychain,
        read: (account) =>
          account.startsWith(sharedEpochAccount) ? Promise.reject(new Error('refused')) : keychain.read(account),
        write: (account, secret) =>
          account.startsWith(sharedEpochAccount)
            ? Promise.reject(new Error('refused'))
            : keychain.write(account, secret),
      }
      const first = await start({ keychain: refusing })
      await first.keep('first')
      await first.keep('second')
      const putBack = await backUp()
      await first.keep('third')
      expect(await first.token()).toBe('third')
      expect(await keychain.read(await epochAccount(folder))).toBeNull()

      expect((await start()).epochs.oldCopies()).toEqual([])
      expect(String(await keychain.read(await epochAccount(folder)))).toBe('2')
      await putBack()
      expect((await start()).epochs.oldCopies()).toEqual([list])
    })

    it('is not reported if two windows change custody at the same time', async () => {
      const [one, two] = [await start(), await start()]
      await one.keep('0')
      await two.keep('0', other)
      const change = async (of: typeof one, profileId: string) => {
        for (let count = 1; count <= 8; count++) await of.keep(String(count), profileId)
      }
      await Promise.all([change(one, id), change(two, other)])
      const after = await start()
      expect(after.epochs.oldCopies()).toEqual([])
      expect([await after.token(), await after.token(other)]).toEqual(['8', '8'])
    })

    it('is not reported if another home in the same keychain has a higher epoch', async () => {
      const home = folder
      const first = await start()
      await first.keep('first')
      await first.keep('second')
      folder = await temporaryFolder('old-copies')
      const other = await start()
      for (const token of ['1', '2', '3', '4']) await other.keep(token)
      folder = home
      expect((await start()).epochs.oldCopies()).toEqual([])
    })

    it('is not searched for among files that were set aside to start over', async () => {
      const first = await start()
      await first.keep('first')
      await first.keep('second')
      await createOsKeychain(service).remove((await ownAccount(folder)) ?? '')
      const anew = await start({})
      await anew.sealed.startNew()
      await anew.epochs.check()
      expect(anew.epochs.oldCopies()).toEqual([])
      await anew.keep('third')
      expect((await start()).epochs.oldCopies()).toEqual([])
    })

    it('that can’t be read is removed with its connection', async () => {
      const first = await start()
      await first.keep('first')
      await writeFile(join(folder, await fileOf(profileFile)), 'damaged')
      await first.credentials.removeAll(id)
      expect(await fileOf(profileFile)).toBe('')
      expect((await start()).epochs.oldCopies()).toEqual([])
    })

    it('is noticed behind a passphrase, unless all other files are old copies too', async () => {
      const first = await start({ keychain: null, passphrase })
      await first.keep('first')
      await first.keep('second')
      const [putBack, putAllBack] = [await backUp(profileFile), await backUp()]
      await first.keep('third')
      await putBack()
      expect((await start({ keychain: null, passphrase })).epochs.oldCopies()).toEqual([credentialsOf(id)])
      await putAllBack()
      expect((await start({ keychain: null, passphrase })).epochs.oldCopies()).toEqual([])
      expect(epochsWritten).toEqual([])
    })

    it('is shown in the app’s state until the user accepts it', async () => {
      const test = await startCore()
      folder = join(test.folder, 'data', 'sealed')
      const { id: profileId } = await value(test.client.connections.add({ profile: draftOf('https://127.0.0.1:1') }))
      await value(test.client.custody.setSharePolicy({ profileId, sharePolicy: 'mine' }))
      const putBack = await backUp('rules')
      await value(test.client.custody.setSharePolicy({ profileId, sharePolicy: 'none' }))
      await putBack()
      await value(test.client.app.lock({}))
      await value(test.client.app.unlock({}))
      await expect
        .poll(async () => (await value(test.client.app.state({}))).custody.oldCopies)
        .toEqual([{ what: 'rules', profileId }])
      const [held] = await value(test.client.custody.held({}))
      expect(held?.sharePolicy).toBe('mine')
      await value(test.client.custody.acceptOldCopies({}))
      expect((await value(test.client.app.state({}))).custody.oldCopies).toBeUndefined()
      await test.stop()
    })
  },
)
