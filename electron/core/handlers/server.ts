import type { UnsealProgress } from '../../contract/server.ts'
import { Failure } from '../../contract/failure.ts'
import { initialize } from '../../vault/init.ts'
import { untilLed } from '../../vault/leader.ts'
import { asNobody } from '../../vault/session.ts'
import { giveShare, normaliseShare, resetUnseal } from '../../vault/unseal.ts'
import { clusterKeys, sharesOfClusterKeys } from '../ceremonies.ts'
import type { CallContext, Handlers } from '../handler.ts'
import type { Services } from '../services.ts'
import { givenForAnother } from '../servers.ts'
import { signInWithToken } from '../signIn.ts'

/** A server's state, its initialisation and its seal. */
export function serverHandlers(services: Services): Handlers<'server'> {
  const { deps, servers, watch, ceremonies, credentials, store } = services

  /** With `onlyAt` to the server at that address alone: kept shares go to no other one. */
  async function giveAll(
    profileId: string,
    shares: readonly string[],
    context: CallContext,
    onlyAt?: string,
  ): Promise<UnsealProgress> {
    const session = await servers.nobody(profileId, context, onlyAt)
    let progress: UnsealProgress | null = null
    try {
      for (const share of shares) {
        progress = await giveShare(session, share, context.signal)
        if (!progress.sealed) break
      }
    } finally {
      // A wrong share changes the progress, too: the server forgets the others.
      watch.nudge(profileId)
    }
    if (progress === null) throw new Failure('not-found', 'There are no shares to give.')
    return progress
  }

  async function signInAt(profileId: string, address: string, token: string, context: CallContext): Promise<void> {
    const way = await servers.way(profileId)
    if (way.address !== address) throw givenForAnother(address)
    await untilLed(asNobody(way.transport), context.signal)
    await signInWithToken(services, profileId, way, token, context)
  }

  return {
    status: ({ profileId }, { signal }) => watch.look(profileId, signal),

    watch: async function* ({ profileId }, { signal }) {
      yield* watch.follow(profileId, signal)
      return {}
    },

    initialize: async ({ profileId, shares, threshold }) => {
      // Without the call's signal and on a way of its own: once the request is out, its answer is the only copy of the
      // keys, and neither a window that closes nor a lock must stop it.
      const { transport, address } = await servers.wayApart(profileId)
      try {
        return await ceremonies.begin({ profileId, address, shares, threshold }, () =>
          initialize(asNobody(transport), { shares, threshold }),
        )
      } finally {
        await transport.close()
        watch.nudge(profileId)
      }
    },

    ceremony: ({ profileId }) => ceremonies.of(profileId),

    revealCeremonyItem: async ({ ceremonyId, item }) => {
      const ceremony = await ceremonies.open(ceremonyId)
      if (item === 'root-token') return { value: ceremony.rootToken }
      const keys = ceremony.keysBase64.length > 0 ? ceremony.keysBase64 : ceremony.recoveryKeysBase64
      const value = keys[item - 1]
      if (value === undefined) throw new Failure('not-found', 'There is no such share.')
      return { value }
    },

    exportCeremony: async ({ ceremonyId }) => {
      const content = clusterKeys(await ceremonies.open(ceremonyId))
      if (deps.saveFile === undefined) {
        await ceremonies.note(ceremonyId, { saved: true })
        return { how: 'download', name: 'cluster-keys.json', content }
      }
      const path = await deps.saveFile('cluster-keys.json', content)
      if (path === null) return { how: 'cancelled' }
      await ceremonies.note(ceremonyId, { saved: true })
      return { how: 'written', path }
    },

    keepCeremony: async ({ ceremonyId, shares, rootToken }) => {
      if (store.state().kind === 'memory') {
        throw new Failure('keychain-unavailable', 'This computer has no keychain, so nothing would outlast the app.')
      }
      const ceremony = await ceremonies.open(ceremonyId)
      const keptAt = new Date().toISOString()
      const chosen = shares.map((index) => {
        const share = ceremony.keysBase64[index - 1] ?? ceremony.recoveryKeysBase64[index - 1]
        if (share === undefined) throw new Failure('not-found', 'There is no such share.')
        return { index, share, keptAt }
      })
      await credentials.change(ceremony.profileId, (kept) => {
        const others = kept.keysFor !== ceremony.address && (kept.shares.length > 0 || kept.rootToken !== null)
        if (others) throw givenForAnother(kept.keysFor)
        return {
          ...kept,
          shares: chosen,
          rootToken: rootToken ? ceremony.rootToken : kept.rootToken,
          keysFor: ceremony.address,
        }
      })
      return ceremonies.note(ceremonyId, {
        keptShares: shares,
        keptRootToken: rootToken || ceremony.keptRootToken,
      })
    },

    unsealWithCeremony: async ({ ceremonyId }, context) => {
      const { profileId, address, keysBase64, threshold } = await ceremonies.open(ceremonyId)
      return giveAll(profileId, keysBase64.slice(0, threshold), context, address)
    },

    finishCeremony: async ({ ceremonyId, signIn }, context) => {
      const { profileId, address, rootToken } = await ceremonies.open(ceremonyId)
      // A server that is still sealed cannot answer a sign-in; the ceremony's end does not depend on it.
      if (signIn) await signInAt(profileId, address, rootToken, context).catch(() => undefined)
      await ceremonies.wipe(ceremonyId)
      return {}
    },

    unseal: async ({ profileId, share }, context) => giveAll(profileId, [normaliseShare(share)], context),

    unsealWithKept: async ({ profileId }, context) => {
      const { shares, keysFor } = await credentials.read(profileId)
      if (shares.length === 0) throw new Failure('not-found', 'There are no shares to give.')
      const kept = shares.map(({ share }) => share)
      return giveAll(profileId, kept, context, keysFor)
    },

    unsealWithFile: async ({ profileId, content }, context) =>
      giveAll(profileId, sharesOfClusterKeys(content).map(normaliseShare), context),

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
