/** Sealed data of connections that are no longer in the list. */
import type { KeptCounts } from '../../contract/custody.ts'
import type { LostConnection } from '../../contract/lost.ts'
import { Failure } from '../../contract/failure.ts'
import { keptByWay } from '../../core/custody/keptMove.ts'
import type { Services } from '../../core/services.ts'
import { plainWay, type WayFacts } from '../../storage/profiles/way.ts'

/** The names of all sealed data of a connection begin like this: a word, and the connection's ID. */
const nameOfConnection = /^[a-z-]+:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?::|$)/

/** Returns the IDs of connections that have sealed data and are not in the list. Errors: `locked`. */
export async function lostIds({ store, profiles }: Pick<Services, 'store' | 'profiles'>): Promise<string[]> {
  // A list of a newer version contains connections that this version cannot read.
  if (profiles.isNewer()) return []
  const listed = new Set((await profiles.list()).map(({ id }) => id))
  const found = (await store.names('')).flatMap((name) => nameOfConnection.exec(name)?.[1] ?? [])
  return [...new Set(found)].filter((id) => !listed.has(id))
}

export interface LostWay {
  /** The identity of the way, or `unknown`. */
  readonly id: string
  /** Null if it was not recorded. */
  readonly facts: WayFacts | null
  readonly kept: KeptCounts
}

/** Returns the ways that data is stored for, the one with keys first. Errors: `locked`, `file-unreadable`. */
export async function lostWays(services: Services, profileId: string): Promise<LostWay[]> {
  const [found, noted] = await Promise.all([keptByWay(services, profileId), services.ways.facts(profileId)])
  return [...found]
    .map(([id, { counts, bareAddress }]) => ({
      id,
      facts: noted.get(id) ?? (bareAddress === null ? null : plainWay(bareAddress).facts),
      kept: counts,
    }))
    .sort((a, b) => weight(b) - weight(a))
}

const weight = ({ facts, kept }: LostWay): number =>
  (facts === null ? 0 : 1) +
  (kept.token ? 2 : 0) +
  (kept.ceremony ? 4 : 0) +
  (kept.shares > 0 || kept.rootToken ? 8 : 0)

/** Returns what is stored for one lost connection. Errors: `locked`. */
export async function lostConnection(services: Services, profileId: string): Promise<LostConnection> {
  try {
    const [ways, { clientKeyPem }] = await Promise.all([
      lostWays(services, profileId),
      services.credentials.read(profileId),
    ])
    return {
      profileId,
      ways: ways.map(({ id, facts, kept }) => ({
        id,
        way:
          facts === null
            ? null
            : { ...facts, authorities: facts.authorities.map(({ subject, fingerprint }) => subject || fingerprint) },
        kept,
      })),
      clientKey: clientKeyPem !== null,
    }
  } catch (problem) {
    if (!(problem instanceof Failure) || problem.code === 'locked') throw problem
    return { profileId, ways: [], clientKey: false, problem: problem.message }
  }
}
