/**
 * New keys that arrive after a lock or while the app exits: nothing is lost, and no key stays in memory without need.
 */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Asking, AnswerPlace } from '../../../electron/core/ceremonies/ceremonies.ts'
import { lazyCeremonies } from '../../../electron/core/ceremonies/lazyCeremonies.ts'
import { fillPreallocatedFile } from '../../../electron/base/files/preallocatedFile.ts'
import { answerSealer } from '../../../electron/storage/keychain/answerSeal.ts'
import {
  oldPassphrase,
  openWorld,
  profileId,
  rootOf,
  rootToken,
  type World,
} from '../../storage/keychain/erasableWorld.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

const beginning = {
  profileId,
  address: 'http://127.0.0.1:1',
  way: 'a way',
  shares: 1,
  threshold: 1,
  pgpShares: [],
  pgpRootToken: null,
}
const share = 'a1'.repeat(33)
const answer = JSON.stringify({
  keys: [share],
  keys_base64: [Buffer.from(share, 'hex').toString('base64')],
  root_token: rootToken,
})

let folder: string
let world: World
beforeEach(async () => {
  folder = join(await temporaryFolder('ceremonies'), 'sealed')
})
afterEach(() => removeFolder(join(folder, '..')))

/** A server that answers when the test lets it; `written`: whether the sealed answer is on the disk. */
function heldServer(written = true) {
  const release = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<AnswerPlace>()
  const asking: Asking = async (place) => {
    arrived.resolve(place)
    await release.promise
    const sealed = answerSealer(place.seal.publicKey, place.seal.name)(Buffer.from(answer))
    if (place.sealedPath !== null && written) await fillPreallocatedFile(place.sealedPath, sealed)
    return { sealed, written: place.sealedPath !== null && written }
  }
  return { asking, arrived: arrived.promise, release: () => release.resolve(), fail: release.reject }
}
/** Whether a promise is settled, once everything that was ready has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  const note = () => (settled = true)
  promise.then(note, note)
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
  return settled
}

describe('new keys whose answer arrives damaged', () => {
  it('are read from the copy on the disk', async () => {
    world = await openWorld(folder, null, oldPassphrase)
    const server = heldServer()
    server.release()
    const damaged: Asking = async (place) => ({ ...(await server.asking(place)), sealed: Buffer.from('damaged') })
    await expect(world.ceremonies.begin(beginning, damaged)).rejects.toMatchObject({ code: 'file-unreadable' })
    expect(await rootOf(world)).toBe(rootToken)
  })
})

describe('@boundary new keys that arrive after a lock', () => {
  it('are dropped from memory if they are on the disk, and are available after the unlock', async () => {
    world = await openWorld(folder, null, oldPassphrase)
    const server = heldServer()
    const begun = world.ceremonies.begin(beginning, server.asking)
    await server.arrived
    expect(world.ceremonies.holdsUnsealed()).toBe(true)
    world.store.lock()
    server.release()
    await begun
    expect(world.ceremonies.holdsUnsealed()).toBe(false)
    await world.store.unlock(oldPassphrase)
    expect(await rootOf(world)).toBe(rootToken)
  })

  it('stay in memory if they are not stored elsewhere, and are sealed after the unlock', async () => {
    world = await openWorld(folder, null, oldPassphrase)
    const server = heldServer(false)
    const begun = world.ceremonies.begin(beginning, server.asking)
    await server.arrived
    world.store.lock()
    server.release()
    await begun
    expect(world.ceremonies.holdsUnsealed()).toBe(true)
    await world.store.unlock(oldPassphrase)
    await world.ceremonies.sealHeld()
    expect(world.ceremonies.holdsUnsealed()).toBe(false)
    const after = await openWorld(folder, null, oldPassphrase)
    expect(await rootOf(after)).toBe(rootToken)
  })

  it('are not held if the app was not locked', async () => {
    world = await openWorld(folder, null, oldPassphrase)
    const server = heldServer()
    server.release()
    expect(await world.ceremonies.begin(beginning, server.asking)).toMatchObject({ sealedOnDisk: true })
    expect(world.ceremonies.holdsUnsealed()).toBe(false)
  })
})

describe('@boundary the exit of the app', () => {
  it('waits for every initialization in progress', async () => {
    world = await openWorld(folder, null, oldPassphrase)
    const [one, two] = [heldServer(), heldServer()]
    const begun = [world.ceremonies.begin(beginning, one.asking), world.ceremonies.begin(beginning, two.asking)]
    await Promise.all([one.arrived, two.arrived])
    const ending = world.ceremonies.settled()
    expect(await isSettled(ending)).toBe(false)
    one.release()
    await begun[0]
    expect(await isSettled(ending)).toBe(false)
    two.release()
    await ending
    expect(world.ceremonies.holdsUnsealed()).toBe(false)
    await Promise.all(begun)
  })

  it('waits for a failing initialization without failing itself', async () => {
    world = await openWorld(folder, null, oldPassphrase)
    const server = heldServer()
    const begun = world.ceremonies.begin(beginning, server.asking)
    await server.arrived
    const ending = world.ceremonies.settled()
    server.fail(new Error('the server is gone'))
    await expect(begun).rejects.toThrow('the server is gone')
    await ending
  })

  it('waits for one that began while the module was loading', async () => {
    world = await openWorld(folder, null, oldPassphrase)
    const loading = Promise.withResolvers<void>()
    const ceremonies = lazyCeremonies(() => loading.promise.then(() => world.ceremonies))
    const server = heldServer()
    const begun = ceremonies.begin(beginning, server.asking)
    const ending = ceremonies.settled()
    expect(ceremonies.holdsUnsealed()).toBe(true)
    loading.resolve()
    await server.arrived
    expect(await isSettled(ending)).toBe(false)
    server.release()
    await ending
    await begun
  })

  it('does not wait if no initialization was started', async () => {
    const ceremonies = lazyCeremonies(() => Promise.reject(new Error('it was loaded')))
    await ceremonies.settled()
    await ceremonies.sealHeld()
    expect(ceremonies.holdsUnsealed()).toBe(false)
  })
})
