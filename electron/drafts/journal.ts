/** Journal entries: changes to drafts that a lock has sealed because no disk may be waited for. */
import { z } from 'zod'
import { type Changes, Draft } from './book.ts'

/** Where they are kept in the sealed store, before the key of the drafts and a number that grows. */
export const draftJournalPrefix = 'draft-journal:'

export const journalsOf = (key: string): string => `${draftJournalPrefix}${key}:`

/** Names sort in the order of their numbers. */
export const journalName = (key: string, number: number): string =>
  `${journalsOf(key)}${String(number).padStart(15, '0')}`

export const keyOfJournal = (name: string): string => name.slice(draftJournalPrefix.length, name.lastIndexOf(':'))

/** Oldest first; without a draft, what was there is discarded. */
const Journal = z.object({
  version: z.literal(1),
  changes: z.array(z.object({ place: z.string(), draft: Draft.nullable() })),
})

export function textOfJournal(changes: readonly (readonly [place: string, draft: Draft | null])[]): string {
  const journal: z.input<typeof Journal> = {
    version: 1,
    changes: changes.map(([place, draft]) => ({ place, draft })),
  }
  return JSON.stringify(journal)
}

/** Null for what is not a journal of this version. */
export function readJournal(text: string): Changes | null {
  try {
    return new Map(Journal.parse(JSON.parse(text)).changes.map(({ place, draft }) => [place, draft]))
  } catch {
    return null
  }
}
