/**
 * What the person signed in may do: asked in batches, because a page asks for many paths at once, and kept for a moment.
 * An answer only decides how a button looks and which of two ways is tried first; the server has the last word.
 */
import { Failure } from '../../contract/failure.ts'
import type { Capability } from '../../contract/kv.ts'
import { capabilitiesSelf } from '../../vault/capabilities.ts'
import type { VaultSession } from '../../vault/session.ts'
import { createTtlCache } from '../../base/async/ttlCache.ts'

/** Null: it cannot be known. */
export type Known = readonly Capability[] | null

export interface Capabilities {
  /** In the order asked. Errors: those of the session and the way to the server; a denied question is null. */
  of(profileId: string, paths: readonly string[]): Promise<Known[]>
  /** May it? Undefined: it cannot be known. Never fails. */
  may(profileId: string, path: string, capability: Capability): Promise<boolean | undefined>
  /** After a sign-in, a sign-out, and whenever policies may have changed. */
  forget(profileId: string): void
}

const keptMs = 30_000
/** Milliseconds that a question waits for others to go with it. */
const gatherMs = 2
/** Paths of one request. */
const batchSize = 500

type Waiting = ReturnType<typeof Promise.withResolvers<Known>>

/** `openSession` returns the session of the person who is signed in. */
export function createCapabilities(openSession: (profileId: string) => Promise<VaultSession>): Capabilities {
  const kept = createTtlCache<Known>(keptMs)
  const gathering = new Map<string, Map<string, Waiting>>()

  async function ask(profileId: string, batch: readonly [path: string, waiting: Waiting][]): Promise<void> {
    try {
      const session = await openSession(profileId)
      const found = await capabilitiesSelf(
        session,
        batch.map(([path]) => path),
      )
      for (const [path, { resolve }] of batch) resolve(found.get(path) ?? null)
    } catch (problem) {
      // Not being allowed to ask is an answer, and is kept like one.
      const denied =
        problem instanceof Failure && (problem.code === 'permission-denied' || problem.code === 'not-found')
      for (const [, { resolve, reject }] of batch) {
        if (denied) resolve(null)
        else reject(problem)
      }
    }
  }

  function gather(profileId: string, path: string): Promise<Known> {
    const waiting = Promise.withResolvers<Known>()
    const there = gathering.get(profileId)
    if (there !== undefined) {
      there.set(path, waiting)
      return waiting.promise
    }
    const batch = new Map([[path, waiting]])
    gathering.set(profileId, batch)
    setTimeout(() => {
      if (gathering.get(profileId) === batch) gathering.delete(profileId)
      const all = [...batch]
      for (let from = 0; from < all.length; from += batchSize) void ask(profileId, all.slice(from, from + batchSize))
    }, gatherMs)
    return waiting.promise
  }

  const of = (profileId: string, paths: readonly string[]) =>
    Promise.all(paths.map((path) => kept.get(profileId, path, () => gather(profileId, path))))

  return {
    of,
    may: async (profileId, path, capability) => {
      const [known] = await of(profileId, [path]).catch(() => [null])
      return known?.includes(capability)
    },
    forget: (profileId) => {
      kept.forget(profileId)
      // A question of the person before does not answer the next one.
      gathering.delete(profileId)
    },
  }
}
