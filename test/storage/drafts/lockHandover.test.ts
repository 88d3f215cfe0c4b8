/** The effect of a lock on unwritten drafts, and what it accepts from pages right after it. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { createLog } from '../../../electron/base/log/log.ts'
import { draftKey, draftLimits } from '../../../electron/storage/drafts/book.ts'
import { createDrafts } from '../../../electron/storage/drafts/drafts.ts'
import { draftJournalPrefix, journalName, textOfJournal } from '../../../electron/storage/drafts/journal.ts'
import {
  createSealedStore,
  type SealedStore,
  type StoreSealer,
} from '../../../electron/storage/keychain/sealedStore.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'

const own = { profileId: 'p1', wayId: 'way:1' }
const other = { profileId: 'p2', wayId: 'way:1' }
const code = (name: string) => expect.objectContaining({ code: name }) as unknown

let real: SealedStore
let store: SealedStore
/** While set, writes wait for it, as on a hanging disk. */
let disk: Promise<void> | null
/** Names whose reading or writing fails. */
let broken: ReadonlyMap<string, Failure>
/** While set, reads wait for it. */
let reading: Promise<void> | null
let reads: number
/** The names that were passed to the disk. */
let written: string[]
let sealed: string[]
let ended: number

beforeEach(async () => {
  const folder = await temporaryFolder('handover')
  real = createSealedStore({ folder, keychain: null, log: createLog(null), survivesLock: () => true })
  await real.open()
  ;[disk, reading, broken, written, sealed] = [null, null, new Map(), [], []]
  ;[reads, ended] = [0, 0]
  const refuse = (name: string) => {
    const problem = broken.get(name)
    if (problem !== undefined) throw problem
  }
  store = Object.create(real, {
    write: {
      value: async (name: string, content: string) => {
        refuse(name)
        written.push(content)
        await disk
        await real.write(name, content)
      },
    },
    read: {
      value: async (name: string) => {
        refuse(name)
        reads += 1
        await reading
        return real.read(name)
      },
    },
    sealer: {
      value: (): StoreSealer => {
        const inner = real.sealer()
        return {
          seal: (name, content) => {
            sealed.push(name)
            inner.seal(name, content)
          },
          end: () => {
            ended += 1
            inner.end()
          },
        }
      },
    },
  }) as SealedStore
})

const journals = () => real.names(draftJournalPrefix)
const contents = async (...places: readonly string[]) => {
  const drafts = createDrafts(real)
  return Promise.all(places.map(async (place) => (await drafts.read(own, place))?.content ?? null))
}

