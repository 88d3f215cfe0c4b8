/** Work on the same thing, one after the other: what reads, changes and writes must not cross another that does. */

/** Runs `work` when all that came before it under this key is done, however that ended. */
export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).catch(() => undefined).then(work)
    last.set(key, turn)
    return turn
  }
}
