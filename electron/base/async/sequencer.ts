/** Work on the same thing, one after the other: what reads, changes and writes must not cross another that does. */

export interface Sequencer {
  /** Runs `work` when all that came before it under this key is done, however that ended. */
  readonly inTurn: <T>(key: string, work: () => Promise<T>) => Promise<T>
  /** Resolves when all that was under way is done. Never fails. */
  readonly settled: () => Promise<void>
}

export function createSequencer(): Sequencer {
  const last = new Map<string, Promise<unknown>>()
  return {
    inTurn: async (key, work) => {
      const before = last.get(key)
      const done = (async () => {
        await before?.catch(() => undefined)
        return work()
      })()
      last.set(key, done)
      try {
        return await done
      } finally {
        if (last.get(key) === done) last.delete(key)
      }
    },
    settled: async () => {
      await Promise.allSettled(last.values())
    },
  }
}
