/**
 * A cache with a short lifetime, by connection, so that several callers at the same time cause one request to the
 * server.
 */

export interface TtlCache<T> {
  /** Returns the cached answer, or the result of `ask`. A failure is not cached. */
  get(profileId: string, key: string, ask: () => Promise<T>): Promise<T>
  /** Forgets one answer, or all of a connection. Answers to pending requests are not cached either. */
  forget(profileId: string, key?: string): void
}

interface Kept<T> {
  readonly answer: Promise<T>
  /** Milliseconds since the process began; infinite while the request is pending. */
  until: number
}

/** `ms`: the lifetime of an answer after it arrived. */
export function createTtlCache<T>(ms: number, now: () => number = () => performance.now()): TtlCache<T> {
  const known = new Map<string, Map<string, Kept<T>>>()
  return {
    get: (profileId, key, ask) => {
      const ofProfile = known.get(profileId) ?? new Map<string, Kept<T>>()
      known.set(profileId, ofProfile)
      const there = ofProfile.get(key)
      if (there !== undefined && there.until > now()) return there.answer
      const kept: Kept<T> = { answer: ask(), until: Infinity }
      ofProfile.set(key, kept)
      kept.answer.then(
        () => {
          kept.until = now() + ms
          // Without a timer for each entry: expired entries are removed when a new one is added.
          for (const [name, { until }] of ofProfile) if (until <= now()) ofProfile.delete(name)
        },
        () => {
          if (ofProfile.get(key) === kept) ofProfile.delete(key)
        },
      )
      return kept.answer
    },
    forget: (profileId, key) => {
      if (key === undefined) known.delete(profileId)
      else known.get(profileId)?.delete(key)
    },
  }
}
