import type { CeremonyItem, ReceivedItem } from '../../contract/ceremony.ts'
import { Failure } from '../../contract/failure.ts'
import { untilLed } from '../../vault/leader.ts'
import { anonymousSession } from '../../vault/session.ts'
import {
  bindingOf,
  itemsNowhere,
  itemsOf,
  type StoredCeremony,
  valueOfItem,
} from '../../core/ceremonies/storedCeremony.ts'
import { clusterKeys, itemFile } from '../../core/ceremonies/clusterKeys.ts'
import { keepShares } from '../../core/custody/keptShares.ts'
import type { CallContext, Handlers } from '../../core/handler.ts'
import { initializeServer } from '../../core/ceremonies/newKeys.ts'
import { readPgpKey } from '../../core/ceremonies/pgpKeys.ts'
import { saveAs } from '../../core/files/saveAs.ts'
import type { Services } from '../../core/services.ts'
import { keptForAnotherWay } from '../../core/sessions/servers.ts'
import { signInWithToken } from '../../core/sessions/signIn.ts'
import { isBoundTo } from '../../storage/profiles/way.ts'

/** The initialization of a server, and the places where its new keys are saved. */
export function ceremonyHandlers(services: Services) {
  const { servers, ceremonies, store, windows } = services

  async function signInOn(binding: string, profileId: string, token: string, context: CallContext): Promise<void> {
    const way = await servers.connection(profileId)
    if (!isBoundTo(binding, way.id)) throw keptForAnotherWay()
    await untilLed(anonymousSession(way.transport), context.signal)
    await signInWithToken(services, profileId, way, token, context)
  }
  const valueOf = async (ceremonyId: string, item: ReceivedItem): Promise<string> => {
    const value = valueOfItem(await ceremonies.open(ceremonyId), item)
    if (value === null) throw new Failure('not-found', 'The key was handed over or does not exist.')
    return value
  }
  /** Throws `unsupported` for an answer that was not recognized: none of it is used or written unencrypted. */
  const openKeys = async (ceremonyId: string): Promise<StoredCeremony> => {
    const ceremony = await ceremonies.open(ceremonyId)
    if (ceremony.received === null) return ceremony
    throw new Failure('unsupported', "The server's response was not recognized as new keys.")
  }

  return {
    initialize: (input) => initializeServer(services, input),

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
      const { name, content } = itemFile(await openKeys(ceremonyId), item)
      const { saved, where } = await saveAs(services, name, content)
      if (where !== null) await ceremonies.note(ceremonyId, [{ item, way: 'file', where }])
      return saved
    },

    exportCeremony: async ({ ceremonyId, escaped }) => {
      const ceremony = await ceremonies.open(ceremonyId)
      if (ceremony.received !== null) {
        if (!escaped) throw new Failure('confirmation-needed', 'The response was not recognized as new keys.')
        const { saved, where } = await saveAs(services, 'server-answer.txt', escapedFile(ceremony))
        if (where !== null) await ceremonies.note(ceremonyId, [{ item: 'answer', way: 'file', where }])
        return saved
      }
      const { saved, where } = await saveAs(services, 'cluster-keys.json', clusterKeys(ceremony))
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
        throw new Failure(
          'keychain-unavailable',
          'This computer has no keychain, so stored keys would be lost when Strongroom quits.',
        )
      }
      const ceremony = await openKeys(ceremonyId)
      await keepShares(services, ceremony, { shares, rootToken, acknowledgedFor })
      const items: CeremonyItem[] = rootToken ? [...shares, 'root-token'] : shares
      return ceremonies.note(
        ceremonyId,
        items.map((item) => ({ item, way: 'keychain' })),
      )
    },

    finishCeremony: async ({ ceremonyId, acceptLoss, signIn }, context) => {
      const ceremony = await ceremonies.open(ceremonyId)
      if (!acceptLoss && itemsNowhere(ceremony).length > 0) {
        throw new Failure('confirmation-needed', 'Some keys are not saved yet.')
      }
      const { profileId, rootToken, pgpRootToken } = ceremony
      // A server that is still sealed cannot answer a sign-in. The end of the ceremony does not depend on it.
      if (signIn && pgpRootToken === null && rootToken !== '') {
        await signInOn(bindingOf(ceremony), profileId, rootToken, context).catch(() => undefined)
      }
      await ceremonies.wipe(ceremonyId)
      return {}
    },
  } satisfies Partial<Handlers<'server'>>
}

/** Returns an unrecognized answer as comments of one line each, so that the file is harmless to any program. */
const escapedFile = (ceremony: StoredCeremony): string =>
  `# Answer to sys/init that Strongroom did not recognize, escaped as in a JSON string.\n# ${valueOfItem(ceremony, 'answer') ?? ''}\n`
