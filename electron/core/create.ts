/** Builds the core: everything that Strongroom does, without knowing which shell shows it. */
import { join } from 'node:path'
import type { CustodyState, Settings as AppSettings } from '../contract/app.ts'
import { Failure } from '../contract/failure.ts'
import type { KvConfig } from '../contract/mounts.ts'
import { createDrafts } from '../drafts/drafts.ts'
import { createOsKeychain } from '../keychain/osKeychain.ts'
import { createSealedStore } from '../keychain/sealedStore.ts'
import { createPlaces, placesPrefix } from '../places/places.ts'
import { createPractice } from '../practice/practice.ts'
import { createProfiles } from '../profiles/profiles.ts'
import { createAutoLock } from './autoLock.ts'
import { createBriefly } from './briefly.ts'
import { createCapabilities } from './capabilities.ts'
import { ceremonyPrefix, createCeremonies } from './ceremonies.ts'
import { createCredentials } from './credentials.ts'
import { createCustodyRules, custodyRulesPrefix } from './custodyRules.ts'
import { createDispatcher, type Dispatcher } from './dispatch.ts'
import { earlierPoliciesPrefix } from './earlierPoliciesPrefix.ts'
import { createEvents, type Events } from './events.ts'
import { createCopies } from './copies.ts'
import { appHandlers } from './handlers/app.ts'
import { clipboardHandlers } from './handlers/clipboard.ts'
import { connectionsHandlers } from './handlers/connections.ts'
import { custodyHandlers } from './handlers/custody.ts'
import { draftsHandlers } from './handlers/drafts.ts'
import { kubernetesHandlers } from './handlers/kubernetes.ts'
import { kubernetesDoctorHandlers } from './handlers/kubernetesDoctor.ts'
import { kvHandlers } from './handlers/kv.ts'
import { mountsHandlers } from './handlers/mounts.ts'
import { placesHandlers } from './handlers/places.ts'
import { policiesHandlers } from './handlers/policies.ts'
import { practiceHandlers } from './handlers/practice.ts'
import { serverHandlers } from './handlers/server.ts'
import { sessionHandlers } from './handlers/session.ts'
import { windowHandlers } from './handlers/window.ts'
import { createFingerprints, fingerprintKeyName } from './fingerprints.ts'
import { createKvAccess } from './kvAccess.ts'
import { createKvVersions } from './kvVersions.ts'
import { createLog } from './log.ts'
import { bringPracticeBack } from './practiceConnection.ts'
import { createOpenSecrets } from './openSecrets.ts'
import { createServers } from './servers.ts'
import type { CoreDeps, Services } from './services.ts'
import { createSettings } from './settings.ts'
import { createWatch } from './watch.ts'
import { createWindows, type Windows } from './windows.ts'

export type { CoreDeps } from './services.ts'

export interface Core extends Dispatcher {
  /** Drops the master key and every token from memory; the shell calls it on suspend and when the screen locks. */
  lock(): Promise<void>
  readonly isLocked: () => boolean
  /** Where secrets rest. */
  readonly custody: () => CustodyState
  readonly settings: () => AppSettings
  /** Calls `listener` for whatever happens by itself. */
  readonly listen: Events['listen']
  readonly windows: Pick<Windows, 'order' | 'unfinished' | 'forget'>
  /** Ends everything that was started: connections, timers, the practice server. */
  close(): Promise<void>
}

/** Of what is asked for several calls at once: no call ends it, and nobody is told its warnings. */
const aloneContext = { signal: new AbortController().signal, warn: () => undefined }

/** Keychain entries of Strongroom stand under this name. */
const keychainService = 'Strongroom'

