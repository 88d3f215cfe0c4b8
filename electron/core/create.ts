/** Builds the core: everything that Strongroom does, without knowing which shell shows it. */
import { join } from 'node:path'
import type { CustodyState, Settings as AppSettings } from '../contract/app.ts'
import type { KvConfig } from '../contract/mounts.ts'
import { createDrafts } from '../drafts/drafts.ts'
import { draftJournalPrefix } from '../drafts/journal.ts'
import { createOsKeychain } from '../keychain/osKeychain.ts'
import { createSealedStore } from '../keychain/sealedStore.ts'
import { createPlaces, placesPrefix } from '../places/places.ts'
import { createPractice } from '../practice/practice.ts'
import { createProfiles } from '../profiles/profiles.ts'
import { createBriefly } from './briefly.ts'
import { createCapabilities } from './capabilities.ts'
import { createCeremonies } from './ceremonies.ts'
import { ceremonyPrefix } from './storedCeremony.ts'
import { createConsent } from './consent.ts'
import { createCredentials } from './credentials.ts'
import { custodyRulesPrefix } from './custodyNames.ts'
import { createCustodyRules } from './custodyRules.ts'
import { createDispatcher, type Dispatcher } from './dispatch.ts'
import { earlierPoliciesPrefix } from './earlierPoliciesPrefix.ts'
import { createEvents, type Events } from './events.ts'
import { createCopies } from './copies.ts'
import { allHandlers } from './handlers/all.ts'
import { createFingerprints, fingerprintKeyName } from './fingerprints.ts'
import { holdCredentials } from './heldCredentials.ts'
import { createHeldDigests, sessionOwner } from './heldDigests.ts'
import { createKeptReviewers } from './keptReviewers.ts'
import { createKvAccess } from './kvAccess.ts'
import { createKvVersions } from './kvVersions.ts'
import { createLock } from './lock.ts'
import { createLog } from './log.ts'
import { never } from './never.ts'
import { createPracticeFacts, practiceFactName } from './practiceFact.ts'
import { createOpenSecrets } from './openSecrets.ts'
import { createOutputFence } from './outputFence.ts'
import { createServers } from './servers.ts'
import type { CoreDeps, Services } from './services.ts'
import { createSettings } from './settings.ts'
import { createWatch } from './watch.ts'
import { createWays, waysPrefix } from './ways.ts'
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
  readonly windows: Pick<Windows, 'order' | 'unfinished' | 'showsKeys' | 'followKeysShown' | 'forget'>
  /** Ends everything that was started: connections, timers, the practice server. */
  close(): Promise<void>
}

/** Of what is asked for several calls at once: no call ends it, and nobody is told its warnings. */
const aloneContext = { signal: never, warn: () => undefined }

/** Keychain entries of Strongroom stand under this name. */
const keychainService = 'Strongroom'

/** Milliseconds that the end waits for the disk. */
const diskPatience = 5_000

/** Resolves when all of it is done, or after `ms`. */
async function within(ms: number, work: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([Promise.all(work), over])
  clearTimeout(timer)
}

/** Makes it when it is first asked for, once. */
function loadedOnce<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

