/** Handlers that load when one of them is first called, to keep the start of the core short. */
import { contract, type Contract } from '../../contract/contract.ts'
import { loadedOnce } from '../../base/async/loadedOnce.ts'
import type { CallContext, Handlers } from '../handler.ts'

type Loose = Readonly<Record<string, (input: unknown, context: CallContext) => unknown>>

/**
 * Returns a handler for every call of `topic`: those of `eager`, and for each other call of the contract a handler that
 * passes input and context on to the handlers of `load`. `load` runs once, with the first of these calls. If it failed,
 * the next call runs it again.
 */
export function lazyTopic<T extends keyof Contract, E extends keyof Handlers<T> = never>(
  topic: T,
  load: () => Promise<Omit<Handlers<T>, E>>,
  eager?: Pick<Handlers<T>, E>,
): Handlers<T> {
  const loaded = loadedOnce(async () => (await load()) as unknown as Loose)
  const run = async (name: string, input: unknown, context: CallContext): Promise<unknown> => {
    const handler = (await loaded())[name]
    if (handler === undefined) throw new TypeError(`${topic}.${name} has no handler`)
    return handler(input, context)
  }
  const lazy = Object.entries(contract[topic]).map(([name, { kind }]: [string, { readonly kind: string }]) => [
    name,
    kind === 'stream'
      ? async function* (input: unknown, context: CallContext) {
          return yield* (await run(name, input, context)) as AsyncGenerator
        }
      : (input: unknown, context: CallContext) => run(name, input, context),
  ])
  return { ...Object.fromEntries(lazy), ...eager } as Handlers<T>
}
