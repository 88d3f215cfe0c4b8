/** Key ceremonies as entries that can be erased; see storage/keychain/erasable.ts. Loaded with the first of them. */
import { createErasable, type Erasable, type ErasableDeps } from '../../storage/keychain/erasable.ts'
import type { Keychain } from '../../storage/keychain/keychain.ts'
import { createOwnKeys } from '../../storage/keychain/ownKeys.ts'
import { removeFile } from '../../base/files/atomicFile.ts'
import { answerPathOf } from './ceremonies.ts'
import type { CustodyEpochs } from '../../storage/keychain/custodyEpochs.ts'
import { recordKinds } from '../../storage/recordKinds.ts'

export interface ErasableCeremoniesDeps extends Pick<ErasableDeps, 'store' | 'folder' | 'log'> {
  readonly keychain: Keychain
  readonly epochs: () => Promise<CustodyEpochs>
}

export function createErasableCeremonies({ store, keychain, folder, log, epochs }: ErasableCeremoniesDeps): Erasable {
  return createErasable({
    store,
    prefix: recordKinds.ceremonies.prefix,
    keys: createOwnKeys(store, keychain, epochs),
    folder,
    log,
    onErase: (name) => removeFile(answerPathOf(folder, name)),
  })
}
