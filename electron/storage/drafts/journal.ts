/** Journal entries: changes to drafts that a lock has sealed because it must not wait for the disk. */
import { z } from 'zod'
import { recordKinds } from '../recordKinds.ts'
import { type Changes, Draft, draftKey, type DraftKey, partsOfKey } from './book.ts'

/** Their prefix in the sealed store; the key of the drafts and an increasing number follow. */
export const draftJournalPrefix = recordKinds.draftJournals.prefix

export const journalsOf = (key: string): string => `${draftJournalPrefix}${key}:`

/** Names sort in the order of their numbers. */
export const journalName = (key: string, number: number): string =>
  `${journalsOf(key)}${String(number).padStart(15, '0')}`

export const keyOfJournal = (name: string): string => name.slice(draftJournalPrefix.length, name.lastIndexOf(':'))

/** Oldest first; an entry without a draft discards the earlier one. Version 1 had no sessions. */
const Journal = z.object({
  version: z.literal([1, 2]),
  changes: z.array(z.object({ place: z.string(), session: z.string().default(''), draft: Draft.nullable() })),
})

export function textOfJournal(changes: readonly (readonly [key: DraftKey, draft: Draft | null])[]): string {
  const journal: z.input<typeof Journal> = {
    version: 2,
    changes: changes.map(([key, draft]) => ({ ...partsOfKey(key), draft })),
  }
  return JSON.stringify(journal)
}

/** Returns null if the text is not a journal of a known version. */
export function readJournal(text: string): Changes | null {
  try {
    const { changes } = Journal.parse(JSON.parse(text))
    return new Map(changes.map(({ place, session, draft }) => [draftKey(place, session), draft]))
  } catch {
    return null
  }
}
