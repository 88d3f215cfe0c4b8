/** Real sealed stores with a keychain that answers immediately. */
import { join } from 'node:path'
import { createCustodyEpochs, type CustodyEpochs } from '../../../electron/storage/keychain/custodyEpochs.ts'
import { createLog } from '../../../electron/base/log/log.ts'
import type { Keychain } from '../../../electron/storage/keychain/keychain.ts'
import { createSealedStore, type SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'

/** Returns a keychain in memory. */
function memoryKeychain(): Keychain {
  const entries = new Map<string, Buffer>()
  return {
    read: async (account) => {
      const entry = entries.get(account)
      return entry === undefined ? null : Buffer.from(entry)
    },
    write: async (account, secret) => void entries.set(account, Buffer.from(secret)),
    remove: async (account) => void entries.delete(account),
  }
}

export interface OpenedStore {
  readonly store: SealedStore
  readonly epochs: () => Promise<CustodyEpochs>
}

/** Returns an open store whose files are in `folder`; without a folder, everything is in memory. */
export async function openStore(folder?: string): Promise<OpenedStore> {
  const log = createLog(null)
  const keychain = memoryKeychain()
  const sealed = join(folder ?? '/nowhere', 'sealed')
  const store = createSealedStore({ folder: sealed, keychain: folder === undefined ? null : keychain, log })
  await store.open()
  const epochs = createCustodyEpochs({ store, keychain, folder: sealed, log, onChange: () => undefined })
  return { store, epochs: async () => epochs }
}
