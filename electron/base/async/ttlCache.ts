/** Answers that are kept for a moment, by connection: what several places ask about at once is asked of the server once. */

export interface TtlCache<T> {
  /** The answer that is kept, or the one that `ask` brings. A failure is not kept. */
  get(profileId: string, key: string, ask: () => Promise<T>): Promise<T>
  /** Forgets one answer, or all of a connection; what is on its way is not kept either. */
  forget(profileId: string, key?: string): void
}

interface Kept<T> {
  readonly answer: Promise<T>
  /** Milliseconds since the process began; endless while it is on its way. */
  until: number
}

/** `ms`: how long an answer is kept after it came. */
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
          // Without a timer each: what is too old goes when something new comes.
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
