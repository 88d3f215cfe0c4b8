import { keptOn } from '../credentials.ts'
import type { Handlers } from '../handler.ts'
import { lazyHandlers } from '../lazyHandlers.ts'
import type { Services } from '../services.ts'
import { wayIdentity } from '../way.ts'
import { type CeremonyCall, ceremonyCalls, type SealCall, sealCalls } from './serverCalls.ts'

/** A server's state and its seal; its initialisation is in ceremony.ts. */
export function serverHandlers(services: Services): Handlers<'server'> {
  const { watch, credentials, profiles } = services

  return {
    ...lazyHandlers<'server', CeremonyCall>(ceremonyCalls, async () =>
      (await import('./ceremony.ts')).ceremonyHandlers(services),
    ),
    ceremony: ({ profileId }) => services.ceremonies.of(profileId),
    ...lazyHandlers<'server', SealCall>(sealCalls, async () => (await import('./seal.ts')).sealHandlers(services)),
    watchNodes: async function* ({ profileId }, context) {
      const { watchNodes } = await import('./seal.ts')
      return yield* watchNodes(services, profileId, context)
    },

    status: ({ profileId }, { signal }) => watch.look(profileId, signal),

    watch: async function* ({ profileId }, { signal }) {
      yield* watch.follow(profileId, signal)
      return {}
    },

    kept: async ({ profileId }) => {
      const [all, profile] = await Promise.all([credentials.read(profileId), profiles.get(profileId)])
      const kept = keptOn(all, wayIdentity(profile))
      return { shares: kept.shares.length, rootToken: kept.rootToken !== null, token: kept.token !== null }
    },

    forgetKept: async ({ profileId }) => {
      await credentials.change(profileId, (kept) => ({ ...kept, shares: [], rootToken: null }))
      services.events.emit({ type: 'custody-changed' })
      return {}
    },
  }
}
