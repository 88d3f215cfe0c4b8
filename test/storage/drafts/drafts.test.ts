import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../../electron/base/log/log.ts'
import { plainWay } from '../../../electron/storage/profiles/way.ts'
import { draftLimits } from '../../../electron/storage/drafts/book.ts'
import { createDrafts } from '../../../electron/storage/drafts/drafts.ts'
import { createSealedStore, type SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'

const profileId = '5c0d5b0e-8f1f-4b8e-9c53-0f6f8c1d2a3b'
const other = '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d'
const wayId = plainWay('https://vault.example').id
const own = { profileId, wayId }
const others = { profileId: other, wayId }
const place = 'secret:secret/webapp/config'
const code = (code: string) => expect.objectContaining({ code })

let folder: string
let store: SealedStore
/** Names that were written, in order: the store is real, and a wrapper counts its writes. */
let writes: string[]

beforeEach(async () => {
  folder = await temporaryFolder('drafts')
  const real = createSealedStore({ folder, keychain: null, log: createLog(null), survivesLock: () => true })
  await real.open()
  writes = []
  store = Object.create(real, {
    write: {
      value: async (name: string, content: string) => {
        writes.push(name)
        await real.write(name, content)
      },
    },
  }) as SealedStore
})

describe('a draft', () => {
  it('is available after a restart', async () => {
    await createDrafts(store).keep(own, place, 'half a thought')
    const drafts = createDrafts(store)
    expect(await drafts.read(own, place)).toEqual({
      content: 'half a thought',
      changedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    expect(await drafts.list()).toEqual([
      { profileId, way: wayId, place, session: '', name: '', changedAt: expect.any(String) },
    ])
  })

  it('is replaced only by the next one of its place', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(own, place, 'one')
    await drafts.keep(own, 'policy:admin', 'two')
    await drafts.keep(others, place, 'three')
    await drafts.keep(own, place, 'four')
    expect(await Promise.all([own, others].map((of) => drafts.read(of, place)))).toMatchObject([
      { content: 'four' },
      { content: 'three' },
    ])
    expect(await drafts.read(own, 'policy:admin')).toMatchObject({ content: 'two' })
    expect((await drafts.list()).length).toBe(3)
  })

  it('is gone once discarded, and the last one removes the file', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(own, place, 'one')
    await drafts.keep(own, 'policy:admin', 'two')
    await drafts.discard(own, place)
    expect(await drafts.read(own, place)).toBeNull()
    await drafts.discard(own, 'policy:admin')
    expect(await drafts.list()).toEqual([])
    expect(await store.names('drafts:')).toEqual([])
  })

  it('is removed together with its connection', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(others, place, 'of another')
    const kept = drafts.keep(own, place, 'one')
    await drafts.removeAll(profileId)
    await kept
    expect((await drafts.list()).map(({ profileId }) => profileId)).toEqual([other])
  })

  it('that is typed letter by letter is written rarely, and read as typed', async () => {
    const drafts = createDrafts(store)
    const text = 'a long line that somebody types'
    const kept = Array.from(text, (_, index) => drafts.keep(own, place, text.slice(0, index + 1)))
    expect(await drafts.read(own, place)).toMatchObject({ content: text })
    await Promise.all(kept)
    expect(writes).toEqual([`drafts:${profileId}:${wayId}`])
    expect(await createDrafts(store).read(own, place)).toMatchObject({ content: text })
  })

  it('is written immediately when it is flushed', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(own, place, 'one')
    const kept = drafts.keep(own, place, 'two')
    await drafts.flush()
    expect(await createDrafts(store).read(own, place)).toMatchObject({ content: 'two' })
    await kept
    await drafts.flush()
    expect(writes).toHaveLength(2)
  })

  it('cannot be read while Strongroom is locked', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(own, place, 'one')
    store.lock()
    await expect(drafts.list()).rejects.toEqual(code('locked'))
    await expect(drafts.read(own, place)).rejects.toEqual(code('locked'))
    await expect(drafts.keep(own, place, 'two')).rejects.toEqual(code('locked'))
    await expect(drafts.discard(own, place)).rejects.toEqual(code('locked'))
    await store.unlock()
    expect(await drafts.read(own, place)).toMatchObject({ content: 'one' })
  })

  it('is refused if there are too many, and the earlier ones stay', async () => {
    const drafts = createDrafts(store)
    await Promise.all(Array.from({ length: draftLimits.count }, (_, index) => drafts.keep(own, `${index}`, 'x')))
    await expect(drafts.keep(own, 'one more', 'x')).rejects.toEqual(code('rejected'))
    await drafts.keep(own, '0', 'changed')
    expect(await drafts.list()).toHaveLength(draftLimits.count)
    expect(await drafts.read(own, 'one more')).toBeNull()
  })

  it('is refused if it exceeds the total size', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(own, place, 'before')
    const tooMuch = drafts.keep(own, place, 'x'.repeat(draftLimits.characters))
    await expect(tooMuch).rejects.toEqual(code('rejected'))
    expect(await drafts.read(own, place)).toMatchObject({ content: 'before' })
  })
})

