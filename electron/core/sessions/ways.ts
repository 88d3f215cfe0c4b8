/**
 * The ways that something of a connection is bound to, sealed, so that the window can show what has changed since. The
 * identity alone decides; these facts are only shown.
 */
import { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import type { SealedStore } from '../../storage/keychain/sealedStore.ts'
import { jsonOrNull } from '../../base/files/jsonOrNull.ts'
import { createSequencer } from '../../base/async/sequencer.ts'
import { identityOf, type Way, WayFacts } from '../../storage/profiles/way.ts'

const Stored = z.object({ version: z.literal(1), ways: z.record(z.string(), WayFacts) })

export interface Ways {
  /** Notes a way, before something is bound to it. Errors: `locked`. */
  note(profileId: string, way: Way): Promise<void>
  /** By identity; none of a record that cannot be read. Errors: `locked`. */
  facts(profileId: string): Promise<ReadonlyMap<string, WayFacts>>
  removeAll(profileId: string): Promise<void>
}

/** Where they are in the sealed store, before the connection's id. */
export const waysPrefix = 'ways:'

export function createWays(store: SealedStore): Ways {
  const { inTurn } = createSequencer()
  /** What cannot be read is forgotten; what it described stays bound. */
  const read = async (profileId: string): Promise<Record<string, WayFacts>> => {
    const text = await store.read(waysPrefix + profileId).catch((problem: unknown) => {
      if (problem instanceof Failure && problem.code === 'file-unreadable') return null
      throw problem
    })
    const stored = Stored.safeParse(jsonOrNull(text ?? ''))
    if (!stored.success) return {}
    return Object.fromEntries(Object.entries(stored.data.ways).filter(([id, facts]) => identityOf(facts) === id))
  }
  return {
    note: (profileId, way) =>
      inTurn(profileId, async () => {
        const ways = await read(profileId)
        if (ways[way.id] !== undefined) return
        const next = { version: 1, ways: { ...ways, [way.id]: way.facts } } satisfies z.infer<typeof Stored>
        await store.write(waysPrefix + profileId, JSON.stringify(next))
      }),
    facts: async (profileId) => new Map(Object.entries(await read(profileId))),
    removeAll: (profileId) => inTurn(profileId, () => store.remove(waysPrefix + profileId)),
  }
}
