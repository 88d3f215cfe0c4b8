import type { CeremonyItem } from '../../contract/ceremony.ts'
import { Failure } from '../../contract/failure.ts'
import { untilLed } from '../../vault/leader.ts'
import { asNobody } from '../../vault/session.ts'
import { bindingOf, itemsNowhere, itemsOf } from '../storedCeremony.ts'
import { clusterKeys, itemFile } from '../clusterKeys.ts'
import { keepShares } from '../custody.ts'
import type { CallContext } from '../handler.ts'
import { initialiseServer } from '../newKeys.ts'
import { readPgpKey } from '../pgpKeys.ts'
import { saveAs } from '../saveAs.ts'
import type { Services } from '../services.ts'
import type { CeremonyHandlers } from './serverCalls.ts'
import { keptForAnotherWay } from '../servers.ts'
import { signInWithToken } from '../signIn.ts'
import { giveShares } from '../unsealing.ts'
import { isBoundTo } from '../way.ts'

/** The initialisation of a server, and where its new keys go. */
export function ceremonyHandlers(services: Services): CeremonyHandlers {
  const { deps, servers, ceremonies, store, windows } = services

  async function signInOn(binding: string, profileId: string, token: string, context: CallContext): Promise<void> {
    const way = await servers.way(profileId)
    if (!isBoundTo(binding, way.id)) throw keptForAnotherWay()
    await untilLed(asNobody(way.transport), context.signal)
    await signInWithToken(services, profileId, way, token, context)
  }
  const valueOf = async (ceremonyId: string, item: CeremonyItem): Promise<string> => {
    const ceremony = await ceremonies.open(ceremonyId)
    const share = (index: number) => ceremony.keysBase64[index - 1] ?? ceremony.recoveryKeysBase64[index - 1]
    const value = item === 'root-token' ? ceremony.rootToken : share(item)
    if (value === undefined || value === '') throw new Failure('not-found', 'It was handed over, or never there.')
    return value
  }

  return {
    initialize: (input) => initialiseServer(services, input),

    readPgpKey: async ({ key }) => readPgpKey(key),

    revealCeremonyItem: async ({ ceremonyId, item }, { window }) => {
      const value = await valueOf(ceremonyId, item)
      windows.giveKeys(window)
      return { value }
    },

    noteCeremonyItem: async ({ ceremonyId, item, way }) => {
      await valueOf(ceremonyId, item)
      return ceremonies.note(ceremonyId, [{ item, way }])
    },

    saveCeremonyItem: async ({ ceremonyId, item }) => {
      const { name, content } = itemFile(await ceremonies.open(ceremonyId), item)
      const { saved, where } = await saveAs(deps, name, content)
      if (where !== null) await ceremonies.note(ceremonyId, [{ item, way: 'file', where }])
      return saved
    },

    exportCeremony: async ({ ceremonyId }) => {
      const ceremony = await ceremonies.open(ceremonyId)
      const { saved, where } = await saveAs(deps, 'cluster-keys.json', clusterKeys(ceremony))
      if (where !== null) {
        const isGone = (item: CeremonyItem) =>
          ceremony.places.some((place) => place.item === item && place.way === 'handed-over')
        const items = itemsOf(ceremony.shares).filter((item) => !isGone(item))
        await ceremonies.note(
          ceremonyId,
          items.map((item) => ({ item, way: 'file', where })),
        )
      }
      return saved
    },

    keepCeremony: async ({ ceremonyId, shares, rootToken, acknowledgedFor }) => {
      if (store.state().kind === 'memory') {
        throw new Failure('keychain-unavailable', 'This computer has no keychain, so nothing would outlast the app.')
      }
      const ceremony = await ceremonies.open(ceremonyId)
      await keepShares(services, ceremony, { shares, rootToken, acknowledgedFor })
      const items: CeremonyItem[] = rootToken ? [...shares, 'root-token'] : shares
      return ceremonies.note(
        ceremonyId,
        items.map((item) => ({ item, way: 'keychain' })),
      )
    },

    unsealWithCeremony: async ({ ceremonyId }, context) => {
      const ceremony = await ceremonies.open(ceremonyId)
      const { profileId, keysBase64, threshold, pgpShares } = ceremony
      if (pgpShares.length > 0) {
        throw new Failure('unsupported', 'These shares are encrypted for other people: only they can give them.')
      }
      const left = keysBase64.filter((share) => share !== '')
      return giveShares(services, profileId, left.slice(0, threshold), context, bindingOf(ceremony))
    },

    finishCeremony: async ({ ceremonyId, acceptLoss, signIn }, context) => {
      const ceremony = await ceremonies.open(ceremonyId)
      if (!acceptLoss && itemsNowhere(ceremony).length > 0) {
        throw new Failure('confirmation-needed', 'Not every key went somewhere yet.')
      }
      const { profileId, rootToken, pgpRootToken } = ceremony
      // A server that is still sealed cannot answer a sign-in; the ceremony's end does not depend on it.
      if (signIn && pgpRootToken === null && rootToken !== '') {
        await signInOn(bindingOf(ceremony), profileId, rootToken, context).catch(() => undefined)
      }
      await ceremonies.wipe(ceremonyId)
      return {}
    },
  }
}
