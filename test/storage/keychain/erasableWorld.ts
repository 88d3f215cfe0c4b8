/** Ceremonies over a real store, assembled as in the core; shared by the tests and the process that is killed. */
import { execFile } from 'node:child_process'
import { appendFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Asking, type Ceremonies, createCeremonies } from '../../../electron/core/ceremonies/ceremonies.ts'
import { createCustodyEpochs } from '../../../electron/storage/keychain/custodyEpochs.ts'
import { recordKinds } from '../../../electron/storage/recordKinds.ts'
import { createErasableCeremonies } from '../../../electron/core/ceremonies/erasableCeremonies.ts'
import { createLog } from '../../../electron/base/log/log.ts'
import { fillPreallocatedFile } from '../../../electron/base/files/preallocatedFile.ts'
import { answerSealer } from '../../../electron/storage/keychain/answerSeal.ts'
import { createErasableStore } from '../../../electron/storage/keychain/erasableStore.ts'
import type { Keychain } from '../../../electron/storage/keychain/keychain.ts'
import { createSealedStore, type SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'

export const profileId = '5c1d6b1e-0000-4000-8000-000000000001'
export const rootToken = 'hvs.theFirstRootTokenOfATest'
export const oldPassphrase = 'the old passphrase of a test'
export const newPassphrase = 'the new passphrase of a test'
const share = 'a1'.repeat(33)

const of = {
  profileId,
  address: 'http://127.0.0.1:1',
  way: 'a way',
  shares: 1,
  threshold: 1,
  pgpShares: [],
  pgpRootToken: null,
}

/** Answers as a server does, through a witness, and records in `file` that the answer is on the disk. */
const askingWith = (file: string): Asking => {
  return async ({ seal, sealedPath }) => {
    const keys_base64 = [Buffer.from(share, 'hex').toString('base64')]
    const answer = Buffer.from(JSON.stringify({ keys: [share], keys_base64, root_token: rootToken }))
    const sealed = answerSealer(seal.publicKey, seal.name)(answer)
    if (sealedPath !== null) await fillPreallocatedFile(sealedPath, sealed)
    await appendFile(file, 'answered')
    return { sealed, written: sealedPath !== null }
  }
}

export interface World {
  readonly store: SealedStore
  readonly ceremonies: Ceremonies
  readonly sweep: () => Promise<void>
  readonly epochs: ReturnType<typeof createCustodyEpochs>
  begin(): Promise<string>
}

/** Starts the ceremonies of an app over `folder`. Without a keychain, `passphrase` opens or creates the files. */
export async function openWorld(folder: string, keychain: Keychain | null, passphrase?: string): Promise<World> {
  const log = createLog(null)
  const sealed = createSealedStore({ folder, keychain, log, survivesLock: (name) => name.startsWith('ceremony') })
  const none = { read: async () => null, write: async () => undefined, remove: async () => undefined }
  const erasable = createErasableStore(sealed, recordKinds.ceremonies.prefix, async () =>
    createErasableCeremonies({ store: sealed, keychain: keychain ?? none, folder, log, epochs: async () => epochs }),
  )
  const { store } = erasable
  const epochs = createCustodyEpochs({ store, keychain: keychain ?? none, folder, log, onChange: () => undefined })
  const ceremonies = createCeremonies({ store, folder, log, onChange: () => undefined })
  await store.open()
  if (passphrase !== undefined) {
    await (store.passphraseNeeded ? store.unlock(passphrase) : store.usePassphrase(passphrase))
  }
  return {
    store,
    ceremonies,
    epochs,
    sweep: () => erasable.sweep(),
    begin: async () => (await ceremonies.begin(of, askingWith(join(folder, '..', 'answered')))).id,
  }
}

/** Returns the root token of the unfinished ceremony; null if there is none. */
export async function rootOf({ ceremonies }: World): Promise<string | null> {
  const found = await ceremonies.of(profileId)
  return found === null ? null : (await ceremonies.open(found.id)).rootToken
}

/** Returns the accounts of the ceremony keys in the keychain. */
export async function keyAccountsOf(service: string): Promise<string[]> {
  const words = ['search', '--all', 'service', service]
  const { stderr } = await promisify(execFile)('secret-tool', words).catch(() => ({ stderr: '' }))
  return [...stderr.matchAll(/ceremony-key-[0-9a-f-]+/g)].map(([account]) => account)
}

/** Returns the sealed files of ceremonies and of their keys, and the answers that no core has read yet. */
export const ceremonyFilesOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith('entry-ceremony') || name.endsWith('.answer'))
