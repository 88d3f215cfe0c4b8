/** Sealed files under a master key that the keychain of the operating system holds. */
import { Failure } from '../../contract/failure.ts'
import type { Keychain } from './keychain.ts'
import { keychainMasterKey } from './masterKey.ts'
import type { SealedFiles } from './sealedFiles.ts'

export interface KeychainCustody {
  /** Returns the number of files that are sealed under a key of the keychain. */
  count(): Promise<number>
  /** Returns the master key that the keychain holds now, or a new one. Throws as `keychainMasterKey`. */
  key(): Promise<Buffer>
  /** Returns the same key, after it has opened one of the files. Throws `master-key-lost` if it opens none of them. */
  fittingKey(): Promise<Buffer>
  /** Puts all files aside, and an entry of the keychain that is not a key. */
  startOver(): Promise<void>
}

export function createKeychainCustody(folder: string, keychain: Keychain, files: SealedFiles): KeychainCustody {
  const count = async () => (await files.names('keychain')).length
  const key = () =>
    keychainMasterKey({
      keychain,
      folder,
      filesExist: async () => (await count()) > 0,
    })
  return {
    count,
    key,
    fittingKey: async () => {
      const found = await key()
      if (await files.fits(found, 'keychain')) return found
      found.fill(0)
      // SECURITY: continuing would put one file after the other aside without asking the person.
      throw new Failure('master-key-lost', 'None of the sealed files opens with the key that the keychain holds.')
    },
    startOver: async () => {
      const { putAsideNoKey } = await import('./damagedEntry.ts')
      await putAsideNoKey(keychain, folder)
      for (const name of await files.names('keychain')) await files.putAside('keychain', name)
    },
  }
}
