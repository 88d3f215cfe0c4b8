/**
 * The dispatcher, which every call into the core passes. For each call it parses the input, checks the lock, runs the
 * handler, parses the output and returns a `Result`.
 *
 * The shell has already checked the caller, because only the shell knows it (docs/security.md, "Who may call").
 */
import type { z } from 'zod'
import { callsByName } from '../../contract/contract.ts'
import type { CallSpec } from '../../contract/define.ts'
import { Failure } from '../../contract/failure.ts'
import type { CallError, Result } from '../../contract/result.ts'
import { startAct, type Act } from './act.ts'
import type { AllHandlers, CallContext } from '../handler.ts'
import type { Log } from '../../base/log/log.ts'
import { neverAborts } from '../../base/async/neverAborts.ts'
import type { OutputFence } from './outputFence.ts'

/** What the shell passes in addition to the input of a call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** The shell's own name for the window that calls. */
  readonly window?: string | undefined
}

/** Takes one item of a stream. If it returns a promise, the stream waits for it. */
export type OnItem = (item: unknown) => unknown

export interface Dispatcher {
  /** Answers one call; never throws. */
  call(name: string, input: unknown, options: CallOptions): Promise<Result<unknown>>
  /**
   * Runs a stream, handing each item to `onItem`; never throws. If `onItem` returns a promise, the next item waits for
   * it, and an item whose promise is pending when the signal aborts counts as not received.
   */
  stream(name: string, input: unknown, onItem: OnItem, options: CallOptions): Promise<Result<unknown>>
  /** Resolves when every call that changes something has ended. */
  settled(): Promise<void>
}

export interface DispatcherDeps {
  readonly handlers: AllHandlers
  readonly isLocked: () => boolean
  /** Locks if the auto-lock time is over. Called before every answer. */
  readonly lockIfOver: () => void
  /** Resolves once Strongroom knows whether it starts locked. The keychain can take time to answer. */
  readonly ready: Promise<void>
  readonly log: Log
  readonly fence: OutputFence
}

type LooseHandler = (input: unknown, context: CallContext) => unknown
type LooseStream = (input: unknown, context: CallContext) => AsyncGenerator<unknown, unknown, void>

const maxIssues = 20

