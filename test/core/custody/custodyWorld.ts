/** The parts of the core that store a server's keys, over a real store and a keychain in memory. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createCeremonies } from '../../../electron/core/ceremonies/ceremonies.ts'
import { createCredentials } from '../../../electron/core/sessions/credentials.ts'
import { createCustodyEpochs } from '../../../electron/storage/keychain/custodyEpochs.ts'
import { createCustodyRules } from '../../../electron/core/custody/custodyRules.ts'
import { createEvents } from '../../../electron/core/events.ts'
import { createKeptReviewers } from '../../../electron/core/custody/keptReviewers.ts'
import { createLog } from '../../../electron/base/log/log.ts'
import { createPracticeFacts } from '../../../electron/core/sessions/practiceFact.ts'
import { createServers } from '../../../electron/core/sessions/servers.ts'
import type { Services } from '../../../electron/core/services.ts'
import { createWays } from '../../../electron/core/sessions/ways.ts'
import { createDrafts } from '../../../electron/storage/drafts/drafts.ts'
import type { Keychain } from '../../../electron/storage/keychain/keychain.ts'
import { createSealedStore, type SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { createPlaces } from '../../../electron/storage/places/places.ts'
import { createProfiles } from '../../../electron/storage/profiles/profiles.ts'
import { memoryKeychain, type MemoryKeychain } from '../../storage/keychain/memoryKeychain.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'
import { noClusters } from '../../features/startCore.ts'

export type CustodyWorld = Awaited<ReturnType<typeof custodyWorld>>

export interface CustodyWorldOptions {
  /** A start of the app over these files and with this keychain. */
  readonly folder?: string
  readonly keychain?: MemoryKeychain
  /** Replaces the store of the epochs, the credentials and the rules. */
  readonly wrap?: (store: SealedStore) => SealedStore
  /** The keychain of the epochs; by default the keychain of the store. */
  readonly epochsKeychain?: Keychain
  /** Whether there is no keychain, so that everything stays in memory. */
  readonly inMemory?: boolean
}

/** Opens a store and everything in it. Call `stop` of the first one that uses a folder. */
export async function custodyWorld(options: CustodyWorldOptions = {}) {
  const folder = options.folder ?? (await temporaryFolder('custody'))
  const keychain = options.keychain ?? memoryKeychain()
  const sealedFolder = join(folder, 'sealed')
  const lines: string[] = []
  const log = { ...createLog(null), warn: (_fields: unknown, message: string) => void lines.push(message) }
  const sealed = createSealedStore({ folder: sealedFolder, keychain: options.inMemory === true ? null : keychain, log })
  await sealed.open()
  const store = options.wrap?.(sealed) ?? sealed
  /** The value of `oldCopies` at each change. */
  const changes: (readonly unknown[])[] = []
  const epochs = createCustodyEpochs({
    store,
    keychain: options.epochsKeychain ?? keychain,
    folder: sealedFolder,
    log,
    onChange: () => changes.push(epochs.oldCopies()),
  })
  const profiles = await createProfiles({ file: join(folder, 'connections.json'), log })
  const events = createEvents()
  const emitted: string[] = []
  events.listen(({ type }) => emitted.push(type))
  const credentials = createCredentials(store, async () => epochs)
  const custodyRules = createCustodyRules(store, async () => epochs)
  const servers = createServers({
    clusterMemory: noClusters(),
    version: '0',
    profile: async (id) => ({ ...(await profiles.get(id)), hasClientKey: false }),
    credentials,
    events,
    isLocked: () => store.locked,
    confirmedNodes: async () => [],
    onNoActiveNode: () => undefined,
    onEnd: () => undefined,
  })
  const parts = {
    store,
    log,
    events,
    profiles,
    credentials,
    custodyRules,
    servers,
    ways: createWays(store),
    practiceFacts: createPracticeFacts(store),
    keptReviewers: createKeptReviewers(store),
    ceremonies: createCeremonies({ store, folder: sealedFolder, log, onChange: () => undefined }),
    drafts: createDrafts(store),
    places: createPlaces(store),
  }
  return {
    ...parts,
    /** For functions that use only the parts above. */
    services: parts as unknown as Services,
    folder,
    sealedFolder,
    keychain,
    epochs,
    changes,
    /** The types of the events so far. */
    emitted,
    /** The warnings of the log so far. */
    warnings: lines,
    stop: async () => {
      await servers.closeAll()
      await removeFolder(folder)
    },
  }
}

/** A connection as a person enters it. */
export const draftTo = (address: string, stage: 'none' | 'production' = 'none', name = 'test') => ({
  name,
  address,
  namespace: '',
  stage,
  caPem: null,
  clientCertPem: null,
  tlsServerName: null,
  skipVerify: false,
  proxy: null,
})

/** A server that answers every request with this seal status, or with an error if there is none. */
export async function sealStatusServer() {
  let status: object | null = null
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.statusCode = status === null ? 500 : 200
    response.end(JSON.stringify(status ?? { errors: ['no'] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** `change` on a sealed server with shares. Null: an error. */
    says: (change: object | null) => {
      const plain = {
        type: 'shamir',
        initialized: true,
        sealed: true,
        t: 2,
        n: 3,
        progress: 0,
        nonce: '',
        version: '1.21.0',
      }
      status = change === null ? null : { ...plain, ...change }
    },
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
