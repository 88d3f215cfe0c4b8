/**
 * Edits that are not saved yet. Each belongs to the place that is edited and to the session that edits it, so that two
 * windows on one place never replace each other's text. Drafts are stored sealed, one entry for each connection and
 * way, and are removed from memory once they are written. The first change is written immediately, later ones at most
 * once in `pause` milliseconds.
 *
 * A lock does not wait for the disk: it seals unwritten changes into journal entries, also those that a page sends
 * right after it. After the unlock, the journals of a connection are merged before any other work on its drafts.
 */
import { recordKinds } from '../recordKinds.ts'
import { setTimeout } from 'node:timers/promises'
import type { DraftSummary } from '../../contract/drafts.ts'
import { Failure } from '../../contract/failure.ts'
import type { SealedStore, StoreSealer } from '../keychain/sealedStore.ts'
import {
  applyChanges,
  type Book,
  type Changes,
  type Draft,
  draftKey,
  type DraftKey,
  draftLimits,
  readBook,
  withChanges,
} from './book.ts'
import { draftJournalPrefix, journalName, journalsOf, keyOfJournal, readJournal, textOfJournal } from './journal.ts'

const pause = 300

/** Changes of one connection that are written together. */
interface Batch {
  readonly changes: Changes
  /** Settles when the changes are written, or could not be written. */
  readonly done: Promise<void>
  /** Ends the pause early. */
  readonly hurry: () => void
  /** Whether a lock has sealed the changes, so that nothing is left to write. */
  isSealed: boolean
}

/** The connection, and the identity of the way to its server. Drafts of another way are not shown. */
export interface DraftsOf {
  readonly profileId: string
  readonly wayId: string
}

/** A draft of any way; null if an older version did not note the way. */
export type FoundDraft = Omit<DraftSummary, 'isOpen'> & { readonly way: string | null }

export interface DraftDetails {
  /** The editing session; empty for a draft of an earlier version. */
  readonly session?: string
  /** What is being created, as it was typed. */
  readonly name?: string
}

/** All fail with `locked` while Strongroom is locked. */
export interface Drafts {
  /** Returns the drafts of every connection and way, newest first. */
  list(): Promise<FoundDraft[]>
  read(of: DraftsOf, place: string, session?: string): Promise<{ content: string; changedAt: string } | null>
  /** Resolves when the draft is on disk. Errors: `rejected` when there are too many, or too much text. */
  keep(of: DraftsOf, place: string, content: string, details?: DraftDetails): Promise<void>
  discard(of: DraftsOf, place: string, session?: string): Promise<void>
  /**
   * Moves the drafts of one way (null: unknown) to another way. A draft stays if the other way has one with its place
   * and session.
   */
  move(profileId: string, from: string | null, to: string): Promise<void>
  removeAll(profileId: string): Promise<void>
  /** Writes pending changes now; call it before the store locks. Errors: the first error of a write. */
  flush(): Promise<void>
  /**
   * Seals pending changes immediately, without the disk; call it right before the store locks. From then on `keep`
   * takes what pages send late, until `endHandover`.
   */
  seal(): void
  endHandover(): void
}

const { prefix } = recordKinds.drafts
const keyOf = ({ profileId, wayId }: DraftsOf): string => `${profileId}:${wayId}`
/** A connection's ID has no colon. */
const profileOf = (key: string): string => key.split(':', 1)[0] ?? ''
const wayOfKey = (key: string): string | null => (key.includes(':') ? key.slice(key.indexOf(':') + 1) : null)