describe('a lock', () => {
  it('seals pending and unfinished writes without the disk', async () => {
    const drafts = createDrafts(store)
    const hanging = Promise.withResolvers<void>()
    disk = hanging.promise
    const writing = drafts.keep(own, 'a', 'one')
    await vi.waitFor(async () => expect((await drafts.list()).length).toBe(1))
    const waiting = [drafts.keep(own, 'b', 'two'), drafts.discard(own, 'a'), drafts.keep(other, 'c', 'three')]
    drafts.seal()
    store.lock()
    // The pending writes have ended; they need no disk.
    await Promise.all(waiting)
    expect(sealed).toHaveLength(2)
    hanging.resolve()
    await Promise.allSettled([writing])
    drafts.endHandover()
    await real.unlock()
    expect(await contents('a', 'b')).toEqual([null, 'two'])
    expect((await createDrafts(real).read(other, 'c'))?.content).toBe('three')
    expect(await journals()).toEqual([])
  })

  it('leaves no typed text to a hanging disk', async () => {
    const drafts = createDrafts(store)
    const hanging = Promise.withResolvers<void>()
    reading = hanging.promise
    const kept = drafts.keep(own, 'a', 'typed before the lock')
    await vi.waitUntil(() => reads > 0)
    drafts.seal()
    hanging.resolve()
    await kept
    expect([written, sealed.length]).toEqual([[], 1])
    store.lock()
    drafts.endHandover()
    await real.unlock()
    expect(await contents('a')).toEqual(['typed before the lock'])
  })

  it('keeps the later of two drafts of a place, whichever is written first', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(own, 'a', 'one')
    void drafts.keep(own, 'a', 'two')
    drafts.seal()
    store.lock()
    await drafts.keep(own, 'a', 'three')
    drafts.endHandover()
    await real.unlock()
    expect(await contents('a')).toEqual(['three'])
  })

  it('seals nothing if nothing is pending, and nothing twice', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(own, 'a', 'one')
    drafts.seal()
    expect([sealed, ended]).toEqual([[], 0])
    drafts.seal()
    expect(ended).toBe(1)
    store.lock()
    drafts.seal()
    expect(ended).toBe(1)
    drafts.endHandover()
    expect(ended).toBe(2)
    drafts.endHandover()
    expect(ended).toBe(2)
  })

  it('accepts late text from pages up to the bounds of a connection, for a limited time', async () => {
    const drafts = createDrafts(store)
    drafts.seal()
    store.lock()
    for (let count = 0; count < draftLimits.count; count++) await drafts.keep(own, `${count}`, 'x')
    await expect(drafts.keep(own, 'one more', 'x')).rejects.toEqual(code('rejected'))
    expect(sealed).toHaveLength(draftLimits.count)
    drafts.endHandover()
    await expect(drafts.keep(own, 'late', 'x')).rejects.toEqual(code('locked'))
    await expect(drafts.discard(own, '0')).rejects.toEqual(code('locked'))
    await real.unlock()
    expect(await contents('0', '199', 'one more', 'late')).toEqual(['x', 'x', null, null])
  })

  it('accepts as many characters as a connection may have, including key and name', async () => {
    const size = draftLimits.characters - draftKey('a', '').length - 'name'.length
    for (const [length, isTaken] of [
      [size, true],
      [size + 1, false],
    ] as const) {
      const drafts = createDrafts(store)
      drafts.seal()
      store.lock()
      const kept = drafts.keep(own, 'a', 'x'.repeat(length), { name: 'name' }).then(
        () => true,
        () => false,
      )
      expect(await kept).toBe(isTaken)
      await expect(drafts.discard(own, 'a')).rejects.toEqual(code('rejected'))
      drafts.endHandover()
      await real.unlock()
    }
  })

  it('accepts a late discard', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(own, 'a', 'one')
    drafts.seal()
    store.lock()
    await drafts.discard(own, 'a')
    drafts.endHandover()
    await real.unlock()
    expect(await contents('a')).toEqual([null])
  })
})

