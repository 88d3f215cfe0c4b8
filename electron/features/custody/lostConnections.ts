import { ServerAddress } from '../../contract/connections.ts'
import { Failure } from '../../contract/failure.ts'
import type { Handlers } from '../../core/handler.ts'
import { lostConnection, lostIds, lostWays } from './lostOwners.ts'
import type { Services } from '../../core/services.ts'
import type { WayFacts } from '../../storage/profiles/way.ts'
import { removeKept } from '../../core/custody/removeConnection.ts'

/** Connections that are not in the list although data is stored for them. */
export function lostConnectionsHandlers(services: Services): Handlers<'lost'> {
  const { profiles, events } = services

  const requireLost = async (profileId: string): Promise<void> => {
    if (!(await lostIds(services)).includes(profileId))
      throw new Failure('not-found', 'No data is stored for a missing connection.')
  }
  const told = (profileId: string): void => {
    for (const type of ['connections-changed', 'custody-changed', 'drafts-changed'] as const) events.emit({ type })
    events.emit({ type: 'ceremony-changed', profileId })
  }

  return {
    list: async () => Promise.all((await lostIds(services)).map((id) => lostConnection(services, id))),

    restore: async ({ profileId }) => {
      await requireLost(profileId)
      const noted = (await lostWays(services, profileId)).flatMap(({ facts }) => facts ?? [])
      const facts = noted.find(({ address }) => ServerAddress.safeParse(address).success)
      if (facts === undefined) throw new Failure('unsupported', 'The stored data has no address.')
      const { name } = await profiles.restore(profileId, connectionOf(facts))
      told(profileId)
      return { name }
    },

    remove: async ({ profileId }) => {
      await requireLost(profileId)
      await removeKept(services, profileId)
      told(profileId)
      return {}
    },
  }
}

/**
 * Returns the connection on this way, as far as it was noted: without certificates. SECURITY: its stage is not known,
 * so the strictest one applies (docs/security.md, "The way to a server").
 */
const connectionOf = ({ address, namespace, tlsServerName, skipVerify, proxy }: WayFacts) => ({
  name: new URL(address).host,
  address,
  namespace,
  stage: 'production' as const,
  caPem: null,
  clientCertPem: null,
  tlsServerName: tlsServerName === '' ? null : tlsServerName,
  skipVerify,
  proxy: proxy === '' ? null : proxy,
})
