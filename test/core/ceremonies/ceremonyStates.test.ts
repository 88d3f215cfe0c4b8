/** Key ceremonies from the request to the end: the contents of the disk, the memory and the answers at each step. */
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { answerPathOf, type Asking, createCeremonies } from '../../../electron/core/ceremonies/ceremonies.ts'
import { awaitedOf, nameOf, parseCeremony } from '../../../electron/core/ceremonies/storedCeremony.ts'
import { fillPreallocatedFile, preallocateFile } from '../../../electron/base/files/preallocatedFile.ts'
import { plainWay } from '../../../electron/storage/profiles/way.ts'
import { answerSealer, newAnswerKeys } from '../../../electron/storage/keychain/answerSeal.ts'
import type { SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { custodyWorld, type CustodyWorld, type CustodyWorldOptions } from '../custody/custodyWorld.ts'

/** Every decrypted answer, by reference. */
const openedAnswers = vi.hoisted((): Buffer[] => [])
vi.mock(import('../../../electron/storage/keychain/answerSeal.ts'), async (original) => {
  const real = await original()
  return {
    ...real,
    openAnswer: (...given: Parameters<typeof real.openAnswer>) => {
      const plain = real.openAnswer(...given)
      openedAnswers.push(plain)
      return plain
    },
  }
})

const profileId = '5c1d6b1e-0000-4000-8000-000000000001'
const other = '5c1d6b1e-0000-4000-8000-000000000002'
const share = 'a1'.repeat(33)
const base64 = Buffer.from(share, 'hex').toString('base64')
const rootToken = 'hvs.theFirstRootTokenOfATest'
const answer = JSON.stringify({ keys: [share, share], keys_base64: [base64, base64], root_token: rootToken })
const of = {
  profileId,
  address: 'https://vault.example',
  way: 'way 1',
  shares: 2,
  threshold: 2,
  pgpShares: [],
  pgpRootToken: null,
}
const code = (code: string) => expect.objectContaining({ code })
const unwritable = new Failure('file-unwritable', 'no space')

let world: CustodyWorld
let changed: string[]
let logged: string[]
let isFull: boolean
beforeEach(() => {
  changed = []
  logged = []
  isFull = false
})
afterEach(async () => {
  vi.useRealTimers()
  await world.stop()
})

const note = (_fields: unknown, message: string) => void logged.push(message)
const log = { debug: note, info: note, warn: note, error: note }
/** A store that cannot write while `isFull`. */
const fillable = (store: SealedStore): SealedStore => {
  const write: SealedStore['write'] = async (...words) => (isFull ? Promise.reject(unwritable) : store.write(...words))
  return Object.create(store, { write: { value: write } }) as SealedStore
}
async function start(options: CustodyWorldOptions = {}) {
  world = await custodyWorld({ wrap: fillable, ...options })
  return again()
}
const again = () =>
  createCeremonies({ store: world.store, folder: world.sealedFolder, log, onChange: (id) => changed.push(id) })

/** A witness, with what it writes down and what it returns. */
const witness =
  (isWritten = true, text = answer): Asking =>
  async ({ seal, sealedPath }) => {
    const sealed = answerSealer(seal.publicKey, seal.name)(Buffer.from(text))
    if (sealedPath !== null && isWritten) await fillPreallocatedFile(sealedPath, sealed)
    return { sealed, written: isWritten }
  }
/** A witness that writes the answer down and then disappears. */
const lostWitness =
  (problem: Error, isWritten = true): Asking =>
  async (place) => {
    if (isWritten) await witness()(place)
    throw problem
  }
const answers = async () =>
  (await readdir(world.sealedFolder).catch(() => [])).filter((name) => name.endsWith('.answer'))
const stored = async () => world.store.names('ceremony:')
const later = () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(Date.now() + 11 * 60_000)
}

