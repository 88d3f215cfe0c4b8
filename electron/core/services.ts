/** The services that the handlers use: one of each, made by `createCore`. */
import type { KvConfig } from '../contract/mounts.ts'
import type { Drafts } from '../storage/drafts/drafts.ts'
import type { SealedStore } from '../storage/keychain/sealedStore.ts'
import type { Places } from '../storage/places/places.ts'
import type { Profiles } from '../storage/profiles/profiles.ts'
import type { Allowed } from './consent/allowed.ts'
import type { TtlCache } from '../base/async/ttlCache.ts'
import type { Capabilities } from './kv/capabilities.ts'
import type { AskConsent, Consent } from './consent/consent.ts'
import type { ChosenFiles, FilesOfShell } from './files/chosenFiles.ts'
import type { Ceremonies } from './ceremonies/ceremonies.ts'
import type { ClipboardTimer, SystemClipboard } from './held/clipboardTimer.ts'
import type { Credentials } from './sessions/credentials.ts'
import type { CustodyRulesOf } from './custody/custodyRules.ts'
import type { Events } from './events.ts'
import type { CustodyEpochs } from '../storage/keychain/custodyEpochs.ts'
import type { JoiningNodes } from './status/joiningNodes.ts'
import type { KeptReviewers } from './custody/keptReviewers.ts'
import type { KvAccess } from './kv/kvAccess.ts'
import type { KvVersions } from './kv/kvVersions.ts'
import type { Lock } from './lock/lock.ts'
import type { HeldDigests } from './held/heldDigests.ts'
import type { Log } from '../base/log/log.ts'
import type { Fingerprints } from './held/fingerprints.ts'
import type { SecretValueCache } from './held/secretValueCache.ts'
import type { OutputFence } from './calls/outputFence.ts'
import type { Servers } from './sessions/servers.ts'
import type { Settings } from './settings.ts'
import type { PracticeFacts } from './sessions/practiceFact.ts'
import type { Ways } from './sessions/ways.ts'
import type { StatusPoller } from './status/statusPoller.ts'
import type { Windows } from './windows.ts'
import type { WitnessProgram } from './ceremonies/witness.ts'
import type { WrittenFiles } from './files/writtenFiles.ts'
import type { ClusterMemory } from './status/clusterMemory.ts'

/** What a shell passes to the core. */
export interface CoreDeps extends FilesOfShell {
  readonly shell: 'electron' | 'loopback'
  readonly version: string
  readonly folders: { readonly config: string; readonly data: string; readonly cache: string }
  readonly environment: Readonly<Record<string, string | undefined>>
  /**
   * Asks the person for a path, calls `before` with it, and writes the file; null when they canceled. Absent: the shell
   * has no such dialog.
   */
  readonly saveFile?: (
    suggestedName: string,
    content: string | Uint8Array,
    before: (path: string) => Promise<void>,
  ) => Promise<string | null>
  /**
   * Starts the witness of an initialization. If absent, the core sends the request itself, and a crash during the
   * request loses the keys.
   */
  readonly witness?: WitnessProgram
  /**
   * Whether the shell can notify the person of a sealed server while no window is visible. If so, the core continues to
   * poll the servers that were open, at a slow rate.
   */
  readonly notifies?: boolean
  /** Asks the person outside the page before an act that needs consent. */
  readonly askConsent: AskConsent
  /** Asks whether the person is present before Strongroom shows a stored value; see SealedStoreOptions. */
  readonly confirmPresence?: (() => Promise<boolean>) | undefined
  /** The system's clipboard. Absent: the page copies. */
  readonly clipboard?: SystemClipboard
  /**
   * Whether a person can see this window; activity in a hidden window does not count. Absent: the shell cannot know.
   */
  readonly isShown?: (window: string) => boolean
  /** Opens another window. Absent: the shell has no windows. */
  readonly openWindow?: () => Promise<void>
}

export interface Services extends Lock {
  readonly deps: CoreDeps
  readonly log: Log
  readonly events: Events
  readonly settings: Settings
  readonly store: SealedStore
  readonly consent: Consent
  /** Recognizes the tokens and key shares that the core holds. */
  readonly held: HeldDigests
  readonly fence: OutputFence
  /** Loaded on first use, like the next two. */
  readonly allowed: () => Promise<Allowed>
  readonly chosenFiles: () => Promise<ChosenFiles>
  readonly writtenFiles: () => Promise<WrittenFiles>
  readonly credentials: Credentials
  readonly custodyRules: CustodyRulesOf
  /** The ways to servers that stored data is bound to. */
  readonly ways: Ways
  readonly joiningNodes: JoiningNodes
  readonly clusterMemory: ClusterMemory
  readonly practiceFacts: PracticeFacts
  readonly custodyEpochs: () => Promise<CustodyEpochs>
  readonly keptReviewers: KeptReviewers
  readonly profiles: Profiles
  readonly servers: Servers
  readonly statusPoller: StatusPoller
  readonly ceremonies: Ceremonies
  readonly secretValueCache: SecretValueCache
  readonly fingerprints: Fingerprints
  readonly kvVersions: KvVersions
  readonly capabilities: Capabilities
  /** Settings of KV 2 engines by mount; null if the token can't read them. */
  readonly engineSettings: TtlCache<KvConfig | null>
  readonly kvAccess: KvAccess
  readonly drafts: Drafts
  readonly places: Places
  readonly windows: Windows
  readonly clipboardTimer: ClipboardTimer
}