/** Reads what is kept, asks the keychain, and answers the core. Nothing goes over the network yet. */
export async function createCore(deps: CoreDeps): Promise<Core> {
  const { config, data, cache } = deps.folders
  const log = createLog(join(data, 'strongroom.log'))
  const events = createEvents()
  const settings = await createSettings({ file: join(config, 'settings.json') })
  const store = createSealedStore({
    folder: join(data, 'sealed'),
    keychain: createOsKeychain(keychainService),
    log,
    // Without a keychain there is nothing to ask at unlock; what cannot be had again must not be lost by a lock.
    survivesLock: (name) =>
      name.startsWith(ceremonyPrefix) ||
      name.startsWith(custodyRulesPrefix) ||
      name.startsWith('drafts:') ||
      name.startsWith(placesPrefix) ||
      name.startsWith(earlierPoliciesPrefix) ||
      name === fingerprintKeyName,
  })
  const profiles = await createProfiles({ file: join(config, 'connections.json'), log })

  const credentials = createCredentials(store)
  const custodyRules = createCustodyRules(store)
  const openSecrets = createOpenSecrets()
  const fingerprints = createFingerprints(store)
  const kvVersions = createKvVersions(async (profileId, mount) => {
    const typed = (await profiles.typedMounts(profileId)).find(({ path }) => path === mount)
    return typed?.kvVersion ?? null
  })
  const servers = createServers({
    version: deps.version,
    profile: async (profileId) => ({ ...(await profiles.get(profileId)), hasClientKey: false }),
    credentials,
    events,
    isLocked: () => store.locked,
    onEnd: (profileId) => {
      openSecrets.forget(profileId)
      kvVersions.forget(profileId)
      capabilities.forget(profileId)
      engineSettings.forget(profileId)
    },
  })
  const capabilities = createCapabilities((profileId) => servers.person(profileId, aloneContext))
  const engineSettings = createBriefly<KvConfig | null>(30_000)
  const kvAccess = createKvAccess({ servers, kvVersions, openSecrets, engineSettings })
  const watch = createWatch(async (profileId) => (await servers.way(profileId)).transport, {
    keepsVigil: () => deps.notifies === true && settings.get().notifySealed,
    onSealed: (profileId) => {
      const tell = ({ name }: { name: string }) => events.emit({ type: 'sealed', profileId, name })
      // A connection that was removed in between is nobody's concern.
      profiles.get(profileId).then(tell, () => undefined)
    },
  })
  const windows = createWindows()
  const copies = createCopies(deps.clipboard, () => store.locked)
  const drafts = createDrafts(store)
  const places = createPlaces(store)
  const ceremonies = createCeremonies({
    store,
    folder: join(data, 'sealed'),
    log,
    onChange: (profileId) => events.emit({ type: 'ceremony-changed', profileId }),
  })
  const practice = createPractice({
    folder: join(data, 'practice'),
    cacheFolder: cache,
    environment: deps.environment,
    log,
    onChange: () => events.emit({ type: 'practice-changed' }),
  })

  /** Grows with every lock, so that an unlock that was asked for before one does not undo it. */
  let locks = 0
  const lock = async (): Promise<void> => {
    locks++
    const before = store.locked
    if (!before) await Promise.all([drafts.flush().catch(() => undefined), places.settled()])
    // SECURITY: also where it is locked already: an unlock that waits for the keychain must not end in an open app.
    store.lock()
    if (before) return
    autoLock.stop()
    watch.pause()
    openSecrets.forgetAll()
    windows.nothingUnfinished()
    const cleared = copies.clear().catch(() => undefined)
    const closed = servers.closeAll()
    // Sockets take their time to close; the window is emptied first.
    events.emit({ type: 'locked' })
    log.info({}, 'locked')
    await Promise.all([closed, cleared])
  }
  const autoLock = createAutoLock(
    () => settings.get().autoLockMinutes,
    () => void lock(),
  )
  const unlock = async (open: () => Promise<void>): Promise<void> => {
    // Before it is known what keeps the secrets there is nothing to unlock.
    const before = locks
    await ready
    if (locks !== before) throw new Failure('locked', 'Strongroom was locked in the meantime.')
    await open()
    if (store.locked) throw new Failure('locked', 'Strongroom was locked in the meantime.')
    watch.resume()
    autoLock.restart()
    events.emit({ type: 'unlocked' })
    // Last: a lock that comes while this is written must not be followed by what an unlock does.
    await ceremonies.sealHeld()
  }
  // Not awaited here: a keychain may ask the person first, and the window comes before that.
  const ready = store.open().then(
    () => {
      // A window that did not wait for the keychain learns here that it did not open.
      if (store.locked) return events.emit({ type: 'custody-changed' })
      autoLock.restart()
      events.emit({ type: 'unlocked' })
    },
    (problem: unknown) => log.error({ problem }, 'the sealed store did not open'),
  )

  const services: Services = {
    deps,
    log,
    events,
    settings,
    store,
    credentials,
    custodyRules,
    profiles,
    servers,
    watch,
    ceremonies,
    openSecrets,
    fingerprints,
    kvVersions,
    capabilities,
    engineSettings,
    kvAccess,
    drafts,
    places,
    practice,
    autoLock,
    windows,
    copies,
    ready,
    lock,
    unlock,
  }
  const stopListening = events.listen(({ type }) => {
    if (type !== 'unlocked') return
    stopListening()
    void bringPracticeBack(services)
  })
  const server = serverHandlers(services)
  const kv = kvHandlers(services)
  const dispatcher = createDispatcher({
    handlers: {
      app: appHandlers(services),
      connections: connectionsHandlers(services),
      custody: custodyHandlers(services),
      server,
      session: sessionHandlers(services),
      mounts: mountsHandlers(services),
      kv,
      kubernetes: kubernetesHandlers(services),
      places: placesHandlers(services),
      policies: policiesHandlers(services),
      ...kubernetesDoctorHandlers(services),
      drafts: draftsHandlers(services),
      practice: practiceHandlers(services),
      window: windowHandlers(services),
      clipboard: clipboardHandlers(services, {
        reveal: kv.reveal,
        revealCeremonyItem: server.revealCeremonyItem,
      }),
    },
    isLocked: () => store.locked,
    ready,
    log,
  })

  return {
    ...dispatcher,
    lock,
    isLocked: () => store.locked,
    custody: () => store.state(),
    settings: () => settings.get(),
    listen: (listener) => events.listen(listener),
    windows,
    close: async () => {
      autoLock.stop()
      watch.closeAll()
      await Promise.all([drafts.flush().catch(() => undefined), places.settled()])
      await Promise.allSettled([servers.closeAll(), practice.close()])
      // New keys that are on their way exist nowhere else: the end waits for them.
      await ceremonies.settled()
      await ceremonies.sealHeld()
      await copies.clear().catch(() => undefined)
      openSecrets.forgetAll()
      store.lock()
    },
  }
}
