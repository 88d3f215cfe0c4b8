/**
 * A process with the real core in it that does all that a core does with a server's keys, locks, and leaves a snapshot of
 * its heap. Started by heap.test.ts: `node heapChild.ts FOLDER ADDRESS [keep]`. It says nothing; the keys are in
 * FOLDER/cluster-keys.json before the lock, the snapshot in FOLDER/heap.heapsnapshot after it.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeHeapSnapshot } from 'node:v8'
import { createCore } from '../../../electron/features/createCore.ts'
import { draftOf } from '../../features/startCore.ts'

const [folder = '', address = '', how] = process.argv.slice(2)
const passphrase = 'a passphrase of a test'
const keysFile = join(folder, 'cluster-keys.json')

const core = await createCore({
  shell: 'electron',
  version: '0.0.0',
  folders: { config: join(folder, 'config'), data: join(folder, 'data'), cache: join(folder, 'cache') },
  environment: {},
  askConsent: () => Promise.resolve(true),
  saveFile: async (_name, content) => {
    await writeFile(keysFile, content)
    return keysFile
  },
})

/** Makes a call and returns the value; a failure ends the process with its code. */
async function call(name: string, input: unknown): Promise<Readonly<Record<string, unknown>>> {
  const result = await core.call(name, input, {})
  if (!result.ok) throw new Error(`${name}: ${result.error.code} ${result.error.message}`)
  return result.value as Readonly<Record<string, unknown>>
}

interface Keys {
  readonly unseal_keys_b64: readonly [string, string, string]
  readonly root_token: string
}
const readKeys = async (): Promise<Keys> => JSON.parse(await readFile(keysFile, 'utf8')) as Keys

/** Deliberately keeps everything, to prove that what is kept is found. */
const keeper: string[] = []

async function initialize(profileId: unknown): Promise<void> {
  const { id: ceremonyId } = await call('server.initialize', { profileId, shares: 3, threshold: 2 })
  await call('server.exportCeremony', { ceremonyId })
  await call('server.revealCeremonyItem', { ceremonyId, item: 1 })
  await call('server.keepCeremony', { ceremonyId, shares: [1, 2], rootToken: true })
  await call('server.unsealNodes', { profileId, source: { by: 'ceremony', ceremonyId } })
  await call('server.finishCeremony', { ceremonyId, signIn: true, acceptLoss: false })
}
async function useTheRest(profileId: unknown): Promise<void> {
  await call('mounts.list', { profileId })
  await call('custody.reveal', { profileId, item: 2, passphrase })
  await call('custody.exportKeys', { profileId, passphrase })
  await call('server.seal', { profileId })
  await call('server.unsealNodes', { profileId, source: { by: 'kept' } })
  await call('server.status', { profileId })
}
async function asTyped(profileId: unknown, keys: Keys): Promise<void> {
  const [first, second] = keys.unseal_keys_b64
  await call('custody.remove', { profileId, item: 1 })
  await call('custody.addShare', { profileId, share: first, index: 3 })
  await call('session.signIn', {
    profileId,
    credentials: { method: 'token', token: keys.root_token },
    remember: true,
  })
  await call('server.seal', { profileId })
  await call('server.unsealNodes', { profileId, source: { by: 'share', share: first } })
  await call('server.unsealNodes', { profileId, source: { by: 'share', share: second } })
  if (how === 'keep') keeper.push(`${second} `)
}

await call('app.keepInPassphraseFile', { passphrase })
const { id: profileId } = await call('connections.add', { profile: draftOf(address) })
await initialize(profileId)
const whole = await readFile(keysFile)
await useTheRest(profileId)
await writeFile(keysFile, whole)
await asTyped(profileId, await readKeys())
await call('app.lock', {})
// One more round of the event loop: work that was pending at the lock is settled.
await new Promise((resolve) => setImmediate(resolve))
await call('app.state', {})
writeHeapSnapshot(join(folder, 'heap.heapsnapshot'))
process.exit(keeper.length > 1 ? 1 : 0)
