import { sharesOfClusterKeys } from '../clusterKeys.ts'
import type { Handlers } from '../handler.ts'
import { lazyHandlers } from '../lazyHandlers.ts'
import type { Services } from '../services.ts'
import { giveShares } from '../unsealing.ts'
import { Failure } from '../../contract/failure.ts'
import { normaliseShare, resetUnseal } from '../../vault/unseal.ts'

const ceremonyCalls = [
  'initialize',
  'readPgpKey',
  'revealCeremonyItem',
  'noteCeremonyItem',
  'saveCeremonyItem',
  'exportCeremony',
  'keepCeremony',
  'unsealWithCeremony',
  'finishCeremony',
] as const
type CeremonyCall = (typeof ceremonyCalls)[number]
export type CeremonyHandlers = Pick<Handlers<'server'>, CeremonyCall>

/** A server's state and its seal; its initialisation is in ceremony.ts. */
export function serverHandlers(services: Services): Handlers<'server'> {
  const { servers, watch, credentials } = services

  return {
    ...lazyHandlers<'server', CeremonyCall>(ceremonyCalls, async () =>
      (await import('./ceremony.ts')).ceremonyHandlers(services),
    ),
    ceremony: ({ profileId }) => services.ceremonies.of(profileId),

    status: ({ profileId }, { signal }) => watch.look(profileId, signal),

    watch: async function* ({ profileId }, { signal }) {
      yield* watch.follow(profileId, signal)
      return {}
    },

    unseal: async ({ profileId, share }, context) => giveShares(services, profileId, [normaliseShare(share)], context),

    unsealWithKept: async ({ profileId }, context) => {
      const { shares, keysFor } = await credentials.read(profileId)
      if (shares.length === 0) throw new Failure('not-found', 'There are no shares to give.')
      const progress = await giveShares(
        services,
        profileId,
        shares.map(({ share }) => share),
        context,
        keysFor,
      )
      await credentials.noteUse(profileId, 'shares')
      return progress
    },

    unsealWithFile: async ({ profileId, content }, context) =>
      giveShares(services, profileId, sharesOfClusterKeys(content).map(normaliseShare), context),

    resetUnseal: async ({ profileId }, context) => {
      const progress = await resetUnseal(await servers.nobody(profileId, context))
      watch.nudge(profileId)
      return progress
    },

    kept: async ({ profileId }) => {
      const kept = await credentials.read(profileId)
      return { shares: kept.shares.length, rootToken: kept.rootToken !== null, token: kept.token !== null }
    },

    forgetKept: async ({ profileId }) => {
      await credentials.change(profileId, (kept) => ({ ...kept, shares: [], rootToken: null }))
      services.events.emit({ type: 'custody-changed' })
      return {}
    },
  }
}
