/** A benchmark: a ratio of two times that were measured in the same run, and its goal. */

export interface Figure {
  readonly name: string
  /** The measured time divided by the time it is compared with. */
  readonly ratio: number
  /** The ratio must not exceed this. */
  readonly goal: number
  /** The absolute times behind the ratio, as text. */
  readonly note: string
}

export interface Benchmark {
  readonly name: string
  run(): Promise<readonly Figure[]>
}

/** Returns the median. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new Error('there is no median of nothing')
  return middle
}

/** Returns the milliseconds that a piece of work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/**
 * Runs two pieces of work in turn, A B A B …, so that both run under the same conditions. Returns the median
 * milliseconds of each over `rounds`, after a warm-up.
 */
export async function alternately(
  a: () => Promise<unknown>,
  b: () => Promise<unknown>,
  rounds: number,
): Promise<{ readonly a: number; readonly b: number }> {
  for (let round = 0; round < Math.min(500, rounds); round++) {
    await a()
    await b()
  }
  const times = { a: [] as number[], b: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    // Alternates which one is first, so that neither always runs after the other's garbage.
    const order = round % 2 === 0 ? (['a', 'b'] as const) : (['b', 'a'] as const)
    for (const side of order) times[side].push(await timed(side === 'a' ? a : b))
  }
  return { a: median(times.a), b: median(times.b) }
}

/** Formats milliseconds for a note: two decimals below 10, otherwise none. */
export const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`
