/** The app itself: its version, its lock, its settings, and its events. */
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
  /** Minutes without activity until Strongroom locks; 0: no auto-lock. */
  autoLockMinutes: z.number().int().min(0).max(1440),
  /** Show a system notification when a server is found sealed while the window is not in front. */
  notifySealed: z.boolean(),
  /** Hide a window from screen capture while it shows a key or root token (desktop shell on macOS and Windows). */
  hideKeysFromCapture: z.boolean(),
})
export type Settings = z.infer<typeof Settings>

/** How secrets are stored on this computer, see docs/security.md, "Custody". */
export const CustodyState = z.object({
  /**
   * `keychain`: the OS keychain holds the master key. `passphrase`: a file opened by a passphrase. `memory`: nothing is
   * stored.
   */
  kind: z.enum(['keychain', 'passphrase', 'memory']),
  /** Why there is no keychain, in one technical sentence. */
  reason: z.string().optional(),
  /** Why the keychain could not be opened at the start; `unlock` asks it again. */
  refusal: CallError.optional(),
  /** Files that were put aside because they could not be read, newest first: file names, not contents. */
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
  /** Whether a lock has dropped tokens and keys since the app started. Until then, there were none to drop. */
  dropped: z.boolean(),
  /** Whether unlocking needs a passphrase. Otherwise the keychain is asked. */
  passphraseNeeded: z.boolean(),
  custody: CustodyState,
  settings: Settings,
  /** Problems of the app's own files at the start, one sentence each. */
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
  /** The token of a profile was added, removed or revoked, or has expired. */
  z.object({ type: z.literal('session-changed'), profileId: ProfileId }),
  z.object({ type: z.literal('drafts-changed') }),
  /** Favorites, recent or typed places of a connection. */
  z.object({ type: z.literal('places-changed'), profileId: ProfileId }),
  z.object({ type: z.literal('practice-changed') }),
  /** A key ceremony of a connection began, changed or ended. */
  z.object({ type: z.literal('ceremony-changed'), profileId: ProfileId }),
  z.object({ type: z.literal('custody-changed') }),
  /** A question to the person was opened outside the page, or closed (null). */
  z.object({ type: z.literal('consent-changed'), question: OpenQuestion.nullable() }),
  /** A server that was unsealed is found sealed. Sent once for each seal. */
  z.object({ type: z.literal('sealed'), profileId: ProfileId, name: z.string() }),
  /**
   * A working cluster has had no active node for some time, or the connection's node was removed. Sent once for each.
   */
  z.object({ type: z.literal('cluster-lost'), profileId: ProfileId, name: z.string() }),
])
export type AppEvent = z.infer<typeof AppEvent>

/** The current passphrase as it was typed. */
const Passphrase = z.string().max(limits.name)
const NewPassphrase = Passphrase.min(shortestPassphrase)

export const app = {
  state: query({ whileLocked: true, input: z.strictObject({}), output: AppState }),
  /** Runs for as long as the window is open. */
  events: stream({ whileLocked: true, input: z.strictObject({}), item: AppEvent, output: z.object({}) }),
  /** Notes activity of the person; restarts the auto-lock time. */
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
   * For an `unlock` that fails permanently. `start-new`: the key of the sealed files is lost, so they are put aside,
   * and so is an entry of the keychain that is not a key. `without-keychain`: works in memory, and leaves the files
   * unchanged. Errors: as `unlock`; `unsupported`; `rejected` while new keys exist only in memory.
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
   * Without a keychain, while data is stored in memory: stores it in files that this passphrase opens, after consent.
   * In the browser shell the person types it again outside the page. Errors: `passphrase-too-weak`;
   * `passphrase-mismatch`; `consent-refused`; `unsupported` if a keychain or a passphrase already protects the data.
   */
  keepInPassphraseFile: mutation({ input: z.strictObject({ passphrase: NewPassphrase }), output: CustodyState }),
  /**
   * Replaces the passphrase and the master key behind it, after consent. In the browser shell the person types both
   * passphrases outside the page, and `oldPassphrase` is ignored. Errors: `passphrase-wrong` and `too-many-guesses` for
   * the old one; `passphrase-too-weak`; `passphrase-mismatch`; `consent-refused`; `unsupported` if there is no
   * passphrase.
   */
  changePassphrase: mutation({
    input: z.strictObject({ oldPassphrase: Passphrase.optional(), passphrase: NewPassphrase }),
    output: CustodyState,
  }),
}