/** The drafts of all connections, in `store`. */
export function createDrafts(store: SealedStore): Drafts {
  const waiting = new Map<string, Batch>()
  const writing = new Map<string, Batch>()
  const lastWrite = new Map<string, number>()
  /** After a lock: seals the drafts that pages send late. */
  let late: { readonly sealer: StoreSealer; count: number; characters: number } | null = null
  /** Connections without a journal since the last lock. */
  let merged = new Set<string>()
  const merging = new Map<string, Promise<void>>()
  let lastNumber = 0

  const nextJournal = (key: string): string => {
    lastNumber = Math.max(Date.now(), lastNumber + 1)
    return journalName(key, lastNumber)
  }
  /**
   * Merges the journals of a connection; undefined if there are none. After a failure they stay for the next attempt.
   */
  const merge = (key: string): Promise<void> | undefined => {
    if (merged.has(key)) return undefined
    const known = merging.get(key)
    if (known !== undefined) return known
    const run = async (): Promise<void> => {
      const since = merged
      for (const name of await journalNames(key)) {
        const changes = await journal(name)
        // A crash can come before the journal is removed. Merging it twice gives the same result.
        if (changes === null) await store.putAside(name)
        else await write(key, changes)
        await store.remove(name)
      }
      since.add(key)
    }
    const done = run().finally(() => merging.delete(key))
    merging.set(key, done)
    return done
  }
  const journalNames = async (key: string): Promise<string[]> =>
    (await store.names(journalsOf(key))).filter((name) => keyOfJournal(name) === key)
  const journal = async (name: string): Promise<Changes | null> => {
    const text = await unlessUnreadable(store.read(name))
    return text === null ? null : readJournal(text)
  }

  /** Returns the stored drafts with all pending changes. */
  const current = async (key: string): Promise<Book> => {
    await merge(key)?.catch(rethrowLocked)
    // Read first, so that a write that ends in between is counted twice and not missed.
    const onTheirWay = [writing, waiting].map((batches) => batches.get(key)?.changes ?? new Map())
    const book = readBook(await store.read(prefix + key))
    for (const changes of onTheirWay) applyChanges(book, changes)
    return book
  }

  const write = async (key: string, changes: Changes, how?: 'bounded'): Promise<void> => {
    // A file that does not open must not block new drafts: the store puts it aside on the write.
    const text = withChanges(await unlessUnreadable(store.read(prefix + key)), changes, how)
    await (text === null ? store.remove(prefix + key) : store.write(prefix + key, text))
  }

  const newBatch = (key: string): Batch => {
    const rest = (lastWrite.get(key) ?? Number.NEGATIVE_INFINITY) + pause - performance.now()
    const paused = new AbortController()
    // The pause has ended, early or not: write now.
    const due = setTimeout(Math.max(0, rest), undefined, { signal: paused.signal }).catch(() => undefined)
    const before = writing.get(key)?.done.catch(() => undefined)
    const changes: Changes = new Map()
    const done = Promise.all([due, before, merge(key)])
      .then(() => {
        if (batch.isSealed) return undefined
        waiting.delete(key)
        writing.set(key, batch)
        return write(key, changes, 'bounded')
      })
      .catch((problem: unknown) => {
        if (!batch.isSealed) throw problem
      })
      .finally(() => {
        for (const batches of [waiting, writing]) if (batches.get(key) === batch) batches.delete(key)
        lastWrite.set(key, performance.now())
      })
    const batch: Batch = { changes, done, hurry: () => paused.abort(), isSealed: false }
    return batch
  }
  const change = async (key: string, of: DraftKey, draft: Draft | null): Promise<void> => {
    if (store.locked) return sealLate(key, of, draft)
    const batch = waiting.get(key) ?? newBatch(key)
    waiting.set(key, batch)
    batch.changes.set(of, draft)
    await batch.done
  }
  /**
   * SECURITY: takes text that was typed right before a lock, in one direction only: it can be read only after the
   * unlock.
   */
  const sealLate = (key: string, of: DraftKey, draft: Draft | null): void => {
    if (late === null) throw new Failure('locked', 'Strongroom is locked.')
    late.count += 1
    late.characters += of.length + (draft === null ? 0 : draft.name.length + draft.content.length)
    if (late.count > draftLimits.count || late.characters > draftLimits.characters) {
      throw new Failure('rejected', 'The drafts exceed the size that a page can save at a lock.')
    }
    late.sealer.seal(nextJournal(key), textOfJournal([[of, draft]]))
  }
  const flush = async (keys: Iterable<string>): Promise<void> => {
    const batches = [...keys].flatMap((id) => [waiting.get(id) ?? [], writing.get(id) ?? []].flat())
    for (const batch of batches) batch.hurry()
    await Promise.all(batches.map((batch) => batch.done))
  }

  return {
    list: async () => {
      const kept = (await store.names(prefix)).map((name) => name.slice(prefix.length))
      const journals = (await store.names(draftJournalPrefix)).map(keyOfJournal)
      const keys = [...new Set([...kept, ...journals, ...writing.keys(), ...waiting.keys()])]
      const books = await Promise.all(
        // If one connection's drafts are damaged, the drafts of the others are still returned.
        keys.map(async (key) => ({ key, book: await current(key).catch(nothingIfUnreadable) })),
      )
      return books
        .flatMap(({ key, book }) =>
          [...book.values()].map(({ place, session, name, changedAt }) => ({
            profileId: profileOf(key),
            way: wayOfKey(key),
            place,
            session,
            name,
            changedAt,
          })),
        )
        .sort((a, b) => b.changedAt.localeCompare(a.changedAt))
    },
    read: async (of, place, session = '') => {
      const draft = (await current(keyOf(of))).get(draftKey(place, session))
      return draft === undefined ? null : { content: draft.content, changedAt: draft.changedAt }
    },
    keep: (of, place, content, { session = '', name = '' } = {}) =>
      change(keyOf(of), draftKey(place, session), {
        place,
        session,
        name,
        content,
        changedAt: new Date().toISOString(),
      }),
    discard: (of, place, session = '') => change(keyOf(of), draftKey(place, session), null),
    move: async (profileId, from, to) => {
      const source = from === null ? profileId : keyOf({ profileId, wayId: from })
      const target = keyOf({ profileId, wayId: to })
      const [moving, there] = await Promise.all([current(source), current(target)])
      const drafts = [...moving].filter(([key]) => !there.has(key))
      // Written at the new place first: after a crash in between, a draft exists twice and is not lost.
      await Promise.all(drafts.map(([key, draft]) => change(target, key, draft)))
      await Promise.all(drafts.map(([key]) => change(source, key, null)))
    },
    removeAll: async (profileId) => {
      const isOwn = (key: string) => profileOf(key) === profileId
      await flush([...waiting.keys(), ...writing.keys()].filter(isOwn)).catch(() => undefined)
      for (const each of [draftJournalPrefix, prefix]) {
        for (const name of await store.names(each + profileId)) await store.remove(name)
      }
    },
    flush: () => flush(new Set([...waiting.keys(), ...writing.keys()])),
    seal: () => {
      if (store.locked) return
      late?.sealer.end()
      late = { sealer: store.sealer(), count: 0, characters: 0 }
      for (const key of new Set([...writing.keys(), ...waiting.keys()])) {
        const batches = [writing.get(key) ?? [], waiting.get(key) ?? []].flat()
        const changes = batches.flatMap((batch) => [...batch.changes])
        if (changes.length > 0) late.sealer.seal(nextJournal(key), textOfJournal(changes))
        for (const batch of batches) {
          batch.isSealed = true
          // SECURITY: a disk that hangs must not keep typed text in memory (docs/security.md, "The lock").
          batch.changes.clear()
          batch.hurry()
        }
      }
      waiting.clear()
      writing.clear()
      merged = new Set()
    },
    endHandover: () => {
      late?.sealer.end()
      late = null
    },
  }
}

async function unlessUnreadable<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (problem) {
    if (problem instanceof Failure && problem.code === 'file-unreadable') return null
    throw problem
  }
}

/**
 * Rethrows only `locked`. After a disk error the journals stay, and the readable drafts are shown until the next
 * attempt.
 */
function rethrowLocked(problem: unknown): void {
  if (problem instanceof Failure && problem.code === 'locked') throw problem
}

function nothingIfUnreadable(problem: unknown): Book {
  if (problem instanceof Failure && problem.code === 'file-unreadable') return new Map()
  throw problem
}
