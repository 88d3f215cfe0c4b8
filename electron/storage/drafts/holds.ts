/** Records which drafts are being edited now, and in which tab or window. */
import { Failure } from '../../contract/failure.ts'
import { draftKey } from './book.ts'

/** A page edits one draft at a time; a person never needs this many. */
const maxHolds = 1000

export interface HeldDraft {
  readonly profileId: string
  readonly place: string
  readonly session: string
}

export interface Holds {
  /**
   * Returns the function that ends the hold, or null when another tab holds the draft. One tab can hold it twice,
   * because a reloaded page can start before the old one has ended. Errors: `rejected` when there are too many.
   */
  take(draft: HeldDraft, tab: string): (() => void) | null
  /** Whether a tab other than `tab` is editing the draft. */
  isHeldByOthers(draft: HeldDraft, tab: string | undefined): boolean
}

export function createHolds(): Holds {
  const held = new Map<string, { readonly tab: string; count: number }>()
  const keyOf = ({ profileId, place, session }: HeldDraft) => `${profileId} ${draftKey(place, session)}`
  return {
    take: (draft, tab) => {
      const key = keyOf(draft)
      const hold = held.get(key) ?? { tab, count: 0 }
      if (hold.tab !== tab) return null
      if (held.size >= maxHolds && !held.has(key)) throw new Failure('rejected', 'Too many drafts are being edited.')
      hold.count += 1
      held.set(key, hold)
      return () => {
        hold.count -= 1
        if (hold.count === 0) held.delete(key)
      }
    },
    isHeldByOthers: (draft, tab) => {
      const hold = held.get(keyOf(draft))
      return hold !== undefined && hold.tab !== tab
    },
  }
}