describe('new keys', () => {
  it('are sealed on the disk, and cross to the window as counts and places only', async () => {
    const ceremonies = await start()
    const begun = await ceremonies.begin(of, witness())
    expect(begun).toEqual({
      id: begun.id,
      profileId,
      startedAt: begun.startedAt,
      shares: 2,
      threshold: 2,
      recovery: false,
      places: [],
      pgpShares: [],
      pgpRootToken: null,
      found: null,
      sealedOnDisk: true,
    })
    expect(Math.abs(Date.parse(begun.startedAt) - Date.now())).toBeLessThan(600_000)
    expect([changed, ceremonies.holdsUnsealed(), await answers()]).toEqual([[profileId], false, []])
    expect(await stored()).toEqual([nameOf(begun)])
    expect(await again().of(profileId)).toEqual(begun)
    expect(await again().open(begun.id)).toMatchObject({
      keys: [share, share],
      rootToken,
      way: 'way 1',
      received: null,
    })
    expect(await again().of(other)).toBeNull()
  })

  it('can be recovery keys', async () => {
    const ceremonies = await start()
    const text = JSON.stringify({
      recovery_keys: [share, share],
      recovery_keys_base64: [base64, base64],
      root_token: 'a',
    })
    expect(await ceremonies.begin(of, witness(true, text))).toMatchObject({ recovery: true, found: null })
    expect(await ceremonies.begin(of, witness(true, '{"keys":["`"]}'))).toMatchObject({
      recovery: false,
      found: [1, 'answer'],
    })
  })

  it('are announced on the disk before the server is asked, with the key that opens the answer', async () => {
    const ceremonies = await start()
    let announced: unknown
    const asking: Asking = async (place) => {
      const [name = ''] = await stored()
      announced = parseCeremony((await world.store.read(name)) ?? '')
      expect(place.seal.name).toBe(name)
      expect(place.sealedPath).toBe(answerPathOf(world.sealedFolder, name))
      await access(place.sealedPath ?? '')
      expect(ceremonies.holdsUnsealed()).toBe(true)
      return witness()(place)
    }
    await ceremonies.begin(of, asking)
    expect(announced).toMatchObject({ awaits: true, profileId, shares: 2 })
  })

  it('are not requested if the disk has no room for them', async () => {
    const ceremonies = await start()
    isFull = true
    const asking = vi.fn<Asking>()
    await expect(ceremonies.begin(of, asking)).rejects.toBe(unwritable)
    expect([asking.mock.calls, changed, await stored(), ceremonies.holdsUnsealed()]).toEqual([[], [], [], false])
  })

  it('are held in memory only if the whole store is in memory, and no file is prepared for them', async () => {
    const ceremonies = await start({ inMemory: true })
    const asking: Asking = async (place) => {
      expect([place.sealedPath, await stored()]).toEqual([null, []])
      return witness()({ ...place })
    }
    const begun = await ceremonies.begin(of, asking)
    expect([begun.sealedOnDisk, ceremonies.holdsUnsealed()]).toEqual([false, false])
    await expect(readdir(world.sealedFolder)).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await ceremonies.of(profileId)).toEqual(begun)
  })

  it('that arrive after a lock stay in memory if the whole store is in memory', async () => {
    const ceremonies = await start({ inMemory: true })
    const asking: Asking = async (place) => {
      const answered = await witness()(place)
      world.store.lock()
      return answered
    }
    const begun = await ceremonies.begin(of, asking)
    expect(ceremonies.holdsUnsealed()).toBe(true)
    await world.store.unlock()
    expect((await ceremonies.of(profileId))?.id).toBe(begun.id)
    expect(await ceremonies.open(begun.id)).toMatchObject({ rootToken })
  })

  it('stay on the disk if the person continues without the keychain', async () => {
    const ceremonies = await start()
    const asking: Asking = async (place) => {
      const answered = await witness()(place)
      world.store.lock()
      await world.store.goWithoutKeychain()
      return answered
    }
    const begun = await ceremonies.begin(of, asking)
    expect([begun.sealedOnDisk, (await answers()).length]).toEqual([false, 1])
    const after = await custodyWorld({ folder: world.folder, keychain: world.keychain })
    expect(await after.ceremonies.of(profileId)).toMatchObject({ id: begun.id, sealedOnDisk: true })
  })

  it('@boundary leave no plain answer in memory', async () => {
    openedAnswers.length = 0
    const ceremonies = await start()
    await ceremonies.begin(of, witness())
    await ceremonies.begin(of, witness(true, 'not keys'))
    expect(openedAnswers.map((plain) => plain.every((byte) => byte === 0))).toEqual([true, true])
  })

  it('leave nothing behind if the server refused the request', async () => {
    const ceremonies = await start()
    const refusal = new Failure('already-initialized', 'The server is already initialized.')
    await expect(ceremonies.begin(of, lostWitness(refusal, false))).rejects.toBe(refusal)
    expect([await stored(), await answers(), changed]).toEqual([[], [], []])
  })

  it.each<[string, Error]>([
    ['a witness that ended', new Failure('internal', 'It ended.')],
    ['an error of the program', new TypeError('a mistake')],
  ])('are awaited after %s', async (_what, problem) => {
    const ceremonies = await start()
    await expect(ceremonies.begin(of, lostWitness(problem))).rejects.toBe(problem)
    expect([(await stored()).length, (await answers()).length, logged]).toEqual([1, 1, []])
    const found = await ceremonies.of(profileId)
    expect(found).toMatchObject({ shares: 2, sealedOnDisk: true })
    expect(await ceremonies.open(found?.id ?? '')).toMatchObject({ rootToken })
    expect([await answers(), ceremonies.holdsUnsealed()]).toEqual([[], false])
    expect(logged).toEqual(['new keys were taken over that had been written down when they came'])
  })

  it('that were refused during a lock are awaited, and removed when no answer can arrive any more', async () => {
    const ceremonies = await start()
    const refusing: Asking = async () => {
      world.store.lock()
      throw new Failure('rejected', 'no')
    }
    await expect(ceremonies.begin(of, refusing)).rejects.toEqual(code('rejected'))
    await world.store.unlock()
    expect([(await stored()).length, await ceremonies.of(profileId)]).toEqual([1, null])
    later()
    expect(await ceremonies.of(profileId)).toBeNull()
    expect([await stored(), await answers()]).toEqual([[], []])
  })

  it('that arrive damaged are read from the disk', async () => {
    const ceremonies = await start()
    const damaged: Asking = async (place) => ({ ...(await witness()(place)), sealed: Buffer.from('damaged') })
    await expect(ceremonies.begin(of, damaged)).rejects.toEqual(code('file-unreadable'))
    const found = await ceremonies.of(profileId)
    expect(await ceremonies.open(found?.id ?? '')).toMatchObject({ rootToken })
  })

  it('that are only partly written are awaited, and then reported as damaged', async () => {
    const ceremonies = await start()
    const half: Asking = async (place) => {
      const sealed = answerSealer(place.seal.publicKey, place.seal.name)(Buffer.from(answer))
      await fillPreallocatedFile(place.sealedPath ?? '', sealed.subarray(0, -1))
      throw new Failure('internal', 'It ended.')
    }
    await expect(ceremonies.begin(of, half)).rejects.toEqual(code('internal'))
    expect(await ceremonies.of(profileId)).toBeNull()
    later()
    await expect(ceremonies.of(profileId)).rejects.toEqual(code('file-unreadable'))
    expect([(await stored()).length, (await answers()).length]).toEqual([1, 1])
  })

  it('that the disk rejects on the second write are held, and sealed when the disk accepts them', async () => {
    const ceremonies = await start()
    const asking: Asking = async (place) => {
      const written = await witness()(place)
      isFull = true
      return written
    }
    const begun = await ceremonies.begin(of, asking)
    expect([begun.sealedOnDisk, ceremonies.holdsUnsealed()]).toEqual([false, true])
    expect(logged).toEqual(['new keys could not be sealed and are held in memory'])
    expect((await answers()).length).toBe(1)
    expect(await ceremonies.open(begun.id)).toMatchObject({ rootToken })
    expect(await ceremonies.of(profileId)).toEqual(begun)
    // The next start finds them in the answer that was written down on arrival.
    const found = await again().of(profileId)
    expect(found).toMatchObject({ id: begun.id, sealedOnDisk: false })
    expect(logged.at(-1)).toBe('new keys could not be sealed again')
    isFull = false
    expect(await ceremonies.of(profileId)).toEqual({ ...begun, sealedOnDisk: true })
    expect([ceremonies.holdsUnsealed(), await answers()]).toEqual([false, []])
  })

  it.each([true, false])(
    'that arrive after a lock stay in memory unless they are on the disk (on the disk: %s)',
    async (isWritten) => {
      const ceremonies = await start()
      const asking: Asking = async (place) => {
        const written = await witness(isWritten)(place)
        world.store.lock()
        return written
      }
      const begun = await ceremonies.begin(of, asking)
      expect([ceremonies.holdsUnsealed(), logged.length]).toEqual([!isWritten, isWritten ? 0 : 1])
      await world.store.unlock()
      await ceremonies.sealHeld()
      expect([ceremonies.holdsUnsealed(), (await ceremonies.of(profileId))?.id]).toEqual([false, begun.id])
      expect(await again().open(begun.id)).toMatchObject({ rootToken })
    },
  )

  it('that no disk accepts, without a lock, stay in memory even if the answer was written down', async () => {
    const ceremonies = await start()
    const asking: Asking = async (place) => {
      const written = await witness(true)(place)
      isFull = true
      return written
    }
    await ceremonies.begin(of, asking)
    expect(ceremonies.holdsUnsealed()).toBe(true)
    isFull = false
  })
})

