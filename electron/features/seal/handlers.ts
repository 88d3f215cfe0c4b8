import { keptOn } from '../../core/sessions/credentials.ts'
import type { Handlers } from '../../core/handler.ts'
import { lazyTopic } from '../../core/calls/lazyTopic.ts'
import type { Services } from '../../core/services.ts'
import { wayIdentity } from '../../storage/profiles/way.ts'

/** A server's state and its seal; its initialization is in ceremony.ts. */
export function serverHandlers(services: Services): Handlers<'server'> {
  const { statusPoller, credentials, profiles } = services

  const load = async () => {
    const [ceremony, seal] = await Promise.all([import('./ceremony.ts'), import('./seal.ts')])
    return { ...ceremony.ceremonyHandlers(services), ...seal.sealHandlers(services) }
  }
  return lazyTopic('server', load, {
    ceremony: ({ profileId }) => services.ceremonies.of(profileId),

    status: ({ profileId }, { signal }) => statusPoller.look(profileId, signal),

    watch: async function* ({ profileId }, { signal }) {
      yield* statusPoller.follow(profileId, signal)
      return {}
    },

    kept: async ({ profileId }) => {
      const [all, profile] = await Promise.all([credentials.read(profileId), profiles.get(profileId)])
      const kept = keptOn(all, wayIdentity(profile))
      return { shares: kept.shares.length, rootToken: kept.rootToken !== null, token: kept.token !== null }
    },

    acceptCluster: async ({ profileId, clusterId }) => {
      await services.clusterMemory.accept(profileId, clusterId)
      statusPoller.nudge(profileId)
      return {}
    },

    forgetKept: async ({ profileId }) => {
      await credentials.change(profileId, (kept) => ({ ...kept, shares: [], rootToken: null }))
      services.events.emit({ type: 'custody-changed' })
      return {}
    },
  })
}
