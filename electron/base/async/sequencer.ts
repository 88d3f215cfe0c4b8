/** Runs work on the same resource one after the other, so that concurrent read-modify-write steps do not overlap. */

export interface Sequencer {
  /** Runs `work` when all earlier work under this key has ended, successfully or not. */
  readonly inTurn: <T>(key: string, work: () => Promise<T>) => Promise<T>
  /** Resolves when all work in progress has ended. Never fails. */
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
