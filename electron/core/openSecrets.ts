/**
 * Values of the secrets that a person has open, so that *reveal* and *copy* answer at once and show exactly what was
 * read. Few, short-lived, in memory alone; gone at lock, sign-out and when the connection changes.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { stringifyJson } from '../vault/json.ts'

/** Decoded values by key, in the server's order. */
export type SecretData = ReadonlyMap<string, unknown>

interface Open {
  readonly data: SecretData
  readonly until: number
}

export interface OpenSecrets {
  put(key: OpenKey, data: SecretData): void
  get(key: OpenKey): SecretData | null
  forget(profileId: string): void
  forgetAll(): void
  /** Stands for the data without telling anything about it outside of this run of the app. */
  fingerprint(data: SecretData): string
}

export interface OpenKey {
  readonly profileId: string
  readonly mount: string
  readonly path: string
  /** KV 2's version; absent for KV 1. */
  readonly version?: number | undefined
}

const most = 16
const livesMs = 10 * 60_000

export function createOpenSecrets(): OpenSecrets {
  const open = new Map<string, Open>()
  // SECURITY: keyed, so that a fingerprint cannot be compared with guesses (docs/security.md, "Values").
  const key = randomBytes(32)
  const nameOf = ({ profileId, mount, path, version }: OpenKey) =>
    JSON.stringify([profileId, mount, path, version ?? 0])

  return {
    put: (at, data) => {
      const name = nameOf(at)
      open.delete(name)
      open.set(name, { data, until: Date.now() + livesMs })
      for (const [oldest, entry] of open) {
        if (open.size > most || entry.until < Date.now()) open.delete(oldest)
        else break
      }
    },
    get: (at) => {
      const entry = open.get(nameOf(at))
      return entry === undefined || entry.until < Date.now() ? null : entry.data
    },
    forget: (profileId) => {
      for (const name of open.keys()) if (name.startsWith(`["${profileId}"`)) open.delete(name)
    },
    forgetAll: () => open.clear(),
    fingerprint: (data) => {
      const sorted = [...data].sort(([a], [b]) => (a < b ? -1 : 1))
      return createHmac('sha256', key).update(stringifyJson(sorted)).digest('base64url')
    },
  }
}
