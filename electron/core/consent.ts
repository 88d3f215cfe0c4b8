/** Asks the person, outside the page, before an act that a page alone must not cause (docs/security.md, "Consent"). */
import { randomUUID } from 'node:crypto'
import type { ConsentAct } from '../consent/act.ts'
import type { ConsentPlace } from '../contract/consent.ts'
import { Failure } from '../contract/failure.ts'
import type { Events } from './events.ts'
import type { CallContext } from './handler.ts'

export interface ConsentRequest {
  readonly act: ConsentAct
  /** The shell's own name for the window that asks, where it tells windows apart. */
  readonly window: string | undefined
  /** Aborts when the question is withdrawn: the caller went away, or the app was locked. */
  readonly signal: AbortSignal
  /** Called when the question is open, with the place where it can be answered. */
  readonly opened: (place: ConsentPlace) => void
}

/** How a shell asks: resolves true only if the person allowed the act, and never in the page that asks. */
export type AskConsent = (request: ConsentRequest) => Promise<boolean>

export interface Consent {
  /** Resolves when the person allowed the act. Errors: `consent-refused`, `canceled`. */
  require(act: ConsentAct, context: Pick<CallContext, 'signal' | 'window'>): Promise<void>
  /** Withdraws the question with this id, or whichever is open. */
  withdraw(id?: string): void
}

export interface ConsentDeps {
  readonly ask: AskConsent
  readonly events: Pick<Events, 'emit'>
  /** Milliseconds since some moment, never going back. */
  readonly now?: () => number
}

/** A question that nobody answers is refused after this time, in milliseconds. */
const longestOpen = 10 * 60_000
/** After this many refusals within `refusalWindow` milliseconds, further questions are refused without asking. */
const mostRefusals = 3
const refusalWindow = 60_000

const refused = (why: string) => new Failure('consent-refused', why)

export function createConsent({ ask, events, now = () => performance.now() }: ConsentDeps): Consent {
  let open: { readonly id: string; readonly withdrawn: AbortController } | null = null
  let refusals: readonly number[] = []

  const refuse = (): Failure => {
    refusals = [...refusals, now()]
    return refused('The act was not allowed.')
  }

  return {
    require: async (act, { signal, window }) => {
      // SECURITY: a page cannot stack questions, nor repeat one until it is allowed by mistake.
      if (open !== null) throw refused('Another question is open.')
      refusals = refusals.filter((at) => now() - at < refusalWindow)
      if (refusals.length >= mostRefusals) throw refused('Too many questions were refused within a minute.')
      const question = { id: randomUUID(), withdrawn: new AbortController() }
      open = question
      const isOver = AbortSignal.any([signal, question.withdrawn.signal, AbortSignal.timeout(longestOpen)])
      try {
        const allowed = await Promise.race([
          ask({
            act,
            window,
            signal: isOver,
            opened: (place) => {
              if (open !== question) return
              events.emit({ type: 'consent-changed', question: { id: question.id, place } })
            },
          }),
          once(isOver),
        ])
        if (signal.aborted) throw new Failure('cancelled', 'The call was canceled.')
        // SECURITY: an answer that comes after the question was withdrawn counts for nothing.
        if (!allowed || isOver.aborted) throw refuse()
      } catch (problem) {
        if (problem instanceof Failure) throw problem
        throw refuse()
      } finally {
        open = null
        events.emit({ type: 'consent-changed', question: null })
      }
    },
    withdraw: (id) => {
      if (open !== null && (id === undefined || id === open.id)) open.withdrawn.abort()
    },
  }
}

/** Resolves to false when the signal aborts. */
const once = (signal: AbortSignal) =>
  new Promise<false>((resolve) => {
    if (signal.aborted) resolve(false)
    else signal.addEventListener('abort', () => resolve(false), { once: true })
  })
