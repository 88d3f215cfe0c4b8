/** Builds the core: everything that Strongroom does, independent of the shell. */
import { join } from 'node:path'
import type { CustodyState, Settings as AppSettings } from '../contract/app.ts'
import type { KvConfig } from '../contract/mounts.ts'
import { createDrafts } from '../storage/drafts/drafts.ts'
import { createErasableStore } from '../storage/keychain/erasableStore.ts'
import { createOsKeychain } from '../storage/keychain/osKeychain.ts'
import { createSealedStore } from '../storage/keychain/sealedStore.ts'
import { createPlaces } from '../storage/places/places.ts'
import { recordKinds, survivesLock } from '../storage/recordKinds.ts'
import { latePractice } from './practice/latePractice.ts'
import { createProfiles } from '../storage/profiles/profiles.ts'
import { removeAbandoned } from '../base/files/atomicFile.ts'
import { createTtlCache } from '../base/async/ttlCache.ts'
import { createCapabilities } from '../core/kv/capabilities.ts'
import { createConsent } from '../core/consent/consent.ts'
import { createCredentials } from '../core/sessions/credentials.ts'
import { createCustodyRules, receiversOn } from '../core/custody/custodyRules.ts'
import { createDispatcher, type Dispatcher } from '../core/calls/dispatch.ts'
import { createEvents, type Events } from '../core/events.ts'
import { createClipboardTimer } from '../core/held/clipboardTimer.ts'
import { allHandlers } from './handlers.ts'
import { createFingerprints } from '../core/held/fingerprints.ts'
import { holdCredentials } from '../core/held/heldCredentials.ts'
import { createHeldDigests, sessionOwner } from '../core/held/heldDigests.ts'
import { createJoiningNodes } from '../core/status/joiningNodes.ts'
import { createKeptReviewers } from '../core/custody/keptReviewers.ts'
import { createKvAccess } from '../core/kv/kvAccess.ts'
import { createKvVersions } from '../core/kv/kvVersions.ts'
import { lazyCeremonies } from '../core/ceremonies/lazyCeremonies.ts'
import { loadedOnce } from '../base/async/loadedOnce.ts'
import { createLock } from '../core/lock/lock.ts'
import { createLog } from '../base/log/log.ts'
import { neverAborts } from '../base/async/neverAborts.ts'
import { createPracticeFacts } from '../core/sessions/practiceFact.ts'
import { createSecretValueCache } from '../core/held/secretValueCache.ts'
import { createOutputFence } from '../core/calls/outputFence.ts'
import { createServers } from '../core/sessions/servers.ts'
import type { CoreDeps, Services } from '../core/services.ts'
import { createSettings } from '../core/settings.ts'
import { createStatusPoller } from '../core/status/statusPoller.ts'
import { createWays } from '../core/sessions/ways.ts'
import { createWindows, type Windows } from '../core/windows.ts'
import { createClusterMemory } from '../core/status/clusterMemory.ts'

export type { CoreDeps } from '../core/services.ts'

export interface Core extends Dispatcher {
  /** Drops the master key and every token from memory; the shell calls it on suspend and when the screen locks. */
  lock(): Promise<void>
  /** For the end of a Windows session: writes pending data before it returns, and locks. */
  endSession(): void
  readonly isLocked: () => boolean
  /** Returns where secrets are stored. */
  readonly custody: () => CustodyState
  readonly settings: () => AppSettings
  /** Calls `listener` for every event of the app. */
  readonly listen: Events['listen']
  readonly windows: Pick<Windows, 'order' | 'unfinished' | 'showsKeys' | 'followKeysShown' | 'forget'>
  /** Ends everything that was started: connections, timers, the practice server. */
  close(): Promise<void>
}

/** The context of requests that are shared by several calls: no call cancels them, and their warnings are not shown. */
const aloneContext = { signal: neverAborts, warn: () => undefined }

/** The service name of Strongroom's keychain entries. */
const keychainService = 'Strongroom'

/** Milliseconds that the app waits at its end for calls that change something: one may be about to store a token. */
const callPatience = 3_000
/** Milliseconds that the app waits at its end for the disk. */
const diskPatience = 5_000

