import type { CaChanges, WayChange } from '../../core/consent/act.ts'
import type { KeptWay } from '../../contract/custody.ts'
import { Failure } from '../../contract/failure.ts'
import type { Handlers } from '../../core/handler.ts'
import { keptByWay, moveKept } from '../../core/custody/keptMove.ts'
import type { Services } from '../../core/services.ts'
import { type WayFacts, type Way, wayOf } from '../../storage/profiles/way.ts'

/** The maximum number of added CAs in one question. A person can add more in steps. */
const maxAdded = 20

/** Shows what is stored for a connection on other ways than its present one, and moves it. */
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
          cas: casOf(from, way.facts),
          noted:
            noted !== undefined ? ('all' as const) : bareAddress === null ? ('nothing' as const) : ('address' as const),
          kept: counts,
        }
      })
    return { profile, way, others }
  }
  /** Returns the present way if it has this identity. */
  const presentWay = async (profileId: string, id: string): Promise<Way> => {
    const way = wayOf(await profiles.get(profileId))
    if (way.id !== id) throw new Failure('rejected', 'The connection was changed during the move. Nothing was moved.')
    return way
  }

  return {
    waysOf: async ({ profileId }) => {
      const { way, others } = await waysOf(profileId)
      // The contract drops the list of CAs, which only the question shows.
      return { here: way.id, others }
    },

    moveToWay: async ({ profileId, from, to }, context) => {
      await presentWay(profileId, to)
      const { profile, others } = await waysOf(profileId)
      const moving = others.find(({ id }) => id === from)
      if (moving === undefined)
        throw new Failure('not-found', 'No credentials are stored for these connection settings any more.')
      const { name, address } = profile
      // SECURITY: stored credentials follow a connection only with the person's consent
      // (docs/security.md, "The way to a server"). SECURITY: a shortened list could hide one CA behind many others
      // (docs/security.md, "Consent").
      if (moving.cas.added.length > maxAdded)
        throw new Failure('rejected', `The changed connection trusts more than ${maxAdded} new CAs. Add fewer at once.`)
      const changes = moving.changes.filter(isAsked)
      await consent.require({ kind: 'move-kept', connection: name, address, changes, cas: moving.cas }, context)
      const way = await presentWay(profileId, to)
      await ways.note(profileId, way)
      await moveKept(services, profileId, from, way)
      for (const type of ['custody-changed', 'drafts-changed'] as const) events.emit({ type })
      for (const type of ['places-changed', 'ceremony-changed'] as const) events.emit({ type, profileId })
      return {}
    },
  }
}

/** The question lists CAs one by one. */
const isAsked = (change: KeptWay['changes'][number]): change is WayChange => change.field !== 'ca'

const texts: readonly (readonly [KeptWay['changes'][number]['field'], (facts: Partial<WayFacts>) => string])[] = [
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

const changesOf = (from: Partial<WayFacts>, to: WayFacts): KeptWay['changes'] =>
  texts
    .map(([field, textOf]) => ({ field, from: textOf(from), to: textOf(to) }))
    // A field that was not noted does not count as a change from the default.
    .filter(
      ({ field, from: before, to: after }) =>
        before !== after && !(field === 'verification' && before === '' && after === 'on'),
    )

function casOf({ authorities = [] }: Partial<WayFacts>, to: WayFacts): CaChanges {
  const without = (some: WayFacts['authorities'], others: WayFacts['authorities']) => {
    const fingerprints = new Set(others.map(({ fingerprint }) => fingerprint))
    return some.filter(({ fingerprint }) => !fingerprints.has(fingerprint))
  }
  return { added: without(to.authorities, authorities), removed: without(authorities, to.authorities) }
}
