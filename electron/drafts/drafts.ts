/**
 * Edits that are not saved yet. They rest sealed, one entry a connection, and nothing of them stays in memory once they
 * are written. The first change is written at once, the following ones at most once in `pause` milliseconds.
 */
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import type { DraftSummary } from '../contract/drafts.ts'
import { Failure } from '../contract/failure.ts'
import { limits } from '../contract/limits.ts'
import type { SealedStore } from '../keychain/sealedStore.ts'

/** Bounds for one connection. */
export const draftLimits = { count: 200, characters: 4 * limits.draft } as const

const pause = 300

const Draft = z.object({ place: z.string(), content: z.string(), changedAt: z.string() })
type Draft = z.infer<typeof Draft>
const Stored = z.object({ version: z.literal(1), drafts: z.array(Draft) })

/** Drafts by their place; in changes, null is one that goes. */
type Book = Map<string, Draft>
type Changes = Map<string, Draft | null>

/** Changes of one connection that are written together. */
interface Batch {
  readonly changes: Changes
  /** Settles when they are written, or could not be. */
  readonly done: Promise<void>
  /** Ends the pause. */
  readonly hurry: () => void
}

/** All fail with `locked` while Strongroom is locked. */
export interface Drafts {
  /** Newest first. */
  list(): Promise<DraftSummary[]>
  read(profileId: string, place: string): Promise<{ content: string; changedAt: string } | null>
  /** Answers when the draft is safely written. Errors: `rejected` when there are too many, or too much. */
  keep(profileId: string, place: string, content: string): Promise<void>
  discard(profileId: string, place: string): Promise<void>
  removeAll(profileId: string): Promise<void>
  /** Writes what is waiting, now; call it before the store locks. Errors: the first that a write met. */
  flush(): Promise<void>
}

const prefix = 'drafts:'

/** The drafts of all connections, in `store`. */
export function createDrafts(store: SealedStore): Drafts {
  const waiting = new Map<string, Batch>()
  const writing = new Map<string, Batch>()
  const lastWrite = new Map<string, number>()

  /** What rests and what is on its way there. */
  const current = async (profileId: string): Promise<Book> => {
    // Taken first, so that a write that ends in between is seen twice and not missed.
    const onTheirWay = [writing, waiting].map((batches) => batches.get(profileId)?.changes ?? new Map())
    const book = readBook(await store.read(prefix + profileId))
    for (const changes of onTheirWay) applyChanges(book, changes)
    return book
  }

  const write = async (profileId: string, changes: Changes): Promise<void> => {
    const book = readBook(await textOrNothing(profileId))
    applyChanges(book, changes)
    if (book.size === 0) return store.remove(prefix + profileId)
    checkBounds(book)
    await store.write(prefix + profileId, JSON.stringify({ version: 1, drafts: [...book.values()] }))
  }
  // A file that does not open must not stop new drafts from being kept: the store puts it aside when it is written.
  const textOrNothing = (profileId: string) =>
    store.read(prefix + profileId).catch((problem: unknown) => {
      if (problem instanceof Failure && problem.code === 'file-unreadable') return null
      throw problem
    })

  const newBatch = (profileId: string): Batch => {
    const rest = (lastWrite.get(profileId) ?? Number.NEGATIVE_INFINITY) + pause - performance.now()
    const paused = new AbortController()
    // Ended early or not: it is time to write.
    const due = setTimeout(Math.max(0, rest), undefined, { signal: paused.signal }).catch(() => undefined)
    const before = writing.get(profileId)?.done.catch(() => undefined)
    const changes: Changes = new Map()
    const done = Promise.all([due, before])
      .then(() => {
        waiting.delete(profileId)
        writing.set(profileId, batch)
        return write(profileId, changes)
      })
      .finally(() => {
        writing.delete(profileId)
        lastWrite.set(profileId, performance.now())
      })
    const batch: Batch = { changes, done, hurry: () => paused.abort() }
    return batch
  }
  const change = async (profileId: string, place: string, draft: Draft | null): Promise<void> => {
    if (store.locked) throw new Failure('locked', 'Strongroom is locked.')
    const batch = waiting.get(profileId) ?? newBatch(profileId)
    waiting.set(profileId, batch)
    batch.changes.set(place, draft)
    await batch.done
  }
  const flush = async (profileIds: Iterable<string>): Promise<void> => {
    const batches = [...profileIds].flatMap((id) => [waiting.get(id) ?? [], writing.get(id) ?? []].flat())
    for (const batch of batches) batch.hurry()
    await Promise.all(batches.map((batch) => batch.done))
  }

  return {
    list: async () => {
      const kept = (await store.names(prefix)).map((name) => name.slice(prefix.length))
      const profileIds = [...new Set([...kept, ...writing.keys(), ...waiting.keys()])]
      const books = await Promise.all(
        // What one connection keeps may be damaged; the drafts of the others are still there.
        profileIds.map(async (profileId) => ({ profileId, book: await current(profileId).catch(nothingIfUnreadable) })),
      )
      return books
        .flatMap(({ profileId, book }) =>
          [...book.values()].map(({ place, changedAt }) => ({ profileId, place, changedAt })),
        )
        .sort((a, b) => b.changedAt.localeCompare(a.changedAt))
    },
    read: async (profileId, place) => {
      const draft = (await current(profileId)).get(place)
      return draft === undefined ? null : { content: draft.content, changedAt: draft.changedAt }
    },
    keep: (profileId, place, content) =>
      change(profileId, place, { place, content, changedAt: new Date().toISOString() }),
    discard: (profileId, place) => change(profileId, place, null),
    removeAll: async (profileId) => {
      await flush([profileId]).catch(() => undefined)
      await store.remove(prefix + profileId)
    },
    flush: () => flush(new Set([...waiting.keys(), ...writing.keys()])),
  }
}

function readBook(text: string | null): Book {
  if (text === null) return new Map()
  try {
    return new Map(Stored.parse(JSON.parse(text)).drafts.map((draft) => [draft.place, draft]))
  } catch {
    // Opened, so it is ours, and not to be understood: a newer version's. It is neither shown nor written over.
    throw new Failure('file-unreadable', 'The drafts of this connection were kept by another version of Strongroom.')
  }
}

function applyChanges(book: Book, changes: Changes): void {
  for (const [place, draft] of changes) {
    if (draft === null) book.delete(place)
    else book.set(place, draft)
  }
}

function checkBounds(book: Book): void {
  if (book.size > draftLimits.count) {
    throw new Failure('rejected', `There are ${draftLimits.count} drafts for this connection already.`)
  }
  const characters = [...book.values()].reduce((sum, { place, content }) => sum + place.length + content.length, 0)
  if (characters > draftLimits.characters) {
    throw new Failure('rejected', `The drafts of this connection would exceed ${draftLimits.characters} characters.`)
  }
}

function nothingIfUnreadable(problem: unknown): Book {
  if (problem instanceof Failure && problem.code === 'file-unreadable') return new Map()
  throw problem
}