/** Resolves when all of the work is done, or after `ms`. */
async function within(ms: number, work: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([Promise.all(work), over])
  clearTimeout(timer)
}

/** Reads the stored data, asks the keychain, and returns the core. Sends nothing over the network yet. */
export async function createCore(deps: CoreDeps): Promise<Core> {
  const { config, data, cache } = deps.folders
  const log = createLog(join(data, 'strongroom.log'))
  await Promise.allSettled([config, data].map(removeAbandoned))
  const events = createEvents()
  const settings = await createSettings({ file: join(config, 'settings.json') })
  const held = createHeldDigests()
  const keychain = createOsKeychain(keychainService)
  const folder = join(data, 'sealed')
  const sealed = createSealedStore({
    folder,
    keychain,
    confirmPresence: deps.confirmPresence,
    log,
    survivesLock,
    onStale: () => void lock.lock(),
  })
  const erasable = createErasableStore(sealed, recordKinds.ceremonies.prefix, async () => {
    const { createErasableCeremonies } = await import('../core/ceremonies/erasableCeremonies.ts')
    return createErasableCeremonies({ store: sealed, keychain, folder, log, epochs: custodyEpochs })
  })
  // SECURITY: every credential that is sealed or unsealed is recognized from then on (docs/security.md, "Tokens").
  const heldCredentials = holdCredentials(erasable.store, held, events)
  const { store } = heldCredentials
  const fence = createOutputFence(held, () => heldCredentials.ready())
  const profiles = await createProfiles({ file: join(config, 'connections.json'), log })

  const consent = createConsent({ ask: deps.askConsent, events })
  const allowed = loadedOnce(async () => (await import('../core/consent/allowed.ts')).createAllowed(store))
  const writtenFiles = loadedOnce(async () =>
    (await import('../core/files/writtenFiles.ts')).createWrittenFiles({
      file: join(data, 'written.json'),
      own: [config, data, cache],
    }),
  )
  const chosenFiles = loadedOnce(async () =>
    (await import('../core/files/chosenFiles.ts')).createChosenFiles(deps, await writtenFiles(), events),
  )
  const custodyEpochs = loadedOnce(async () =>
    (await import('../storage/keychain/custodyEpochs.ts')).createCustodyEpochs({
      store,
      keychain,
      folder,
      log,
      onChange: () => events.emit({ type: 'custody-changed' }),
    }),
  )
  const credentials = createCredentials(store, custodyEpochs)
  const custodyRules = createCustodyRules(store, custodyEpochs)
  const ways = createWays(store)
  const clusterMemory = createClusterMemory(store)
  const practiceFacts = createPracticeFacts(store)
  const joiningNodes = createJoiningNodes()
  const keptReviewers = createKeptReviewers(store)
  const secretValueCache = createSecretValueCache()
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
    clusterMemory,
    confirmedNodes: async (profileId, wayId) => receiversOn(await custodyRules.read(profileId), wayId),
    onNoActiveNode: (profileId) => statusPoller.noteNoActiveNode(profileId),
    onEnd: (profileId) => {
      held.release(sessionOwner(profileId))
      secretValueCache.forget(profileId)
      kvVersions.forget(profileId)
      capabilities.forget(profileId)
      engineSettings.forget(profileId)
    },
  })
  const capabilities = createCapabilities((profileId) => servers.authenticated(profileId, aloneContext))
  const engineSettings = createTtlCache<KvConfig | null>(30_000)
  const kvAccess = createKvAccess({ servers, kvVersions, secretValueCache, engineSettings })
  const statusPoller = createStatusPoller(async (profileId) => (await servers.connection(profileId)).transport, {
    pollsInBackground: () => deps.notifies === true && settings.get().notifySealed,
    onSealed: (profileId) => {
      const tell = ({ name }: { name: string }) => events.emit({ type: 'sealed', profileId, name })
      // A connection that was removed in the meantime needs no event.
      profiles.get(profileId).then(tell, () => undefined)
    },
    otherClusterOf: async (profileId, status) =>
      clusterMemory.compare(
        profileId,
        (await servers.connection(profileId)).id,
        status,
        servers.signedIn(profileId) !== null,
      ),
    personOf: async (profileId) =>
      servers.signedIn(profileId) === null ? null : servers.authenticated(profileId, aloneContext).catch(() => null),
    joiningOf: (profileId, status) => joiningNodes.fieldsFor({ profileId }, status),
    onClusterLost: (profileId) => {
      const tell = ({ name }: { name: string }) => events.emit({ type: 'cluster-lost', profileId, name })
      profiles.get(profileId).then(tell, () => undefined)
    },
  })
  const windows = createWindows()
  const clipboardTimer = createClipboardTimer(deps.clipboard, () => store.locked)
  const drafts = createDrafts(store)
  const places = createPlaces(store)
  const ceremonies = lazyCeremonies(async () =>
    (await import('../core/ceremonies/ceremonies.ts')).createCeremonies({
      store,
      folder,
      log,
      onChange: (profileId) => events.emit({ type: 'ceremony-changed', profileId }),
    }),
  )
  const practice = latePractice({
    folder: join(data, 'practice'),
    cacheFolder: cache,
    environment: deps.environment,
    log,
    onChange: () => events.emit({ type: 'practice-changed' }),
  })

  const lock = createLock({
    store,
    settings,
    drafts,
    servers,
    statusPoller,
    secretValueCache,
    windows,
    clipboardTimer,
    ceremonies,
    events,
    log,
  })

  const services: Services = {
    deps,
    log,
    events,
    settings,
    store,
    consent,
    held,
    fence,
    allowed,
    chosenFiles,
    writtenFiles,
    credentials,
    custodyRules,
    custodyEpochs,
    ways,
    joiningNodes,
    clusterMemory,
    practiceFacts,
    keptReviewers,
    profiles,
    servers,
    statusPoller,
    ceremonies,
    secretValueCache,
    fingerprints,
    kvVersions,
    capabilities,
    engineSettings,
    kvAccess,
    drafts,
    places,
    windows,
    clipboardTimer,
    ...lock,
  }
  events.listen(({ type }) => {
    // SECURITY: a question that was asked before a lock is not answered after it (docs/security.md, "The lock").
    if (type === 'locked') consent.withdraw()
    // Not awaited: the keychain may ask the person first.
    if (type === 'unlocked') {
      void custodyEpochs().then((epochs) => epochs.check())
      void erasable.sweep()
    }
  })
  const stopListening = events.listen(({ type }) => {
    if (type !== 'unlocked') return
    stopListening()
    // Loaded on demand, to keep the start of the core short.
    void import('./practice/practiceConnection.ts').then(({ bringPracticeBack }) =>
      bringPracticeBack(services, practice),
    )
  })
  const dispatcher = createDispatcher({
    handlers: allHandlers(services, practice),
    isLocked: lock.isLocked,
    lockIfOver: () => void lock.autoLock.lockIfOver(),
    ready: lock.ready,
    fence,
    log,
  })

  return {
    ...dispatcher,
    lock: () => lock.lock(),
    endSession: () => lock.endSession(),
    isLocked: lock.isLocked,
    custody: () => store.state(),
    settings: () => settings.get(),
    listen: (listener) => events.listen(listener),
    windows,
    close: async () => {
      consent.withdraw()
      lock.autoLock.stop()
      statusPoller.closeAll()
      await within(callPatience, [dispatcher.settled()])
      await within(diskPatience, [drafts.flush().catch(() => undefined), places.settled()])
      // The wait above covers calls that change data.
      await Promise.allSettled([servers.closeAll(callPatience), practice.close()])
      // New keys that are still being received exist nowhere else, so the end waits for them.
      await ceremonies.settled()
      await ceremonies.sealHeld()
      await within(diskPatience, [custodyEpochs().then((epochs) => epochs.settled())])
      await clipboardTimer.clear().catch(() => undefined)
      secretValueCache.forgetAll()
      // Writes drafts that are not on disk yet, as ciphertext.
      if (!store.locked) drafts.seal()
      drafts.endHandover()
      store.lock()
      await within(diskPatience, [store.settled()])
    },
  }
}
