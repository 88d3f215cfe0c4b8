/**
 * Values of the secrets that a person has open, so that *reveal* and *copy* answer immediately with exactly what was
 * read. A small cache in memory only, with short lifetimes. It is cleared at lock, at sign-out and when the connection
 * changes.
 */

/** Decoded values by key, in the server's order. */
export type SecretData = ReadonlyMap<string, unknown>

interface Open {
  readonly data: SecretData
  readonly until: number
}

export interface SecretValueCache {
  /**
   * Begins a reading. Call the returned function with the data that was read. It stores nothing if the cache was
   * cleared in between, so that a slow answer restores nothing after a lock or a sign-out.
   */
  reading(): (key: OpenKey, data: SecretData) => void
  get(key: OpenKey): SecretData | null
  /** Forgets every version of a secret after a change, because the cached values are no longer current. */
  forgetSecret(key: Omit<OpenKey, 'version'>): void
  forget(profileId: string): void
  forgetAll(): void
}

export interface OpenKey {
  readonly profileId: string
  readonly mount: string
  readonly path: string
  /** KV 2's version; absent for KV 1. */
  readonly version?: number | undefined
}

const maxCount = 16
const livesMs = 10 * 60_000

export function createSecretValueCache(): SecretValueCache {
  const open = new Map<string, Open>()
  const nameOf = ({ profileId, mount, path, version }: OpenKey) =>
    JSON.stringify([profileId, mount, path, version ?? 0])

  let forgotten = 0
  let timer: NodeJS.Timeout | undefined

  /** Removes entries beyond the count or the age limit, and schedules itself for the next entry to expire. */
  const sweep = (): void => {
    clearTimeout(timer)
    for (const [oldest, { until }] of open) {
      const left = until - Date.now()
      if (open.size > maxCount || left <= 0) open.delete(oldest)
      else {
        timer = setTimeout(sweep, left).unref()
        return
      }
    }
  }

  return {
    reading: () => {
      const before = forgotten
      return (at, data) => {
        if (forgotten !== before) return
        const name = nameOf(at)
        open.delete(name)
        open.set(name, { data, until: Date.now() + livesMs })
        sweep()
      }
    },
    get: (at) => {
      const entry = open.get(nameOf(at))
      // The timer runs late on a computer that was asleep.
      return entry === undefined || entry.until < Date.now() ? null : entry.data
    },
    forgetSecret: ({ profileId, mount, path }) => {
      forgotten++
      const start = `${JSON.stringify([profileId, mount, path]).slice(0, -1)},`
      for (const name of open.keys()) if (name.startsWith(start)) open.delete(name)
      sweep()
    },
    forget: (profileId) => {
      forgotten++
      for (const name of open.keys()) if (name.startsWith(`["${profileId}"`)) open.delete(name)
      sweep()
    },
    forgetAll: () => {
      forgotten++
      open.clear()
      sweep()
    },
  }
}
