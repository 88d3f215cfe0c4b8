/** Compares names of arguments and blocks with the known names of the servers. */
import { Undecodable, type Decoder } from './decode.ts'
import type { Dialect } from './dialect.ts'
import { nearest } from './nearest.ts'
import type { ProblemList } from './problemList.ts'
import { problemAt } from './problems.ts'
import type { Item } from './tree.ts'

export interface ReadingOptions {
  readonly dialect: Dialect
  /** Milliseconds since 1970, for rules of OpenBao that expire. */
  readonly now: number
}

/** Reports keys that are not in `known`, with the most similar known name. */
export function checkKeys(
  items: readonly Item[],
  known: readonly string[],
  code: 'unknown-key' | 'unknown-rule-key',
  decoder: Decoder,
  problems: ProblemList,
): void {
  for (const { keys } of items) {
    const [key] = keys
    if (key === undefined) continue
    const name = attempt(() => decoder.key(key))
    if (name === undefined || known.includes(name)) continue
    if (problems.full) return
    const meant = nearest(name, known)
    const parameters = { name, known: known.join(' '), ...(meant === null ? {} : { meant }) }
    const text = meant === null ? '' : key.type === 'string' ? `"${meant}"` : meant
    const fix = meant === null ? undefined : [{ start: key.start, end: key.end, text }]
    problems.take(problemAt(key, code, parameters, fix))
  }
}

/** Returns the value of a part, or undefined if it does not decode; the problem has then been reported. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof Undecodable) return undefined
    throw error
  }
}
