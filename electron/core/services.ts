/** What the handlers stand on: one of each, made by `createCore`. */
import type { KvConfig } from '../contract/mounts.ts'
import type { Drafts } from '../drafts/drafts.ts'
import type { SealedStore } from '../keychain/sealedStore.ts'
import type { Places } from '../places/places.ts'
import type { Practice } from '../practice/practice.ts'
import type { Profiles } from '../profiles/profiles.ts'
import type { Allowed } from './allowed.ts'
import type { Briefly } from './briefly.ts'
import type { Capabilities } from './capabilities.ts'
import type { AskConsent, Consent } from './consent.ts'
import type { ChosenFiles, FilesOfShell } from './chosenFiles.ts'
import type { Ceremonies } from './ceremonies.ts'
import type { Copies, SystemClipboard } from './copies.ts'
import type { Credentials } from './credentials.ts'
import type { CustodyRulesOf } from './custodyRules.ts'
import type { Events } from './events.ts'
import type { CustodyEpochs } from './custodyEpochs.ts'
import type { KeptReviewers } from './keptReviewers.ts'
import type { KvAccess } from './kvAccess.ts'
import type { KvVersions } from './kvVersions.ts'
import type { Lock } from './lock.ts'
import type { HeldDigests } from './heldDigests.ts'
import type { Log } from './log.ts'
import type { Fingerprints } from './fingerprints.ts'
import type { OpenSecrets } from './openSecrets.ts'
import type { OutputFence } from './outputFence.ts'
import type { Servers } from './servers.ts'
import type { Settings } from './settings.ts'
import type { PracticeFacts } from './practiceFact.ts'
import type { Ways } from './ways.ts'
import type { Watch } from './watch.ts'
import type { Windows } from './windows.ts'
import type { WitnessProgram } from './witness.ts'
import type { WrittenFiles } from './writtenFiles.ts'

/** What a shell gives to the core. */
export interface CoreDeps extends FilesOfShell {
  readonly shell: 'electron' | 'loopback'
  readonly version: string
  readonly folders: { readonly config: string; readonly data: string; readonly cache: string }
  readonly environment: Readonly<Record<string, string | undefined>>
  /**
   * Asks the person where to write, calls `before` with the path, and writes there; null when they canceled. Absent: no
   * such dialog.
   */
  readonly saveFile?: (
    suggestedName: string,
    content: string | Uint8Array,
    before: (path: string) => Promise<void>,
  ) => Promise<string | null>
  /** Starts the witness of an initialisation. Absent: the core asks by itself, and a crash in that moment loses keys. */
  readonly witness?: WitnessProgram
  /** Opens an address outside, if the shell's allow-list has it. */
  readonly openExternal: (url: string) => Promise<void>
  /**
   * Can the shell tell the person of a sealed server while no window is in sight? Then the core goes on looking at the
   * servers that were open, slowly.
   */
  readonly notifies?: boolean
  /** Asks the person outside the page before an act that needs consent. */
  readonly askConsent: AskConsent
  /** Asks whether the person is there before a kept value is shown; see SealedStoreOptions. */
  readonly confirmPresence?: (() => Promise<boolean>) | undefined
  /** The system's clipboard. Absent: the page copies itself. */
  readonly clipboard?: SystemClipboard
  /** Whether a person can see this window; a touch of one that is hidden does not count. Absent: the shell cannot know. */
  readonly isShown?: (window: string) => boolean
  /** Opens another window. Absent: the shell has no windows of its own. */
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
  /** Loaded when first needed, as the next two. */
  readonly allowed: () => Promise<Allowed>
  readonly chosenFiles: () => Promise<ChosenFiles>
  readonly writtenFiles: () => Promise<WrittenFiles>
  readonly credentials: Credentials
  readonly custodyRules: CustodyRulesOf
  /** The ways to servers that something is bound to. */
  readonly ways: Ways
  readonly practiceFacts: PracticeFacts
  readonly custodyEpochs: () => Promise<CustodyEpochs>
  readonly keptReviewers: KeptReviewers
  readonly profiles: Profiles
  readonly servers: Servers
  readonly watch: Watch
  readonly ceremonies: Ceremonies
  readonly openSecrets: OpenSecrets
  readonly fingerprints: Fingerprints
  readonly kvVersions: KvVersions
  readonly capabilities: Capabilities
  /** Settings of KV 2 engines by mount; null where the token may not read them. */
  readonly engineSettings: Briefly<KvConfig | null>
  readonly kvAccess: KvAccess
  readonly drafts: Drafts
  readonly places: Places
  readonly practice: Practice
  readonly windows: Windows
  readonly copies: Copies
}
