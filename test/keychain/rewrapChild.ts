/**
 * A process that changes the passphrase of the sealed files in FOLDER and kills itself at its STEP-th change of the disk:
 * `node rewrapChild.ts FOLDER STEP`. Exits with 0 when it gets through before that.
 */
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { createLog } from '../../electron/core/log.ts'
import { newPassphrase, oldPassphrase } from './rewrapWords.ts'

const [folder = '', step = ''] = process.argv.slice(2)
let left = Infinity

/** Kills the process in place of the call, as a crash right before it does. */
function killAt(): void {
  if (left-- <= 0) process.kill(process.pid, 'SIGKILL')
}
const { open, rename, rm } = fs
Object.assign(fs, {
  open: async (...given: Parameters<typeof open>) => {
    if (given[1] === 'wx') killAt()
    return open(...given)
  },
  rename: async (...given: Parameters<typeof rename>) => {
    killAt()
    return rename(...given)
  },
  rm: async (...given: Parameters<typeof rm>) => {
    killAt()
    return rm(...given)
  },
})
syncBuiltinESMExports()

const { createSealedStore } = await import('../../electron/keychain/sealedStore.ts')
const store = createSealedStore({ folder, keychain: null, log: createLog(null) })
await store.open()
await store.unlock(oldPassphrase)
left = Number(step)
await store.changePassphrase(oldPassphrase, newPassphrase)
process.exit(0)
