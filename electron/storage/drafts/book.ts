/** The stored format of one connection's drafts, its bounds, and how changes are applied. */
import { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import { limits } from '../../contract/limits.ts'

/** Bounds for one connection. */
export const draftLimits = { count: 200, characters: 4 * limits.draft } as const

export const Draft = z.object({
  place: z.string(),
  /** The editing session that the draft belongs to; empty in version 1, which had no sessions. */
  session: z.string().default(''),
  /** What is being created, as it was typed: a path or a name. Empty for an edit of something that exists. */
  name: z.string().default(''),
  content: z.string(),
  changedAt: z.string(),
})
export type Draft = z.infer<typeof Draft>
/** Version 1 had one draft for each place. */
const Stored = z.object({ version: z.literal([1, 2]), drafts: z.array(Draft) })

/** Place and session of a draft, as one text. */
export type DraftKey = string
export const draftKey = (place: string, session: string): DraftKey => JSON.stringify([place, session])
export function partsOfKey(key: DraftKey): { place: string; session: string } {
  const [place = '', session = ''] = JSON.parse(key) as readonly string[]
  return { place, session }
}

/** Drafts by place and session. In changes, null discards a draft. */
export type Book = Map<DraftKey, Draft>
export type Changes = Map<DraftKey, Draft | null>

const keyOf = ({ place, session }: Draft): DraftKey => draftKey(place, session)

/** Errors: `file-unreadable` for data of another version of Strongroom. */
export function readBook(text: string | null): Book {
  if (text === null) return new Map()
  try {
    return new Map(Stored.parse(JSON.parse(text)).drafts.map((draft) => [keyOf(draft), draft]))
  } catch {
    // The store opened it, so it belongs to a newer version that this one cannot read. It is neither shown nor
    // overwritten.
    throw new Failure('file-unreadable', 'The drafts of this connection were written by another version of Strongroom.')
  }
}

export function applyChanges(book: Book, changes: Changes): void {
  for (const [key, draft] of changes) {
    if (draft === null) book.delete(key)
    else book.set(key, draft)
  }
}

/**
 * Returns the text of a book with these changes, or null if no draft is left. `bounded`: errors `rejected` if that
 * exceeds the bounds, unless the changes only discard.
 */
export function withChanges(text: string | null, changes: Changes, how?: 'bounded'): string | null {
  const book = readBook(text)
  applyChanges(book, changes)
  if (how === 'bounded' && [...changes.values()].some((draft) => draft !== null)) checkBounds(book)
  return book.size === 0 ? null : JSON.stringify({ version: 2, drafts: [...book.values()] })
}

function checkBounds(book: Book): void {
  if (book.size > draftLimits.count) {
    throw new Failure('rejected', `There are ${draftLimits.count} drafts for this connection already.`)
  }
  const characters = [...book.values()].reduce(
    (sum, { place, name, content }) => sum + place.length + name.length + content.length,
    0,
  )
  if (characters > draftLimits.characters) {
    throw new Failure('rejected', `The drafts of this connection would exceed ${draftLimits.characters} characters.`)
  }
}