describe('drafts of another way', () => {
  const elsewhere = { profileId, wayId: plainWay('https://vault.example', 'team').id }

  it('are neither read nor replaced, and move as a whole', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(own, place, 'one')
    expect(await drafts.read(elsewhere, place)).toBeNull()
    await drafts.keep(elsewhere, 'policy:admin', 'two')
    await drafts.move(profileId, wayId, elsewhere.wayId)
    expect(await drafts.read(own, place)).toBeNull()
    expect(await drafts.read(elsewhere, place)).toMatchObject({ content: 'one' })
    expect(await drafts.read(elsewhere, 'policy:admin')).toMatchObject({ content: 'two' })
  })

  it('stay if a draft of the same place already exists', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(own, place, 'one')
    await drafts.keep(elsewhere, place, 'two')
    await drafts.move(profileId, wayId, elsewhere.wayId)
    expect(await drafts.read(own, place)).toMatchObject({ content: 'one' })
    expect(await drafts.read(elsewhere, place)).toMatchObject({ content: 'two' })
  })

  it('of an older version, which recorded no way, open on no way and move only on request', async () => {
    const kept = { place, content: 'one', changedAt: '2026-01-01T00:00:00.000Z' }
    await store.write(`drafts:${profileId}`, JSON.stringify({ version: 1, drafts: [kept] }))
    const drafts = createDrafts(store)
    expect(await drafts.list()).toEqual([
      { profileId, way: null, place, session: '', name: '', changedAt: kept.changedAt },
    ])
    expect(await drafts.read(own, place)).toBeNull()
    await drafts.move(profileId, null, wayId)
    expect(await drafts.read(own, place)).toEqual({ content: 'one', changedAt: kept.changedAt })
    expect(await store.names('drafts:')).toEqual([`drafts:${profileId}:${wayId}`])
  })
})

describe('drafts that cannot be read', () => {
  it('do not hide those of other connections, and are set aside by the next one', async () => {
    await store.usePassphrase('a passphrase')
    const drafts = createDrafts(store)
    await drafts.keep(own, place, 'one')
    await drafts.keep(others, place, 'two')
    await writeFile(
      join(folder, `entry-drafts_3a${profileId}_3a${wayId.replace(':', '_3a')}.passphrase.sealed`),
      'damaged',
    )
    expect((await drafts.list()).map(({ profileId }) => profileId)).toEqual([other])
    await expect(drafts.read(own, place)).rejects.toEqual(code('file-unreadable'))
    await drafts.keep(own, place, 'three')
    expect(await drafts.read(own, place)).toMatchObject({ content: 'three' })
    expect(store.state().putAside).toHaveLength(1)
  })

  it('are left unchanged if another version of Strongroom stored them', async () => {
    const name = `drafts:${profileId}:${wayId}`
    await store.write(name, '{"version":2}')
    const drafts = createDrafts(store)
    await expect(drafts.keep(own, place, 'one')).rejects.toEqual(code('file-unreadable'))
    expect(await store.read(name)).toBe('{"version":2}')
  })
})
