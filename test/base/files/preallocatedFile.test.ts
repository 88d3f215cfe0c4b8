/** Files that are preallocated before their content exists, and the server answers that fill them. */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { type Asking, createCeremonies } from '../../../electron/core/ceremonies/ceremonies.ts'
import { createLog } from '../../../electron/base/log/log.ts'
import {
  fillPreallocatedFile,
  preallocateFile,
  readPreallocatedFile,
} from '../../../electron/base/files/preallocatedFile.ts'
import { answerSealer } from '../../../electron/storage/keychain/answerSeal.ts'
import { createSealedStore, type SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

const refused = (code: string) => expect.objectContaining({ code })
let folder: string
beforeEach(async () => {
  folder = await temporaryFolder('ready')
})
afterEach(async () => {
  vi.useRealTimers()
  await removeFolder(folder)
})

describe('a preallocated file', () => {
  it('takes its space immediately, and is readable only by its owner', async () => {
    const path = join(folder, 'place')
    await preallocateFile(path, 1000)
    const facts = await stat(path)
    expect(facts.mode & 0o777).toBe(0o600)
    expect(facts.size).toBeGreaterThanOrEqual(1000)
    expect(facts.blocks).toBeGreaterThan(0)
    expect(await readPreallocatedFile(path, 5000)).toBeNull()
  })

  it('returns its content, shorter or longer than its space', async () => {
    for (const length of [1, 999, 1000, 3000]) {
      const path = join(folder, `place-${length}`)
      await preallocateFile(path, 1000)
      await fillPreallocatedFile(path, Buffer.alloc(length, 7))
      expect(await readPreallocatedFile(path, 5000)).toEqual(Buffer.alloc(length, 7))
    }
  })

  it('never overwrites a file, and is never filled if it is gone', async () => {
    const path = join(folder, 'place')
    await writeFile(path, 'older')
    await expect(preallocateFile(path, 10)).rejects.toEqual(refused('file-unwritable'))
    expect(await readFile(path, 'utf8')).toBe('older')
    await rm(path)
    await expect(fillPreallocatedFile(path, Buffer.of(1))).rejects.toEqual(refused('file-unwritable'))
    expect(await readdir(folder)).toEqual([])
    expect(await readPreallocatedFile(path, 10)).toBeNull()
  })
})

describe('the answer of a server in its preallocated file', () => {
  const profileId = crypto.randomUUID()
  const of = { profileId, address: 'http://a:1', shares: 1, threshold: 1, pgpShares: [], pgpRootToken: null }
  const answer = { keys: ['ab'], keysBase64: ['qw=='], recoveryKeys: [], recoveryKeysBase64: [], rootToken: 'hvs.x' }
  const plain = Buffer.from(JSON.stringify(answer))

  async function newStore(): Promise<SealedStore> {
    const store = createSealedStore({ folder, keychain: null, log: createLog(null) })
    await store.open()
    if (store.locked) await store.unlock('a passphrase of a test')
    else await store.usePassphrase('a passphrase of a test')
    return store
  }
  const newCeremonies = async (store?: SealedStore) =>
    createCeremonies({
      store: store ?? (await newStore()),
      folder,
      log: createLog(null),
      onChange: () => undefined,
    })
  /** A witness that writes down what `whole` makes of the sealed answer, and ends without a message. */
  const dyingWitness =
    (whole: (sealed: Buffer) => Buffer | null): Asking =>
    async ({ seal, sealedPath }) => {
      const sealed = answerSealer(seal.publicKey, seal.name)(plain)
      const written = whole(sealed)
      if (sealedPath !== null && written !== null) {
        const length = Buffer.alloc(4)
        length.writeUInt32BE(sealed.length)
        await writeFile(sealedPath, Buffer.concat([length, written]), { flag: 'r+' })
      }
      throw new Failure('internal', 'It ended without an answer.')
    }
  const later = () => vi.setSystemTime(Date.now() + 11 * 60_000)
  const answers = async () => (await readdir(folder)).filter((name) => name.endsWith('.answer'))

  it('is taken over by the next query if no app received it', async () => {
    const first = await newCeremonies()
    await expect(
      first.begin(
        of,
        dyingWitness((sealed) => sealed),
      ),
    ).rejects.toEqual(refused('internal'))
    const next = await newCeremonies()
    const found = await next.of(profileId)
    expect(found).toMatchObject({ shares: 1, sealedOnDisk: true })
    expect(await next.open(found?.id ?? '')).toMatchObject(answer)
    expect(await answers()).toEqual([])
  })

  it('is shown by a start that cannot write to the disk, and stays in its file until then', async () => {
    const first = await newCeremonies()
    await expect(
      first.begin(
        of,
        dyingWitness((sealed) => sealed),
      ),
    ).rejects.toEqual(refused('internal'))
    const store = await newStore()
    let isFull = true
    const write: SealedStore['write'] = (...words) =>
      isFull ? Promise.reject(new Failure('file-unwritable', 'The disk is full.')) : store.write(...words)
    const next = await newCeremonies(Object.create(store, { write: { value: write } }) as SealedStore)
    const found = await next.of(profileId)
    expect(found).toMatchObject({ shares: 1, sealedOnDisk: false })
    expect(await next.open(found?.id ?? '')).toMatchObject(answer)
    expect(await answers()).toHaveLength(1)
    isFull = false
    expect(await next.of(profileId)).toMatchObject({ id: found?.id, sealedOnDisk: true })
    expect(await answers()).toEqual([])
    expect(await (await newCeremonies()).of(profileId)).toMatchObject({ id: found?.id, sealedOnDisk: true })
  })

  it('that never arrives leaves no permanent file', async () => {
    const ceremonies = await newCeremonies()
    await expect(
      ceremonies.begin(
        of,
        dyingWitness(() => null),
      ),
    ).rejects.toEqual(refused('internal'))
    expect(await ceremonies.of(profileId)).toBeNull()
    expect(await answers()).toHaveLength(1)
    vi.useFakeTimers({ toFake: ['Date'] })
    later()
    expect(await ceremonies.of(profileId)).toBeNull()
    expect((await readdir(folder)).toSorted()).toEqual(['passphrase.json'])
  })

  it('that breaks off is awaited, then reported as damaged, and hides no earlier ceremony', async () => {
    const ceremonies = await newCeremonies()
    const earlier = await ceremonies.begin({ ...of, shares: 2 }, async ({ seal }) => ({
      sealed: answerSealer(seal.publicKey, seal.name)(plain),
      written: false,
    }))
    const half = dyingWitness((sealed) => sealed.subarray(0, sealed.length / 2))
    await expect(ceremonies.begin(of, half)).rejects.toEqual(refused('internal'))
    expect(await ceremonies.of(profileId)).toEqual(earlier)
    await ceremonies.wipe(earlier.id)
    expect(await ceremonies.of(profileId)).toBeNull()
    vi.useFakeTimers({ toFake: ['Date'] })
    later()
    await expect(ceremonies.of(profileId)).rejects.toEqual(refused('file-unreadable'))
    expect(await answers()).toHaveLength(1)
  })

  it('is requested only if there is space for it', async () => {
    const ceremonies = await newCeremonies()
    await rm(folder, { recursive: true })
    await writeFile(folder, '')
    const asking = vi.fn<Asking>()
    await expect(ceremonies.begin(of, asking)).rejects.toEqual(refused('file-unwritable'))
    expect(asking).not.toHaveBeenCalled()
    await rm(folder)
    await mkdir(folder)
  })
})
