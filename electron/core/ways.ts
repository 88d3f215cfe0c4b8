/**
 * The ways that something of a connection is bound to, sealed, so that the window can show what has changed since. The
 * identity alone decides; these facts are only shown.
 */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import type { SealedStore } from '../keychain/sealedStore.ts'
import { createTurns } from './turns.ts'
import { identityOf, type Way, WayFacts } from './way.ts'

const Stored = z.object({ version: z.literal(1), ways: z.record(z.string(), WayFacts) })

export interface Ways {
  /** Notes a way, before something is bound to it. Errors: `locked`, `file-unreadable`. */
  note(profileId: string, way: Way): Promise<void>
  /** By identity. A record that cannot be read is empty: what it described stays bound. */
  facts(profileId: string): Promise<ReadonlyMap<string, WayFacts>>
  removeAll(profileId: string): Promise<void>
}

/** Where they are in the sealed store, before the connection's id. */
export const waysPrefix = 'ways:'

export function createWays(store: SealedStore): Ways {
  const { inTurn } = createTurns()
  const read = async (profileId: string): Promise<Record<string, WayFacts>> => {
    const text = await store.read(waysPrefix + profileId)
    if (text === null) return {}
    try {
      const { ways } = Stored.parse(JSON.parse(text))
      return Object.fromEntries(Object.entries(ways).filter(([id, facts]) => identityOf(facts) === id))
    } catch {
      throw new Failure('file-unreadable', 'The record of the ways to this server cannot be read.')
    }
  }
  const orNothing = (problem: unknown): Record<string, WayFacts> => {
    if (problem instanceof Failure && problem.code === 'file-unreadable') return {}
    throw problem
  }
  return {
    note: (profileId, way) =>
      inTurn(profileId, async () => {
        const ways = await read(profileId).catch(orNothing)
        if (ways[way.id] !== undefined) return
        const next = { version: 1, ways: { ...ways, [way.id]: way.facts } } satisfies z.infer<typeof Stored>
        await store.write(waysPrefix + profileId, JSON.stringify(next))
      }),
    facts: async (profileId) => new Map(Object.entries(await read(profileId).catch(orNothing))),
    removeAll: (profileId) => inTurn(profileId, () => store.remove(waysPrefix + profileId)),
  }
}
