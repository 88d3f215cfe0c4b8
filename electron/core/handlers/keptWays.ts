import type { WayChange } from '../../consent/act.ts'
import { Failure } from '../../contract/failure.ts'
import type { Handlers } from '../handler.ts'
import { keptByWay, moveKept } from '../keptMove.ts'
import type { Services } from '../services.ts'
import { type WayFacts, type Way, wayOf } from '../way.ts'

/** What is kept for a connection on other ways than its present one, and moving it. */
export function keptWaysHandlers(services: Services): Pick<Handlers<'custody'>, 'waysOf' | 'moveToWay'> {
  const { profiles, ways, consent, events } = services

  async function waysOf(profileId: string) {
    const [profile, found, facts] = await Promise.all([
      profiles.get(profileId),
      keptByWay(services, profileId),
      ways.facts(profileId),
    ])
    const way = wayOf(profile)
    const others = [...found]
      .filter(([id]) => id !== way.id)
      .map(([id, { counts, bareAddress }]) => {
        const noted = facts.get(id)
        const from: Partial<WayFacts> = noted ?? (bareAddress === null ? {} : { address: bareAddress })
        return {
          id,
          changes: changesOf(from, way.facts),
          noted:
            noted !== undefined ? ('all' as const) : bareAddress === null ? ('nothing' as const) : ('address' as const),
          kept: counts,
        }
      })
    return { profile, way, others }
  }
  /** The present way, while it is the one with this identity. */
  const presentWay = async (profileId: string, id: string): Promise<Way> => {
    const way = wayOf(await profiles.get(profileId))
    if (way.id !== id) throw new Failure('rejected', 'The connection was changed meanwhile. Nothing was moved.')
    return way
  }

  return {
    waysOf: async ({ profileId }) => {
      const { way, others } = await waysOf(profileId)
      return { here: way.id, others }
    },

    moveToWay: async ({ profileId, from, to }, context) => {
      await presentWay(profileId, to)
      const { profile, others } = await waysOf(profileId)
      const moving = others.find(({ id }) => id === from)
      if (moving === undefined) throw new Failure('not-found', 'Nothing is kept for this way any more.')
      const { name, address } = profile
      // SECURITY: what is kept follows a connection only by the person's consent (docs/security.md, "The way to a server").
      await consent.require({ kind: 'move-kept', connection: name, address, changes: moving.changes }, context)
      const way = await presentWay(profileId, to)
      await ways.note(profileId, way)
      await moveKept(services, profileId, from, way)
      for (const type of ['custody-changed', 'drafts-changed'] as const) events.emit({ type })
      for (const type of ['places-changed', 'ceremony-changed'] as const) events.emit({ type, profileId })
      return {}
    },
  }
}

const texts: readonly (readonly [WayChange['field'], (facts: Partial<WayFacts>) => string])[] = [
  ['address', ({ address = '' }) => address],
  ['namespace', ({ namespace = '' }) => namespace],
  ['tlsServerName', ({ tlsServerName = '' }) => tlsServerName],
  [
    'ca',
    ({ authorities = [] }) =>
      authorities.map(({ subject, fingerprint }) => `${subject} (SHA-256 ${fingerprint.slice(0, 23)}…)`).join('; '),
  ],
  ['verification', ({ skipVerify }) => (skipVerify === undefined ? '' : skipVerify ? 'off' : 'on')],
  ['proxy', ({ proxy = '' }) => proxy],
]

const changesOf = (from: Partial<WayFacts>, to: WayFacts): WayChange[] =>
  texts
    .map(([field, textOf]) => ({ field, from: textOf(from), to: textOf(to) }))
    // What was not noted is not told as a change to what is usual.
    .filter(
      ({ field, from: before, to: after }) =>
        before !== after && !(field === 'verification' && before === '' && after === 'on'),
    )
