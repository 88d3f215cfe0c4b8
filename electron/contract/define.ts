/**
 * Defines the calls of the contract.
 *
 * A call is data: its kind and the schemas of its input and output. The dispatcher, the preload, the loopback route,
 * the renderer's client and the tests that send invalid input to every call are all derived from it.
 */
import type { z } from 'zod'

interface Common {
  /** Whether this call may run while Strongroom is locked. Only for calls that the lock screen itself needs. */
  readonly whileLocked?: true
}

/** A call that only reads; the renderer may repeat it. */
export interface QuerySpec<I extends z.ZodType, O extends z.ZodType> extends Common {
  readonly kind: 'query'
  readonly input: I
  readonly output: O
}

/** A call that changes something, here or on the server; never repeated automatically. */
export interface MutationSpec<I extends z.ZodType, O extends z.ZodType> extends Common {
  readonly kind: 'mutation'
  readonly input: I
  readonly output: O
  /**
   * Whether the call ends and cleans up when the page cancels it or closes. Other calls finish once they have begun.
   */
  readonly stoppable?: true
}

/** Yields items while it works, then a summary. Stops immediately when it is canceled. */
export interface StreamSpec<I extends z.ZodType, T extends z.ZodType, O extends z.ZodType> extends Common {
  readonly kind: 'stream'
  readonly input: I
  readonly item: T
  readonly output: O
}

export type CallSpec =
  | QuerySpec<z.ZodType, z.ZodType>
  | MutationSpec<z.ZodType, z.ZodType>
  | StreamSpec<z.ZodType, z.ZodType, z.ZodType>

type Without<S> = Omit<S, 'kind'>

export const query = <I extends z.ZodType, O extends z.ZodType>(spec: Without<QuerySpec<I, O>>): QuerySpec<I, O> => ({
  kind: 'query',
  ...spec,
})

export const mutation = <I extends z.ZodType, O extends z.ZodType>(
  spec: Without<MutationSpec<I, O>>,
): MutationSpec<I, O> => ({ kind: 'mutation', ...spec })

export const stream = <I extends z.ZodType, T extends z.ZodType, O extends z.ZodType>(
  spec: Without<StreamSpec<I, T, O>>,
): StreamSpec<I, T, O> => ({ kind: 'stream', ...spec })

/** A call whose schemas are loaded with its first use. It never runs while Strongroom is locked. */
export interface LaterSpec {
  readonly kind: CallSpec['kind']
  load(): Promise<CallSpec>
}

/**
 * A topic that few people use: its schemas are in a separate chunk, which the core loads with the first call. To the
 * types it is the topic itself; `kinds` lists the names of all its calls.
 */
export function later<T extends Readonly<Record<string, CallSpec>>>(
  kinds: { readonly [N in keyof T]: T[N]['kind'] },
  load: () => Promise<T>,
): T {
  const specOf = async (name: string): Promise<CallSpec> => {
    const spec = (await load())[name]
    if (spec === undefined) throw new TypeError(`the contract has no ${name}`)
    return spec
  }
  return Object.fromEntries(
    Object.entries<CallSpec['kind']>(kinds).map(([name, kind]): [string, LaterSpec] => [
      name,
      { kind, load: () => specOf(name) },
    ]),
  ) as unknown as T
}