describe('the journal of a lock', () => {
  const journal = (of: typeof own, number: number, place: string, content: string | null) =>
    real.write(
      journalName(`${of.profileId}:${of.wayId}`, number),
      textOfJournal([
        [
          draftKey(place, ''),
          content === null ? null : { place, session: '', name: '', content, changedAt: '2026-01-01T00:00:00.000Z' },
        ],
      ]),
    )

  it('is merged in its order before a draft is read, listed or stored, and only for its connection', async () => {
    await journal(own, 2, 'a', 'later')
    await journal(own, 1, 'a', 'earlier')
    await journal(own, 3, 'b', 'gone')
    await journal(own, 4, 'b', null)
    await journal(other, 1, 'a', 'of the other')
    const drafts = createDrafts(store)
    await drafts.keep(own, 'c', 'new')
    expect(await journals()).toEqual([journalName('p2:way:1', 1)])
    expect(await contents('a', 'b', 'c')).toEqual(['later', null, 'new'])
    const listed = (await createDrafts(store).list()).map(({ profileId, way, place }) => `${profileId} ${way} ${place}`)
    expect(listed.toSorted()).toEqual(['p1 way:1 a', 'p1 way:1 c', 'p2 way:1 a'])
    expect(await journals()).toEqual([])
  })

  it('that cannot be parsed is set aside, and the others are merged', async () => {
    await real.write(journalName('p1:way:1', 1), '{"version":9}')
    await journal(own, 2, 'a', 'x')
    expect(await contents('a')).toEqual(['x'])
    expect(await journals()).toEqual([])
  })

  it('that the disk fails to read is kept for the next time, and hides no other draft', async () => {
    await createDrafts(real).keep(own, 'kept', 'x')
    await journal(own, 1, 'a', 'in the journal')
    broken = new Map([[journalName('p1:way:1', 1), new Failure('file-unwritable', 'The disk refuses.')]])
    const drafts = createDrafts(store)
    expect((await drafts.read(own, 'kept'))?.content).toBe('x')
    expect(await journals()).toHaveLength(1)
    broken = new Map()
    expect((await drafts.read(own, 'a'))?.content).toBe('in the journal')
    expect(await journals()).toEqual([])
  })

  it('is not read while Strongroom is locked', async () => {
    await journal(own, 1, 'a', 'x')
    const drafts = createDrafts(store)
    store.lock()
    await expect(drafts.read(own, 'a')).rejects.toEqual(code('locked'))
    await expect(drafts.list()).rejects.toEqual(code('locked'))
    await real.unlock()
    expect((await drafts.read(own, 'a'))?.content).toBe('x')
  })

  it('is removed with its connection', async () => {
    await journal(own, 1, 'a', 'x')
    await journal(other, 1, 'a', 'x')
    await createDrafts(store).removeAll('p1')
    expect(await journals()).toEqual([journalName('p2:way:1', 1)])
  })
})

describe('drafts', () => {
  it('are listed with the newest first, for every connection and way', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const drafts = createDrafts(store)
      for (const [second, of, place] of [
        [2, own, 'second'],
        [1, other, 'first'],
        [3, { profileId: 'p1', wayId: 'way:2' }, 'third'],
      ] as const) {
        vi.setSystemTime(Date.UTC(2026, 0, 1, 0, 0, second))
        await drafts.keep(of, place, 'x', { session: 's', name: 'n' })
      }
      expect(await drafts.list()).toEqual([
        {
          profileId: 'p1',
          way: 'way:2',
          place: 'third',
          session: 's',
          name: 'n',
          changedAt: '2026-01-01T00:00:03.000Z',
        },
        {
          profileId: 'p1',
          way: 'way:1',
          place: 'second',
          session: 's',
          name: 'n',
          changedAt: '2026-01-01T00:00:02.000Z',
        },
        {
          profileId: 'p2',
          way: 'way:1',
          place: 'first',
          session: 's',
          name: 'n',
          changedAt: '2026-01-01T00:00:01.000Z',
        },
      ])
    } finally {
      vi.useRealTimers()
    }
  })

  it('report an error of the disk, and are stored by the next attempt', async () => {
    const drafts = createDrafts(store)
    await drafts.keep(own, 'kept', 'x')
    broken = new Map([['drafts:p1:way:1', new Failure('file-unwritable', 'The disk refuses.')]])
    await expect(drafts.keep(own, 'a', 'one')).rejects.toEqual(code('file-unwritable'))
    await expect(drafts.read(own, 'a')).rejects.toEqual(code('file-unwritable'))
    await expect(drafts.list()).rejects.toEqual(code('file-unwritable'))
    const again = drafts.keep(own, 'a', 'two')
    const flushed = drafts.flush()
    await expect(again).rejects.toEqual(code('file-unwritable'))
    await expect(flushed).rejects.toEqual(code('file-unwritable'))
    broken = new Map()
    await drafts.keep(own, 'a', 'three')
    expect(await contents('a', 'kept')).toEqual(['three', 'x'])
    await drafts.removeAll('p1')
    expect(await drafts.list()).toEqual([])
  })
})
