import { beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../../electron/base/log/log.ts'
import { plainWay } from '../../../electron/storage/profiles/way.ts'
import { draftLimits } from '../../../electron/storage/drafts/book.ts'
import { createDrafts } from '../../../electron/storage/drafts/drafts.ts'
import { createHolds } from '../../../electron/storage/drafts/holds.ts'
import { createSealedStore, type SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'

const profileId = '5c0d5b0e-8f1f-4b8e-9c53-0f6f8c1d2a3b'
const wayId = plainWay('https://vault.example').id
const own = { profileId, wayId }
const place = 'secret:secret/webapp/config'
const one = { session: 'one' }
const two = { session: 'two' }

let store: SealedStore

beforeEach(async () => {
  const folder = await temporaryFolder('draft-sessions')
  store = createSealedStore({ folder, keychain: null, log: createLog(null), survivesLock: () => true })
  await store.open()
})

describe('two editing sessions of one place', () => {
  it('have separate drafts, and discarding one keeps the other', async () => {
    const drafts = createDrafts(store)
    await Promise.all([drafts.keep(own, place, 'mine', one), drafts.keep(own, place, 'theirs', two)])
    const again = createDrafts(store)
    expect(await again.read(own, place, 'one')).toMatchObject({ content: 'mine' })
    expect(await again.read(own, place, 'two')).toMatchObject({ content: 'theirs' })
    expect((await again.list()).map(({ session }) => session).sort()).toEqual(['one', 'two'])
    await again.discard(own, place, 'one')
    expect(await again.read(own, place, 'one')).toBeNull()
    expect(await again.read(own, place, 'two')).toMatchObject({ content: 'theirs' })
  })

  it('lose nothing when a lock comes while both are written', async () => {
    await store.usePassphrase('a passphrase of four words')
    const drafts = createDrafts(store)
    await drafts.keep(own, place, 'mine', one)
    const late = [drafts.keep(own, place, 'mine, later', one), drafts.keep(own, place, 'theirs', two)]
    drafts.seal()
    store.lock()
    await Promise.all([...late, drafts.keep(own, place, 'a third', { session: 'three', name: 'webapp/new' })])
    drafts.endHandover()
    await store.unlock('a passphrase of four words')
    const again = createDrafts(store)
    expect(await again.read(own, place, 'one')).toMatchObject({ content: 'mine, later' })
    expect(await again.read(own, place, 'two')).toMatchObject({ content: 'theirs' })
    expect(await again.list()).toContainEqual(expect.objectContaining({ session: 'three', name: 'webapp/new' }))
  })

  it('count towards the bounds of a connection', async () => {
    const drafts = createDrafts(store)
    const sessions = Array.from({ length: draftLimits.count }, (_, index) => ({ session: `${index}` }))
    await Promise.all(sessions.map((session) => drafts.keep(own, place, 'x', session)))
    const tooMany = drafts.keep(own, place, 'x', { session: 'one-more' })
    await expect(tooMany).rejects.toEqual(expect.objectContaining({ code: 'rejected' }))
    expect(await drafts.list()).toHaveLength(draftLimits.count)
  })

  it('move to another way together, next to a draft of the same place there', async () => {
    const elsewhere = { profileId, wayId: plainWay('https://vault.example', 'team').id }
    const drafts = createDrafts(store)
    await drafts.keep(own, place, 'mine', one)
    await drafts.keep(elsewhere, place, 'theirs', two)
    await drafts.move(profileId, wayId, elsewhere.wayId)
    expect(await drafts.read(elsewhere, place, 'one')).toMatchObject({ content: 'mine' })
    expect(await drafts.read(elsewhere, place, 'two')).toMatchObject({ content: 'theirs' })
    expect(await drafts.read(own, place, 'one')).toBeNull()
  })
})

describe('drafts of version 1', () => {
  const old = { place, content: 'of before', changedAt: '2026-01-01T00:00:00.000Z' }

  it('open, stay next to new ones, and are discarded independently', async () => {
    await store.write(`drafts:${profileId}:${wayId}`, JSON.stringify({ version: 1, drafts: [old] }))
    const drafts = createDrafts(store)
    expect(await drafts.read(own, place)).toEqual({ content: 'of before', changedAt: old.changedAt })
    await drafts.keep(own, place, 'of today', one)
    expect(await createDrafts(store).read(own, place)).toMatchObject({ content: 'of before' })
    await drafts.discard(own, place)
    expect((await drafts.list()).map(({ session }) => session)).toEqual(['one'])
  })

  it('in the journal of a lock are merged', async () => {
    const changes = [{ place, draft: old }]
    await store.write(`draft-journal:${profileId}:${wayId}:000000000000001`, JSON.stringify({ version: 1, changes }))
    expect(await createDrafts(store).read(own, place)).toMatchObject({ content: 'of before' })
  })
})

describe('a hold', () => {
  const draft = { profileId, place, session: 'one' }

  it('belongs to one tab, also while its page is reloaded, and ends with the last page', () => {
    const holds = createHolds()
    const before = holds.take(draft, 'tab-1')
    const after = holds.take(draft, 'tab-1')
    expect(holds.take(draft, 'tab-2')).toBeNull()
    expect(holds.isHeldByOthers(draft, 'tab-2')).toBe(true)
    expect(holds.isHeldByOthers(draft, 'tab-1')).toBe(false)
    before?.()
    expect(holds.take(draft, 'tab-2')).toBeNull()
    after?.()
    expect(holds.isHeldByOthers(draft, 'tab-2')).toBe(false)
    expect(holds.take(draft, 'tab-2')).not.toBeNull()
  })

  it('does not hold another draft of the same place', () => {
    const holds = createHolds()
    holds.take(draft, 'tab-1')
    expect(holds.take({ ...draft, session: 'two' }, 'tab-2')).not.toBeNull()
  })
})
