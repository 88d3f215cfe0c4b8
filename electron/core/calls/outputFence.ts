/**
 * The last fence before the window: no output, stream item, warning or error leaves the core that contains a token, a
 * key share or a new key that the core holds (docs/security.md, "The window").
 */
import { Failure } from '../../contract/failure.ts'
import type { CallError } from '../../contract/result.ts'
import type { HeldDigests, Holder } from '../held/heldDigests.ts'

/** Calls whose purpose is to return a held credential, each with its reason. No other call may be added. */
const delivers: Readonly<Record<string, string>> = {
  'custody.reveal': 'shows one kept credential, after consent outside the page and the keychain or the passphrase',
  'custody.exportKeys': 'exports the kept keys, after the same; in the browser shell the page saves the file',
  'server.revealCeremonyItem': 'shows one new key to the person who hands it over',
  'server.saveCeremonyItem': 'saves one new key; in the browser shell the page saves the file',
  'server.exportCeremony': 'saves all new keys; in the browser shell the page saves the file',
}

/** Calls that return the content of a person's secret or draft. Such an answer passes once the person has consented. */
const asks: ReadonlySet<string> = new Set([
  'kv.reveal',
  'kv.saveValue',
  'cubbyhole.reveal',
  'cubbyhole.saveValue',
  'kubernetesDoctor.revealRead',
  'drafts.read',
])

/**
 * The app's own lists, which are only shown: a credential in one of them is masked, because the app cannot be used
 * without the list. Everything else is withheld, because a masked text could be saved over the real one.
 */
const masks: ReadonlySet<string> = new Set([
  'app',
  'connections',
  'consent',
  'custody',
  'places',
  'practice',
  'server',
  'session',
  'window',
])

export interface OutputFence {
  /** Resolves when the digests of all held credentials are loaded. */
  ready(): Promise<void>
  /** Whether a value contains a held credential. */
  holds(value: unknown): boolean
  /** Returns the holders of the credentials in a value. */
  holdersIn(value: unknown): readonly Holder[]
  /** Returns the value that may leave the core. Throws `answer-withheld`. */
  pass<T>(call: string, value: T, hasConsent: boolean): T
  passWarnings(warnings: readonly string[]): string[]
  passError(error: CallError): CallError
}

export function createOutputFence(held: HeldDigests, ready: () => Promise<void>): OutputFence {
  const holds = (value: unknown): boolean => {
    if (typeof value === 'string') return held.isIn(value)
    if (typeof value !== 'object' || value === null) return false
    if (Array.isArray(value)) return value.some(holds)
    for (const [name, member] of Object.entries(value)) if (held.isIn(name) || holds(member)) return true
    return false
  }
  const masked = (value: unknown): unknown => {
    if (typeof value === 'string') return held.masked(value)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(masked)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [held.masked(name), masked(member)]))
  }
  return {
    ready,
    holds,
    // Searches the whole value as one text, because JSON escapes no character of a credential.
    holdersIn: (value) => held.holdersIn(JSON.stringify(value)),
    pass: (call, value, hasConsent) => {
      if (Object.hasOwn(delivers, call) || (hasConsent && asks.has(call)) || !holds(value)) return value
      // `masked` returns the parsed output with other texts in the same places, so the type stays the same.
      if (masks.has(call.slice(0, call.indexOf('.')))) return masked(value) as typeof value
      throw new Failure('answer-withheld', 'The response contains a token or a key share that Strongroom holds.')
    },
    passWarnings: (warnings) => warnings.map((warning) => held.masked(warning)),
    passError: (error) => masked(error) as CallError,
  }
}
