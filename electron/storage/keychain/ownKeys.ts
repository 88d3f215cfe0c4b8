/** Stores the keys of erasable entries: each in its own account of the keychain, or else in its own sealed entry. */
import { z } from 'zod'
import type { CustodyEpochs } from './custodyEpochs.ts'
import { recordKinds } from '../recordKinds.ts'
import type { Keychain } from './keychain.ts'
import { bytesOfHex, hexBytes } from './masterKey.ts'
import { keyLength } from './sealedFile.ts'
import type { SealedStore } from './sealedStore.ts'

/** Keys by the name of their entry and their ID. */
export interface OwnKeys {
  /** Returns the caller's copy, or null if there is none. Errors: as the keychain, or as the store. */
  read(name: string, id: string): Promise<Buffer | null>
  write(name: string, id: string, key: Buffer): Promise<void>
  /** Does nothing if there is none. */
  remove(name: string, id: string): Promise<void>
}

/** Returns the name of a key's entry: that of its ceremony, with the key's ID in place of the ceremony's. */
const ownKeyName = (name: string, id: string) =>
  `${recordKinds.ceremonyKeys.prefix}${name.slice(recordKinds.ceremonies.prefix.length, name.lastIndexOf(':'))}:${id}`

/** Returns the account of a key in the keychain. */
export const ownKeyAccount = (id: string) => `ceremony-key-${id}`

const Entry = z.object({ version: z.literal(1), key: z.base64() })

/** Chooses at each call by the current custody of the sealed files. */
export function createOwnKeys(
  store: Pick<SealedStore, 'read' | 'state'>,
  keychain: Keychain,
  epochs: () => Promise<CustodyEpochs>,
): OwnKeys {
  const byKeychain: OwnKeys = {
    read: async (_name, id) => {
      const text = await keychain.read(ownKeyAccount(id))
      if (text === null) return null
      try {
        return bytesOfHex(text)
      } catch {
        return null
      } finally {
        text.fill(0)
      }
    },
    write: async (_name, id, key) => {
      const text = hexBytes(Buffer.from(key))
      await keychain.write(ownKeyAccount(id), text).finally(() => text.fill(0))
    },
    remove: (_name, id) => keychain.remove(ownKeyAccount(id)),
  }
  // SECURITY: with an epoch, so that a restored old copy of a removed key is noticed (docs/security.md, "Custody").
  const bySealedEntry: OwnKeys = {
    read: async (name, id) => {
      const text = await store.read(ownKeyName(name, id))
      const entry = text === null ? undefined : Entry.safeParse(JSON.parse(text)).data
      const key = Buffer.from(entry?.key ?? '', 'base64')
      return key.length === keyLength ? key : null
    },
    write: async (name, id, key) =>
      (await epochs()).write(ownKeyName(name, id), { version: 1, key: key.toString('base64') }, 'new-item'),
    remove: async (name, id) => (await epochs()).remove(ownKeyName(name, id), { version: 1, key: '' }),
  }
  const now = () => (store.state().kind === 'keychain' ? byKeychain : bySealedEntry)
  return {
    read: (name, id) => now().read(name, id),
    write: (name, id, key) => now().write(name, id, key),
    remove: (name, id) => now().remove(name, id),
  }
}
