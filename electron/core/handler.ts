/** Types of the handlers behind the calls, derived from the contract. */
import type { z } from 'zod'
import type { Contract } from '../contract/contract.ts'
import type { Act } from './calls/act.ts'
import type { CallSpec, MutationSpec, QuerySpec, StreamSpec } from '../contract/define.ts'

/** What a handler gets in addition to the call's input. */
export interface CallContext {
  /** Aborts when the window no longer needs the answer. */
  readonly signal: AbortSignal
  /** For calls that change something: the act that lets them finish once they have begun. */
  readonly act?: Act | undefined
  /** The window of the shell that calls, if the shell has several. */
  readonly window?: string | undefined
  /** Passes warnings of the server on to the person. */
  warn(warnings: readonly string[]): void
  /** Notes that the person has allowed this answer to contain a credential that the core holds. */
  allowHeld?(): void
}

export type Handler<S extends CallSpec> =
  S extends StreamSpec<infer I, infer T, infer O>
    ? (input: z.output<I>, context: CallContext) => AsyncGenerator<z.input<T>, z.input<O>, void>
    : S extends QuerySpec<infer I, infer O> | MutationSpec<infer I, infer O>
      ? (input: z.output<I>, context: CallContext) => Promise<z.input<O>>
      : never

/** The handlers of one topic of the contract. */
export type Handlers<T extends keyof Contract> = {
  readonly [C in keyof Contract[T]]: Contract[T][C] extends CallSpec ? Handler<Contract[T][C]> : never
}

export type AllHandlers = { readonly [T in keyof Contract]: Handlers<T> }
