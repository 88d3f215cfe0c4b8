/** Journal entries: changes to drafts that a lock has sealed because no disk may be waited for. */
import { z } from 'zod'
import { type Changes, Draft } from './book.ts'

/** Where they are kept in the sealed store, before the connection's ID and a number that grows. */
export const draftJournalPrefix = 'draft-journal:'

export const journalsOf = (profileId: string): string => `${draftJournalPrefix}${profileId}:`

/** Names sort in the order of their numbers. */
export const journalName = (profileId: string, number: number): string =>
  `${journalsOf(profileId)}${String(number).padStart(15, '0')}`

export const profileOfJournal = (name: string): string => name.split(':')[1] ?? ''

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
