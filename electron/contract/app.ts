/** The app itself: what it is, whether it is locked, what the person chose, and what happens by itself. */
import { z } from 'zod'
import { OpenQuestion } from './consent.ts'
import { OldCopy } from './custody.ts'
import { mutation, query, stream } from './define.ts'
import { languages } from './language.ts'
import { limits } from './limits.ts'
import { ProfileId } from './ids.ts'
import { shortestPassphrase } from './passphrase.ts'
import { CallError } from './result.ts'

export const Settings = z.object({
  /** `system` follows the computer. */
  language: z.enum([...languages, 'system']),
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['compact', 'comfortable']),
  /** Minutes without a touch until Strongroom locks; 0 never locks by itself. */
  autoLockMinutes: z.number().int().min(0).max(1440),
  /** Tell by a notification of the system when a server is found sealed while the window is not in front. */
  notifySealed: z.boolean(),
  /** Hide a window from screen capture while a key or root token shows in it (desktop shell on macOS and Windows). */
  hideKeysFromCapture: z.boolean(),
})
export type Settings = z.infer<typeof Settings>

/** Where secrets rest on this computer, see docs/security.md, "Custody". */
export const CustodyState = z.object({
  /** `keychain`: the OS keychain holds the master key. `passphrase`: a file opened by a passphrase. `memory`: nothing rests. */
  kind: z.enum(['keychain', 'passphrase', 'memory']),
  /** Why there is no keychain, in one technical sentence. */
  reason: z.string().optional(),
  /** Why the keychain did not open at the start; it is asked again at `unlock`. */
  refusal: CallError.optional(),
  /** What had to be put aside because it could not be read, newest first: file names, not contents. */
  putAside: z.array(z.string()),
  /** Sealed files that were replaced by older copies of themselves. */
  oldCopies: z.array(OldCopy).optional(),
})
export type CustodyState = z.infer<typeof CustodyState>

export const AppState = z.object({
  version: z.string(),
  shell: z.enum(['electron', 'loopback']),
  platform: z.enum(['linux', 'darwin', 'win32', 'other']),
  locked: z.boolean(),
  /** Whether a lock has dropped tokens and keys since the app started. Until then there was nothing to drop. */
  dropped: z.boolean(),
  /** Must a passphrase be typed to unlock? Otherwise the keychain is asked. */
  passphraseNeeded: z.boolean(),
  custody: CustodyState,
  settings: Settings,
  /** What of the app's own files could not be read at the start, one sentence each. */
  problems: z.array(z.string()),
  /** Whether the connections are the copy of the last list that could be read. `problems` says why. */
  connectionsRestored: z.boolean(),
})
export type AppState = z.infer<typeof AppState>

export const AppEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('locked') }),
  z.object({ type: z.literal('unlocked') }),
  z.object({ type: z.literal('settings-changed') }),
  z.object({ type: z.literal('connections-changed') }),
  /** A profile's token came, went or ended. */
  z.object({ type: z.literal('session-changed'), profileId: ProfileId }),
  z.object({ type: z.literal('drafts-changed') }),
  /** Favorites, recent or typed places of a connection. */
  z.object({ type: z.literal('places-changed'), profileId: ProfileId }),
  z.object({ type: z.literal('practice-changed') }),
  /** A key ceremony of a connection began, went on or ended. */
  z.object({ type: z.literal('ceremony-changed'), profileId: ProfileId }),
  z.object({ type: z.literal('custody-changed') }),
  /** A question to the person was opened outside the page, or closed (null). */
  z.object({ type: z.literal('consent-changed'), question: OpenQuestion.nullable() }),
  /** A server that was unsealed is found sealed; once for each seal. */
  z.object({ type: z.literal('sealed'), profileId: ProfileId, name: z.string() }),
  /** A working cluster has lost its active node for some time, or the connection's node was removed. Reported once each. */
  z.object({ type: z.literal('cluster-lost'), profileId: ProfileId, name: z.string() }),
])
export type AppEvent = z.infer<typeof AppEvent>

/** What is typed as a passphrase that is in use. */
const Passphrase = z.string().max(limits.name)
const NewPassphrase = Passphrase.min(shortestPassphrase)

export const app = {
  state: query({ whileLocked: true, input: z.strictObject({}), output: AppState }),
  /** Runs for as long as the window is open. */
  events: stream({ whileLocked: true, input: z.strictObject({}), item: AppEvent, output: z.object({}) }),
  /** Says that the person is there; puts the auto-lock off. */
  touch: mutation({ input: z.strictObject({}), output: z.object({}) }),
  /** Drops the master key and every token from memory. */
  lock: mutation({ whileLocked: true, input: z.strictObject({}), output: z.object({}) }),
  /**
   * Asks the keychain, or opens the passphrase file. Errors: `keychain-refused`, `master-key-lost`, `passphrase-wrong`;
   * `too-many-guesses` with the seconds to wait.
   */
  unlock: mutation({
    whileLocked: true,
    input: z.strictObject({ passphrase: Passphrase.optional() }),
    output: z.object({}),
  }),
  /**
   * A way out where `unlock` fails for good. `start-new`: the key of the sealed files is lost, so they are put aside,
   * and so is an entry of the keychain that is no key.
   * `without-keychain`: works in memory, and leaves them as they are. Errors: as `unlock`; `unsupported`; `rejected`
   * while new keys exist in memory alone.
   */
  recover: mutation({
    whileLocked: true,
    input: z.strictObject({ how: z.enum(['start-new', 'without-keychain']) }),
    output: z.object({}),
  }),
  changeSettings: mutation({
    whileLocked: true,
    input: z.strictObject({
      language: Settings.shape.language.optional(),
      theme: Settings.shape.theme.optional(),
      density: Settings.shape.density.optional(),
      autoLockMinutes: Settings.shape.autoLockMinutes.optional(),
      notifySealed: Settings.shape.notifySealed.optional(),
      /** Turning it off needs consent. */
      hideKeysFromCapture: Settings.shape.hideKeysFromCapture.optional(),
    }),
    output: Settings,
  }),
  /**
   * Without a keychain, while data is stored in memory: stores it in files that this passphrase opens, after consent. In
   * the browser shell the person types it again outside the page. Errors: `passphrase-too-weak`; `passphrase-mismatch`;
   * `consent-refused`; `unsupported` where a keychain or a passphrase keeps them already.
   */
  keepInPassphraseFile: mutation({ input: z.strictObject({ passphrase: NewPassphrase }), output: CustodyState }),
  /**
   * Replaces the passphrase and the master key behind it, after consent. In the browser shell the person types both
   * passphrases outside the page, and `oldPassphrase` is ignored. Errors: `passphrase-wrong` and `too-many-guesses` for the
   * old one; `passphrase-too-weak`; `passphrase-mismatch`; `consent-refused`; `unsupported` where there is no passphrase.
   */
  changePassphrase: mutation({
    input: z.strictObject({ oldPassphrase: Passphrase.optional(), passphrase: NewPassphrase }),
    output: CustodyState,
  }),
}
