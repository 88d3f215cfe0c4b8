/**
 * Values of the secrets that a person has open, so that *reveal* and *copy* answer at once and show exactly what was
 * read. Few, short-lived, in memory alone; gone at lock, sign-out and when the connection changes.
 */

/** Decoded values by key, in the server's order. */
export type SecretData = ReadonlyMap<string, unknown>

interface Open {
  readonly data: SecretData
  readonly until: number
}

export interface SecretValueCache {
  /**
   * Begins a reading: call the answer with what was read. It keeps nothing if something was to be forgotten since, so
   * that a slow answer brings nothing back after a lock or a sign-out.
   */
  reading(): (key: OpenKey, data: SecretData) => void
  get(key: OpenKey): SecretData | null
  /** After a change: what was read, of whichever version, is not what is there. */
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

  /** Drops the oldest that are too many or too old, and runs again when the next one is. */
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
      // The timer runs late on a computer that has slept.
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
