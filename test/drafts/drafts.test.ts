import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../electron/core/log.ts'
import { draftLimits } from '../../electron/drafts/book.ts'
import { createDrafts } from '../../electron/drafts/drafts.ts'
import { createSealedStore, type SealedStore } from '../../electron/keychain/sealedStore.ts'
import { temporaryFolder } from '../servers/lifetime.ts'

const profileId = '5c0d5b0e-8f1f-4b8e-9c53-0f6f8c1d2a3b'
const other = '9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d'
const place = 'secret:secret/webapp/config'
const code = (code: string) => expect.objectContaining({ code })

let folder: string
let store: SealedStore
/** Names that were written, in order: the store is the real one, somebody counts at its door. */
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
  it('is there again after a restart', async () => {
    await createDrafts(store).keep(profileId, place, 'half a thought')
    const drafts = createDrafts(store)
    expect(await drafts.read(profileId, place)).toEqual({
      content: 'half a thought',
      changedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    expect(await drafts.list()).toEqual([{ profileId, place, changedAt: expect.any(String) }])
  })

  it('is replaced by the next one of its place alone', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(profileId, place, 'one')
    await drafts.keep(profileId, 'policy:admin', 'two')
    await drafts.keep(other, place, 'three')
    await drafts.keep(profileId, place, 'four')
    expect(await Promise.all([profileId, other].map((id) => drafts.read(id, place)))).toMatchObject([
      { content: 'four' },
      { content: 'three' },
    ])
    expect(await drafts.read(profileId, 'policy:admin')).toMatchObject({ content: 'two' })
    expect((await drafts.list()).length).toBe(3)
  })

  it('is gone once discarded, and the last one takes its file along', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(profileId, place, 'one')
    await drafts.keep(profileId, 'policy:admin', 'two')
    await drafts.discard(profileId, place)
    expect(await drafts.read(profileId, place)).toBeNull()
    await drafts.discard(profileId, 'policy:admin')
    expect(await drafts.list()).toEqual([])
    expect(await store.names('drafts:')).toEqual([])
  })

  it('goes with everything of its connection', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(other, place, 'of another')
    const kept = drafts.keep(profileId, place, 'one')
    await drafts.removeAll(profileId)
    await kept
    expect((await drafts.list()).map(({ profileId }) => profileId)).toEqual([other])
  })

  it('that is typed letter by letter is written seldom, and read as typed', async () => {
    const drafts = createDrafts(store)
    const text = 'a long line that somebody types'
    const kept = Array.from(text, (_, index) => drafts.keep(profileId, place, text.slice(0, index + 1)))
    expect(await drafts.read(profileId, place)).toMatchObject({ content: text })
    await Promise.all(kept)
    expect(writes).toEqual([`drafts:${profileId}`])
    expect(await createDrafts(store).read(profileId, place)).toMatchObject({ content: text })
  })

  it('waits for no pause when it is flushed', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(profileId, place, 'one')
    const kept = drafts.keep(profileId, place, 'two')
    await drafts.flush()
    expect(await createDrafts(store).read(profileId, place)).toMatchObject({ content: 'two' })
    await kept
    await drafts.flush()
    expect(writes).toHaveLength(2)
  })

  it('is out of reach while Strongroom is locked', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(profileId, place, 'one')
    store.lock()
    await expect(drafts.list()).rejects.toEqual(code('locked'))
    await expect(drafts.read(profileId, place)).rejects.toEqual(code('locked'))
    await expect(drafts.keep(profileId, place, 'two')).rejects.toEqual(code('locked'))
    await expect(drafts.discard(profileId, place)).rejects.toEqual(code('locked'))
    await store.unlock()
    expect(await drafts.read(profileId, place)).toMatchObject({ content: 'one' })
  })

  it('is refused where there are too many, and those before it stay', async () => {
    const drafts = createDrafts(store)
    await Promise.all(Array.from({ length: draftLimits.count }, (_, index) => drafts.keep(profileId, `${index}`, 'x')))
    await expect(drafts.keep(profileId, 'one more', 'x')).rejects.toEqual(code('rejected'))
    await drafts.keep(profileId, '0', 'changed')
    expect(await drafts.list()).toHaveLength(draftLimits.count)
    expect(await drafts.read(profileId, 'one more')).toBeNull()
  })

  it('is refused where it would be too much', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(profileId, place, 'before')
    const tooMuch = drafts.keep(profileId, place, 'x'.repeat(draftLimits.characters))
    await expect(tooMuch).rejects.toEqual(code('rejected'))
    expect(await drafts.read(profileId, place)).toMatchObject({ content: 'before' })
  })
})

describe('drafts that cannot be read', () => {
  it('do not hide those of other connections, and are put aside by the next one', async () => {
    await store.usePassphrase('a passphrase')
    const drafts = createDrafts(store)
    await drafts.keep(profileId, place, 'one')
    await drafts.keep(other, place, 'two')
    await writeFile(join(folder, `entry-drafts_3a${profileId}.passphrase.sealed`), 'damaged')
    expect((await drafts.list()).map(({ profileId }) => profileId)).toEqual([other])
    await expect(drafts.read(profileId, place)).rejects.toEqual(code('file-unreadable'))
    await drafts.keep(profileId, place, 'three')
    expect(await drafts.read(profileId, place)).toMatchObject({ content: 'three' })
    expect(store.state().putAside).toHaveLength(1)
  })

  it('are left alone when another version of Strongroom kept them', async () => {
    await store.write(`drafts:${profileId}`, '{"version":2}')
    const drafts = createDrafts(store)
    await expect(drafts.keep(profileId, place, 'one')).rejects.toEqual(code('file-unreadable'))
    expect(await store.read(`drafts:${profileId}`)).toBe('{"version":2}')
  })
})