describe('the ceremonies of a connection', () => {
  it('are kept next to each other, latest first', async () => {
    const ceremonies = await start()
    vi.useFakeTimers({ toFake: ['Date'] })
    for (const month of ['03', '05', '01', '06', '02', '04']) {
      vi.setSystemTime(new Date(`2026-${month}-01`))
      await ceremonies.begin(of, witness())
    }
    for (const month of ['06', '05', '04', '03', '02']) {
      const latest = await ceremonies.of(profileId)
      expect(latest?.startedAt).toBe(`2026-${month}-01T00:00:00.000Z`)
      await ceremonies.wipe(latest?.id ?? '')
    }
    await ceremonies.removeAll(profileId)
    expect([await ceremonies.of(profileId), await stored()]).toEqual([null, []])
  })

  it('do not hide each other when one is damaged, and damage is reported if there is no intact one', async () => {
    const ceremonies = await start()
    const begun = await ceremonies.begin(of, witness())
    const damaged = `ceremony:${profileId}:${crypto.randomUUID()}`
    await world.store.write(damaged, 'damaged')
    await writeFile(answerPathOf(world.sealedFolder, damaged), 'whatever')
    expect(await ceremonies.of(profileId)).toEqual(begun)
    expect(await ceremonies.open(begun.id)).toMatchObject({ id: begun.id })
    await expect(ceremonies.open(crypto.randomUUID())).rejects.toEqual(code('file-unreadable'))
    await ceremonies.wipe(begun.id)
    await expect(ceremonies.of(profileId)).rejects.toEqual(code('file-unreadable'))
    await ceremonies.removeAll(profileId)
    expect([await stored(), await answers()]).toEqual([[], []])
    await expect(ceremonies.open(begun.id)).rejects.toEqual(code('not-found'))
  })

  it('that are held in memory belong to their connection', async () => {
    const ceremonies = await start()
    const asking: Asking = async (place) => {
      isFull = true
      return witness(false)(place)
    }
    const begun = await ceremonies.begin({ ...of, profileId: other }, asking)
    expect([await ceremonies.of(profileId), await ceremonies.bindings(profileId)]).toEqual([null, []])
    await ceremonies.removeAll(profileId)
    expect((await ceremonies.of(other))?.id).toBe(begun.id)
  })

  it.each([new Failure('locked', 'locked'), new TypeError('a mistake')])(
    'are not left out because of another error: %s',
    async (problem) => {
      const wrap = (store: SealedStore): SealedStore =>
        Object.create(store, { read: { value: () => Promise.reject(problem) } }) as SealedStore
      const ceremonies = await start({ wrap })
      await ceremonies.begin(of, witness())
      await expect(again().of(profileId)).rejects.toBe(problem)
      await expect(again().open(profileId)).rejects.toBe(problem)
    },
  )

  it('cannot be read while the store is locked', async () => {
    const ceremonies = await start()
    const begun = await ceremonies.begin(of, witness())
    world.store.lock()
    await expect(ceremonies.of(profileId)).rejects.toEqual(code('locked'))
    await expect(ceremonies.open(begun.id)).rejects.toEqual(code('locked'))
    await world.store.unlock()
  })

  it('are bound to their way, or to the address that an older version recorded, and can move', async () => {
    const ceremonies = await start()
    const begun = await ceremonies.begin(of, witness())
    const { way: _way, ...older } = of
    await ceremonies.begin(older, witness())
    await ceremonies.begin({ ...of, profileId: other }, witness())
    expect((await ceremonies.bindings(profileId)).toSorted()).toEqual([of.address, 'way 1'])
    const to = plainWay('https://new.example')
    changed = []
    await ceremonies.move(profileId, 'way 1', to)
    expect(changed).toEqual([profileId])
    expect((await ceremonies.bindings(profileId)).toSorted()).toEqual([of.address, to.id])
    expect(await ceremonies.open(begun.id)).toMatchObject({ address: 'https://new.example', way: to.id, rootToken })
    expect(await ceremonies.bindings(other)).toEqual(['way 1'])
    await ceremonies.move(profileId, plainWay(of.address).id, to)
    expect(await ceremonies.bindings(profileId)).toEqual([to.id, to.id])
  })

  it('that are held in memory are found, recorded and removed like the others', async () => {
    const ceremonies = await start()
    const asking: Asking = async (place) => {
      isFull = true
      return witness(false)(place)
    }
    const begun = await ceremonies.begin(of, asking)
    isFull = false
    expect(await ceremonies.bindings(profileId)).toEqual(['way 1'])
    expect(await ceremonies.note(begun.id, [{ item: 1, way: 'copied' }])).toMatchObject({ sealedOnDisk: true })
    expect(ceremonies.holdsUnsealed()).toBe(false)
    isFull = false
    const second = await ceremonies.begin(of, async (place) => {
      isFull = true
      return witness(false)(place)
    })
    await ceremonies.wipe(second.id)
    isFull = false
    expect([ceremonies.holdsUnsealed(), (await ceremonies.of(profileId))?.id]).toEqual([false, begun.id])
  })

  it('leave no sealed answer after they are sealed, not even after a crash in between', async () => {
    const ceremonies = await start()
    const begun = await ceremonies.begin(of, witness())
    await preallocateFile(answerPathOf(world.sealedFolder, nameOf(begun)), 10)
    expect(await again().of(profileId)).toEqual(begun)
    expect(await answers()).toEqual([])
    await preallocateFile(answerPathOf(world.sealedFolder, nameOf(begun)), 10)
    await ceremonies.wipe(begun.id)
    expect(await answers()).toEqual([])
  })
})

