/**
 * Capabilities of the signed-in person. Requests are batched, because a page needs many paths at the same time, and the
 * answers are cached for a short time. An answer only decides how a button looks and which of two requests comes first;
 * the server makes the final decision.
 */
import { Failure } from '../../contract/failure.ts'
import type { Capability } from '../../contract/kv.ts'
import { capabilitiesSelf } from '../../vault/capabilities.ts'
import type { VaultSession } from '../../vault/session.ts'
import { createTtlCache } from '../../base/async/ttlCache.ts'

/** Null: unknown. */
export type Known = readonly Capability[] | null

export interface Capabilities {
  /**
   * Returns the capabilities in the order of the paths; null where the server denies the question. Errors: those of the
   * session and of the way to the server.
   */
  of(profileId: string, paths: readonly string[]): Promise<Known[]>
  /** Whether the person has the capability. Undefined: unknown. Never fails. */
  may(profileId: string, path: string, capability: Capability): Promise<boolean | undefined>
  /** Forgets what is cached: after a sign-in, a sign-out, and whenever policies may have changed. */
  forget(profileId: string): void
}

const keptMs = 30_000
/** Milliseconds to wait for more paths before sending a batch. */
const gatherMs = 2
/** The maximum number of paths in one request. */
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
      // "Not allowed to ask" is cached like any other answer.
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
      // A batch of the person before must not answer for the next person.
      gathering.delete(profileId)
    },
  }
}
