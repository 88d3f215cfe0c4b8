/**
 * A process that runs an action on a ceremony below FOLDER and kills itself at its STEP-th change of the disk or call
 * of the keychain: `node erasableChild.ts FOLDER SERVICE ACTION STEP`. An empty SERVICE means a passphrase. Exits with
 * 0 if it finishes before that step.
 */
import type { Keychain } from '../../../electron/storage/keychain/keychain.ts'
import { countStep, killAfter } from './fatalDisk.ts'

const [folder = '', service = '', action = '', step = ''] = process.argv.slice(2)

const { createOsKeychain } = await import('../../../electron/storage/keychain/osKeychain.ts')
const { newPassphrase, oldPassphrase, openWorld } = await import('./erasableWorld.ts')

/** The real keychain, with calls that can kill this process first. */
function fatal(real: Keychain): Keychain {
  return {
    read: async (account) => {
      countStep()
      return real.read(account)
    },
    write: async (account, secret) => {
      countStep()
      await real.write(account, secret)
    },
    remove: async (account) => {
      countStep()
      await real.remove(account)
    },
  }
}

const isByKeychain = service !== ''
const world = await openWorld(
  folder,
  isByKeychain ? fatal(createOsKeychain(service)) : null,
  isByKeychain ? undefined : oldPassphrase,
)
const { store, ceremonies } = world
if (action === 'begin') {
  killAfter(Number(step))
  await world.begin()
} else {
  const id = await world.begin()
  killAfter(Number(step))
  if (action === 'finish') await ceremonies.wipe(id)
  else if (action === 'hand over') await ceremonies.note(id, [{ item: 1, way: 'handed-over' }])
  else if (action === 'change the passphrase') await store.changePassphrase(oldPassphrase, newPassphrase)
  else throw new Error(`no action ${action}`)
}
process.exit(0)