describe('the places of new keys', () => {
  it('are recorded with their time, once each', async () => {
    const ceremonies = await start()
    const { id } = await ceremonies.begin(of, witness())
    changed = []
    await ceremonies.note(id, [
      { item: 1, way: 'file', where: '/a' },
      { item: 'root-token', way: 'copied' },
    ])
    await ceremonies.note(id, [
      { item: 1, way: 'file', where: '/b' },
      { item: 2, way: 'file', where: '/a' },
    ])
    const { places } = await ceremonies.note(id, [
      { item: 1, way: 'file', where: '/a' },
      { item: 1, way: 'copied' },
    ])
    expect(places.map(({ item, way, where }) => [item, way, where])).toEqual([
      ['root-token', 'copied', undefined],
      [1, 'file', '/b'],
      [2, 'file', '/a'],
      [1, 'file', '/a'],
      [1, 'copied', undefined],
    ])
    expect(places.every(({ at }) => !Number.isNaN(Date.parse(at)))).toBe(true)
    expect(changed).toEqual([profileId, profileId, profileId])
    expect((await again().of(profileId))?.places).toEqual(places)
    expect(await ceremonies.open(id)).toMatchObject({ keys: [share, share], rootToken })
  })

  it('include other people for handed-over items, whose values are wiped here', async () => {
    const dropped: unknown[] = []
    const wrap = (store: SealedStore): SealedStore =>
      Object.create(store, {
        write: {
          value: async (name: string, content: string, dropOlder?: boolean) => {
            dropped.push(dropOlder)
            await store.write(name, content)
          },
        },
      }) as SealedStore
    const ceremonies = await start({ wrap })
    const { id } = await ceremonies.begin(of, witness())
    await ceremonies.note(id, [{ item: 1, way: 'copied' }])
    // The announcement, the ceremony and the record: older copies of each could open.
    expect(dropped.map((each) => each === true)).toEqual([false, false, false])
    await ceremonies.note(id, [
      { item: 1, way: 'handed-over' },
      { item: 'root-token', way: 'handed-over' },
      { item: 2, way: 'copied' },
    ])
    expect(dropped.at(-1)).toBe(true)
    expect(await again().open(id)).toMatchObject({ keys: ['', share], keysBase64: ['', base64], rootToken: '' })
  })

  it('are not recorded for a finished ceremony', async () => {
    const ceremonies = await start()
    const { id } = await ceremonies.begin(of, witness())
    changed = []
    await ceremonies.wipe(id)
    expect(changed).toEqual([profileId])
    await expect(ceremonies.note(id, [])).rejects.toEqual(code('not-found'))
    await expect(ceremonies.wipe(id)).rejects.toEqual(code('not-found'))
    expect(await again().of(profileId)).toBeNull()
  })
})

