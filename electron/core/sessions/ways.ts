/**
 * The ways that stored data of a connection is bound to, sealed, so that the window can show what has changed since.
 * Only the identity decides; these facts are for display.
 */
import { z } from 'zod'
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import { recordKinds } from '../../storage/recordKinds.ts'
import { sealedRecord } from '../../storage/sealedRecord.ts'
import { identityOf, type Way, WayFacts } from '../../storage/profiles/way.ts'

const Stored = z.object({ version: z.literal(1), ways: z.record(z.string(), WayFacts) })

export interface Ways {
  /** Notes a way before data is bound to it. Errors: `locked`. */
  note(profileId: string, way: Way): Promise<void>
  /** Returns the facts by identity; empty for a record that cannot be read. Errors: `locked`. */
  facts(profileId: string): Promise<ReadonlyMap<string, WayFacts>>
  removeAll(profileId: string): Promise<void>
}

export function createWays(store: SealedStore): Ways {
  const record = sealedRecord({
    store,
    kind: recordKinds.ways,
    schema: Stored,
    empty: { version: 1, ways: {} },
    // An unreadable record is forgotten; the data that it described stays bound.
    unreadable: null,
  })
  const genuine = (ways: z.infer<typeof Stored>['ways']) =>
    Object.entries(ways).filter(([id, facts]) => identityOf(facts) === id)
  return {
    note: async (profileId, way) => {
      await record.change(profileId, (before) => {
        const ways = Object.fromEntries(genuine(before.ways))
        return ways[way.id] === undefined ? { version: 1, ways: { ...ways, [way.id]: way.facts } } : before
      })
    },
    facts: async (profileId) => new Map(genuine((await record.read(profileId)).ways)),
    removeAll: record.remove,
  }
}