/** Returns the dispatcher for the handlers of every topic. */
export function createDispatcher({ handlers, isLocked, lockIfOver, ready, log, fence }: DispatcherDeps): Dispatcher {
  const byName = new Map<string, LooseHandler>(
    Object.entries(handlers).flatMap(([topic, calls]) =>
      Object.entries(calls).map(([call, handler]): [string, LooseHandler] => [
        `${topic}.${call}`,
        handler as LooseHandler,
      ]),
    ),
  )

  // Runs a call without waiting where possible, so that a call made before a lock is in progress when the lock comes.
  let isReady = false
  void ready.then(() => {
    isReady = true
  })

  // SECURITY: a call made before a lock is not answered after it, and the auto-lock time counts even if no timer has
  // run yet (docs/security.md, "The lock").
  const demandOpen = (spec: CallSpec): void => {
    lockIfOver()
    if (spec.whileLocked !== true && isLocked()) throw new Failure('locked', 'Strongroom was locked in the meantime.')
  }

  const changing = new Set<Promise<unknown>>()

  async function run(
    name: string,
    input: unknown,
    { signal = neverAborts, window }: CallOptions,
    wanted: 'answer' | 'stream',
    work: (spec: CallSpec, handler: LooseHandler, input: unknown, context: CallContext) => Promise<unknown>,
  ): Promise<Result<unknown>> {
    const started = performance.now()
    const warnings: string[] = []
    let known: CallSpec | undefined
    let hasConsent = false
    let act: Act | undefined
    try {
      lockIfOver()
      const named = callsByName.get(name)
      const spec = named !== undefined && 'load' in named ? await named.load() : named
      known = spec
      const handler = byName.get(name)
      if (spec === undefined || handler === undefined || (spec.kind === 'stream') !== (wanted === 'stream')) {
        throw new Failure('invalid-input', 'Unknown call.')
      }
      const parsed = spec.input.safeParse(input)
      if (!parsed.success) {
        throw new Failure('invalid-input', "The input does not match the call's schema.", {
          issues: describe(parsed.error),
        })
      }
      if (spec.whileLocked !== true) {
        if (!isReady) await ready
        if (isLocked()) throw new Failure('locked', 'Strongroom is locked.')
      }
      if (signal.aborted) throw new Failure('canceled', 'The call was canceled.')
      act = spec.kind === 'mutation' && spec.stoppable !== true ? startAct(signal) : undefined
      const context: CallContext = {
        signal: act?.signal ?? signal,
        act,
        window,
        warn: (more) => warnings.push(...more),
        allowHeld: () => (hasConsent = true),
      }
      const value = await work(spec, handler, parsed.data, context)
      log.debug({ call: name, ms: Math.round(performance.now() - started) }, 'call answered')
      // SECURITY: only fields that the output schema names leave the core (docs/security.md, "The contract").
      const output = spec.output.parse(value)
      if (spec.whileLocked !== true) await fence.ready()
      demandOpen(spec)
      // SECURITY: a token or a key share that the core holds does not leave either (docs/security.md, "The window").
      return {
        ok: true,
        value: fence.pass(name, output, hasConsent),
        warnings: fence.passWarnings([...new Set(warnings)]),
      }
    } catch (problem) {
      const full = asCallError(problem, signal)
      // SECURITY: a lock has dropped the digests that the fence needs to recognize a credential in the server's
      // messages.
      const error =
        isLocked() && known !== undefined && known.whileLocked !== true
          ? { code: full.code, message: 'Strongroom is locked.', retryable: false }
          : fence.passError(full)
      log[error.code === 'internal' ? 'error' : 'debug'](
        { call: name, code: error.code, ...(error.code === 'internal' ? { problem } : {}) },
        'call failed',
      )
      return { ok: false, error }
    } finally {
      act?.end()
    }
  }

  return {
    call: (name, input, options) => {
      const answer = run(name, input, options, 'answer', (_spec, handler, parsed, context) =>
        Promise.resolve(handler(parsed, context)),
      )
      if (callsByName.get(name)?.kind === 'mutation') {
        changing.add(answer)
        void answer.finally(() => changing.delete(answer))
      }
      return answer
    },

    stream: (name, input, onItem, options) =>
      run(name, input, options, 'stream', async (called, handler, parsed, context) => {
        const { signal } = context
        // `run` has rejected every other kind.
        const spec = called as Extract<CallSpec, { kind: 'stream' }>
        const items = (handler as LooseStream)(parsed, context)
        try {
          for (;;) {
            const next = await items.next()
            if (signal.aborted) throw new Failure('canceled', 'The call was canceled.')
            if (next.done === true) return next.value
            const item = spec.item.parse(next.value)
            if (spec.whileLocked !== true) await fence.ready()
            demandOpen(spec)
            await onItem(fence.pass(name, item, false))
          }
        } finally {
          // Runs however the stream ended, also after an item that could not be delivered, so that the generator can
          // clean up.
          await items.return(undefined)
        }
      }),

    settled: async () => {
      while (changing.size > 0) await Promise.all(changing)
    },
  }
}

// SECURITY: a validation error names the field and the rule, never the rejected value.
function describe(error: z.ZodError): NonNullable<CallError['issues']> {
  return error.issues.slice(0, maxIssues).map((issue) => ({
    path: issue.path.map(String).join('.').slice(0, 200),
    message: (issue.code === 'unrecognized_keys' ? 'has fields that are not known' : issue.message).slice(0, 200),
  }))
}

function asCallError(problem: unknown, signal: AbortSignal): CallError {
  if (problem instanceof Failure) return problem.error
  if (signal.aborted) return { code: 'canceled', message: 'The call was canceled.', retryable: false }
  // SECURITY: the message of an unexpected error can contain any data, so only the kind of the error is shown.
  const kind = problem instanceof Error ? problem.name : typeof problem
  return { code: 'internal', message: `Something in Strongroom failed (${kind}).`, retryable: false }
}