describe('an answer that waits on the disk', () => {
  it.each([true, false])('has a size limit (too large: %s)', async (isTooLarge) => {
    const ceremonies = await start()
    const keys = newAnswerKeys()
    const begun = { version: 1 as const, id: crypto.randomUUID(), startedAt: new Date().toISOString(), ...of }
    await world.store.write(nameOf(begun), JSON.stringify(awaitedOf(begun, keys)))
    const path = answerPathOf(world.sealedFolder, nameOf(begun))
    const padding = 'x'.repeat(isTooLarge ? 16 * 1024 * 1024 : 1024 * 1024)
    await preallocateFile(path, 10)
    await fillPreallocatedFile(path, answerSealer(keys.publicKey, nameOf(begun))(Buffer.from(padding)))
    const reading = ceremonies.of(profileId).then(
      (found) => found?.found,
      (problem: unknown) => (problem instanceof Failure ? problem.code : problem),
    )
    expect(await reading).toEqual(isTooLarge ? 'file-unreadable' : ['answer'])
  })

  it('has a separate name for each ceremony', () => {
    expect(answerPathOf('/folder', `ceremony:${profileId}:${other}`)).toBe(join('/folder', `init-${other}.answer`))
  })

  it('stays where it is while the folder is not writable, and is taken over when it is', async () => {
    const ceremonies = await start()
    await expect(ceremonies.begin(of, lostWitness(new Failure('internal', 'It ended.')))).rejects.toEqual(
      code('internal'),
    )
    const away = `${world.sealedFolder}-away`
    await rename(world.sealedFolder, away)
    await writeFile(world.sealedFolder, '')
    await expect(ceremonies.of(profileId)).rejects.toEqual(code('file-unreadable'))
    await rm(world.sealedFolder)
    await mkdir(world.sealedFolder)
    await rm(world.sealedFolder, { recursive: true })
    await rename(away, world.sealedFolder)
    expect(await ceremonies.of(profileId)).toMatchObject({ sealedOnDisk: true })
  })
})

describe('the exit of the app', () => {
  it('waits for everything in progress, however it ends', async () => {
    const ceremonies = await start()
    await ceremonies.settled()
    const release = Promise.withResolvers<void>()
    const held: Asking = async (place) => {
      await release.promise
      return witness()(place)
    }
    const works = [ceremonies.begin(of, held), ceremonies.begin(of, lostWitness(new Failure('rejected', 'no'), false))]
    let isSettled = false
    const settled = ceremonies.settled().then(() => (isSettled = true))
    await expect(works[1]).rejects.toEqual(code('rejected'))
    await new Promise((resolve) => setImmediate(resolve))
    expect([isSettled, ceremonies.holdsUnsealed()]).toEqual([false, true])
    release.resolve()
    await settled
    await works[0]
    expect(ceremonies.holdsUnsealed()).toBe(false)
  })
})
