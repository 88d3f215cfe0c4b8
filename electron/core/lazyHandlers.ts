/** Handlers of what few people do, loaded when one of them is called: the start of the core stays short. */
import type { Contract } from '../contract/contract.ts'
import type { Handlers } from './handler.ts'

type Loose = Readonly<Record<string, (input: unknown, context: unknown) => Promise<unknown>>>

/** Handlers by these names, of the module that `load` brings. None of them may be a stream. */
export function lazyHandlers<T extends keyof Contract, N extends keyof Handlers<T> & string>(
  names: readonly N[],
  load: () => Promise<Pick<Handlers<T>, N>>,
): Pick<Handlers<T>, N> {
  let loading: Promise<Loose> | undefined
  const call = (name: N) => async (input: unknown, context: unknown) => {
    loading ??= load() as unknown as Promise<Loose>
    return (await loading)[name]?.(input, context)
  }
  return Object.fromEntries(names.map((name) => [name, call(name)])) as unknown as Pick<Handlers<T>, N>
}
