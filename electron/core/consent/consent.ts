/** Asks the person, outside the page, before an act that a page alone must not cause (docs/security.md, "Consent"). */
import { randomUUID } from 'node:crypto'
import type { ConsentAct, ConsentAnswer, ConsentField } from './act.ts'
import type { ConsentPlace } from '../../contract/consent.ts'
import { Failure } from '../../contract/failure.ts'
import { limits } from '../../contract/limits.ts'
import type { Events } from '../events.ts'
import type { CallContext } from '../handler.ts'

export interface ConsentRequest {
  readonly act: ConsentAct
  /** What the person types to allow the act; usually empty. */
  readonly fields: readonly ConsentField[]
  /** The shell's own name for the window that asks, if the shell has several windows. */
  readonly window: string | undefined
  /** Aborts when the question is withdrawn: the caller is gone, or the app was locked. */
  readonly signal: AbortSignal
  /** Called when the question is open, with the place to answer it. */
  readonly opened: (place: ConsentPlace) => void
}

/**
 * How a shell asks, always outside the page that makes the call. Resolves to true only if the person allowed an act
 * without fields, and to what they typed if there are fields.
 */
export type AskConsent = (request: ConsentRequest) => Promise<ConsentAnswer>

type Caller = Pick<CallContext, 'signal' | 'window'>

export interface Consent {
  /** Resolves when the person allowed the act. Errors: `consent-refused`, `canceled`. */
  require(act: ConsentAct, context: Caller): Promise<void>
  /** Resolves to what the person typed outside the page to allow the act. Errors: `consent-refused`, `canceled`. */
  requireTyped<F extends ConsentField>(
    act: ConsentAct,
    fields: readonly F[],
    context: Caller,
  ): Promise<Readonly<Record<F, string>>>
  /** Withdraws the question with this id, or any open question. */
  withdraw(id?: string): void
}

export interface ConsentDeps {
  readonly ask: AskConsent
  readonly events: Pick<Events, 'emit'>
  /** Returns monotonic milliseconds. */
  readonly now?: () => number
}

/** Milliseconds after which an unanswered question counts as refused. */
const longestOpen = 10 * 60_000
/** After this many refusals within `refusalWindow` milliseconds, further questions are refused without asking. */
const maxRefusals = 3
const refusalWindow = 60_000

const refused = (why: string) => new Failure('consent-refused', why)

export function createConsent({ ask, events, now = () => performance.now() }: ConsentDeps): Consent {
  let open: { readonly id: string; readonly withdrawn: AbortController } | null = null
  let refusals: readonly number[] = []

  const refuse = (): Failure => {
    refusals = [...refusals, now()]
    return refused('The act was not allowed.')
  }

  /** Returns what was typed, one text for each field. */
  const question = async (
    act: ConsentAct,
    fields: readonly ConsentField[],
    { signal, window }: Caller,
  ): Promise<readonly string[]> => {
    // SECURITY: a page cannot stack questions, nor repeat one until it is allowed by mistake.
    if (open !== null) throw refused('Another question is open.')
    refusals = refusals.filter((at) => now() - at < refusalWindow)
    if (refusals.length >= maxRefusals) throw refused('Too many questions were refused within a minute.')
    const asked = { id: randomUUID(), withdrawn: new AbortController() }
    open = asked
    const isOver = AbortSignal.any([signal, asked.withdrawn.signal, AbortSignal.timeout(longestOpen)])
    try {
      const answer = await Promise.race([
        ask({
          act,
          fields,
          window,
          signal: isOver,
          opened: (place) => {
            if (open !== asked) return
            const isTyped = fields.length > 0
            events.emit({ type: 'consent-changed', question: { id: asked.id, place, isTyped } })
          },
        }),
        once(isOver),
      ])
      if (signal.aborted) {
        // SECURITY: a page that repeatedly asks and cancels is treated like a page whose questions were refused.
        refuse()
        throw new Failure('canceled', 'The call was canceled.')
      }
      const typed = typedIn(answer, fields.length)
      // SECURITY: an answer that comes after the question was withdrawn is ignored.
      if (typed === null || isOver.aborted) throw refuse()
      return typed
    } catch (problem) {
      if (problem instanceof Failure) throw problem
      throw refuse()
    } finally {
      open = null
      events.emit({ type: 'consent-changed', question: null })
    }
  }

  return {
    require: async (act, caller) => {
      await question(act, [], caller)
    },
    requireTyped: async (act, fields, caller) => {
      const typed = await question(act, fields, caller)
      return Object.fromEntries(fields.map((field, index) => [field, typed[index]])) as Record<
        (typeof fields)[number],
        string
      >
    },
    withdraw: (id) => {
      if (open !== null && (id === undefined || id === open.id)) open.withdrawn.abort()
    },
  }
}

/** SECURITY: a plain yes does not replace what the person has to type. Null: not allowed. */
function typedIn(answer: ConsentAnswer, count: number): readonly string[] | null {
  if (count === 0) return answer === true ? [] : null
  if (typeof answer === 'boolean' || answer.typed.length !== count) return null
  return answer.typed.every((text) => text !== '' && text.length <= limits.name) ? answer.typed : null
}

/** Resolves to false when the signal aborts. */
const once = (signal: AbortSignal) =>
  new Promise<false>((resolve) => {
    if (signal.aborted) resolve(false)
    else signal.addEventListener('abort', () => resolve(false))
  })