/** Reads what is kept, asks the keychain, and answers the core. Nothing goes over the network yet. */
export async function createCore(deps: CoreDeps): Promise<Core> {
  const { config, data, cache } = deps.folders
  const log = createLog(join(data, 'strongroom.log'))
  const events = createEvents()
  const settings = await createSettings({ file: join(config, 'settings.json') })
  const held = createHeldDigests()
  const keychain = createOsKeychain(keychainService)
  const sealed = createSealedStore({
    folder: join(data, 'sealed'),
    keychain,
    confirmPresence: deps.confirmPresence,
    log,
    // Without a keychain there is nothing to ask at unlock; what cannot be had again must not be lost by a lock.
    survivesLock: (name) =>
      name.startsWith(ceremonyPrefix) ||
      name.startsWith(custodyRulesPrefix) ||
      name.startsWith('drafts:') ||
      name.startsWith(draftJournalPrefix) ||
      name.startsWith(placesPrefix) ||
      name.startsWith(earlierPoliciesPrefix) ||
      name.startsWith(waysPrefix) ||
      name === practiceFactName ||
      name === fingerprintKeyName,
    onStale: () => void lock.lock(),
  })
  // SECURITY: every credential that is sealed or unsealed is recognized from then on (docs/security.md, "Tokens").
  const heldCredentials = holdCredentials(sealed, held, events)
  const { store } = heldCredentials
  const fence = createOutputFence(held, () => heldCredentials.ready())
  const profiles = await createProfiles({ file: join(config, 'connections.json'), log })

  const consent = createConsent({ ask: deps.askConsent, events })
  const allowed = loadedOnce(async () => (await import('./allowed.ts')).createAllowed(store))
  const writtenFiles = loadedOnce(async () =>
    (await import('./writtenFiles.ts')).createWrittenFiles({
      file: join(data, 'written.json'),
      own: [config, data, cache],
    }),
  )
  const chosenFiles = loadedOnce(async () =>
    (await import('./chosenFiles.ts')).createChosenFiles(deps, await writtenFiles(), events),
  )
  const custodyEpochs = loadedOnce(async () =>
    (await import('./custodyEpochs.ts')).createCustodyEpochs({
      store,
      keychain,
      folder: join(data, 'sealed'),
      log,
      onChange: () => events.emit({ type: 'custody-changed' }),
    }),
  )
  const credentials = createCredentials(store, custodyEpochs)
  const custodyRules = createCustodyRules(store, custodyEpochs)
  const ways = createWays(store)
  const practiceFacts = createPracticeFacts(store)
  const keptReviewers = createKeptReviewers(store)
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
      held.release(sessionOwner(profileId))
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

  const lock = createLock({
    store,
    settings,
    drafts,
    servers,
    watch,
    openSecrets,
    windows,
    copies,
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
    practiceFacts,
    keptReviewers,
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
    windows,
    copies,
    ...lock,
  }
  events.listen(({ type }) => {
    // SECURITY: a question that was asked before a lock is not answered after it (docs/security.md, "The lock").
    if (type === 'locked') consent.withdraw()
    // Nobody waits for it: the keychain may ask the person first.
    if (type === 'unlocked') void custodyEpochs().then((epochs) => epochs.check())
  })
  const stopListening = events.listen(({ type }) => {
    if (type !== 'unlocked') return
    stopListening()
    // Loaded when it is needed: the start of the core stays short.
    void import('./practiceConnection.ts').then(({ bringPracticeBack }) => bringPracticeBack(services))
  })
  const dispatcher = createDispatcher({
    handlers: allHandlers(services),
    isLocked: lock.isLocked,
    lockIfOver: () => void lock.autoLock.lockIfOver(),
    ready: lock.ready,
    fence,
    log,
  })

  return {
    ...dispatcher,
    lock: () => lock.lock(),
    isLocked: lock.isLocked,
    custody: () => store.state(),
    settings: () => settings.get(),
    listen: (listener) => events.listen(listener),
    windows,
    close: async () => {
      consent.withdraw()
      lock.autoLock.stop()
      watch.closeAll()
      await within(diskPatience, [drafts.flush().catch(() => undefined), places.settled()])
      await Promise.allSettled([servers.closeAll(), practice.close()])
      // New keys that are on their way exist nowhere else: the end waits for them.
      await ceremonies.settled()
      await ceremonies.sealHeld()
      await within(diskPatience, [custodyEpochs().then((epochs) => epochs.settled())])
      await copies.clear().catch(() => undefined)
      openSecrets.forgetAll()
      // What the disk has not taken yet goes there as ciphertext.
      if (!store.locked) drafts.seal()
      drafts.endHandover()
      store.lock()
      await within(diskPatience, [store.settled()])
    },
  }
}
