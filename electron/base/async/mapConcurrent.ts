/** Maps with bounded concurrency. */

/**
 * Runs `work` for every item, `most` at a time, and yields the results since the last step: one result when the
 * consumer is fast, hundreds when it is slow. The results are in the order in which they arrive. The first failure of
 * `work` ends it; so does aborting `signal`, and no new work is started then.
 */
export async function* mapConcurrent<T, R>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<R>,
  signal: AbortSignal,
): AsyncGenerator<R[], void, void> {
  const state = {
    next: 0,
    running: Math.min(most, items.length),
    done: [] as R[],
    failure: null as { readonly problem: unknown } | null,
    left: false,
    wake: () => {},
  }
  const goesOn = () => state.failure === null && !state.left && !signal.aborted

  const runSome = async (): Promise<void> => {
    while (state.next < items.length && goesOn()) {
      const item = items[state.next++] as T
      try {
        const result = await work(item)
        state.done.push(result)
      } catch (problem) {
        state.failure ??= { problem }
      }
      state.wake()
    }
    state.running--
    state.wake()
  }
  for (let started = 0; started < Math.min(most, items.length); started++) void runSome()

  try {
    while (state.running > 0 || state.done.length > 0) {
      if (state.done.length === 0) await new Promise<void>((resolve) => (state.wake = resolve))
      // Waits one turn, so that results that arrive together are yielded together.
      await new Promise(setImmediate)
      const batch = state.done.splice(0)
      if (batch.length > 0) yield batch
      if (state.failure !== null) throw state.failure.problem
    }
    signal.throwIfAborted()
  } finally {
    state.left = true
  }
}
