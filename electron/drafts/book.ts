/** The drafts of one connection as they rest: their form, their bounds, and how changes are applied. */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import { limits } from '../contract/limits.ts'

/** Bounds for one connection. */
export const draftLimits = { count: 200, characters: 4 * limits.draft } as const

export const Draft = z.object({ place: z.string(), content: z.string(), changedAt: z.string() })
export type Draft = z.infer<typeof Draft>
const Stored = z.object({ version: z.literal(1), drafts: z.array(Draft) })

/** Drafts by their place; in changes, null is one that goes. */
export type Book = Map<string, Draft>
export type Changes = Map<string, Draft | null>

/** Errors: `file-unreadable` for what another version of Strongroom has kept. */
export function readBook(text: string | null): Book {
  if (text === null) return new Map()
  try {
    return new Map(Stored.parse(JSON.parse(text)).drafts.map((draft) => [draft.place, draft]))
  } catch {
    // Opened, so it is ours, and not to be understood: a newer version's. It is neither shown nor written over.
    throw new Failure('file-unreadable', 'The drafts of this connection were kept by another version of Strongroom.')
  }
}

export function applyChanges(book: Book, changes: Changes): void {
  for (const [place, draft] of changes) {
    if (draft === null) book.delete(place)
    else book.set(place, draft)
  }
}

/**
 * The text of a book with these changes; null where nothing is left. `bounded`: errors `rejected` when that is too much,
 * unless the changes only discard.
 */
export function withChanges(text: string | null, changes: Changes, how?: 'bounded'): string | null {
  const book = readBook(text)
  applyChanges(book, changes)
  if (how === 'bounded' && [...changes.values()].some((draft) => draft !== null)) checkBounds(book)
  return book.size === 0 ? null : JSON.stringify({ version: 1, drafts: [...book.values()] })
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
