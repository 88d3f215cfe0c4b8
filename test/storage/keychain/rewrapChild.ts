/**
 * A process that changes the passphrase of the sealed files in FOLDER and kills itself at its STEP-th change of the
 * disk: `node rewrapChild.ts FOLDER STEP`. Exits with 0 if it finishes before that step.
 */
import { createLog } from '../../../electron/base/log/log.ts'
import { killAfter } from './fatalDisk.ts'
import { newPassphrase, oldPassphrase } from './rewrapWords.ts'

const [folder = '', step = ''] = process.argv.slice(2)

const { createSealedStore } = await import('../../../electron/storage/keychain/sealedStore.ts')
const store = createSealedStore({ folder, keychain: null, log: createLog(null) })
await store.open()
await store.unlock(oldPassphrase)
killAfter(Number(step))
await store.changePassphrase(oldPassphrase, newPassphrase)
process.exit(0)
