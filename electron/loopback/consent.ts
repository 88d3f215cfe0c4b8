/**
 * How the loopback shell asks for consent: in the terminal that started it; without a terminal, on a page of another
 * origin that it opens itself; in both cases by a code that the person confirms in another terminal. Never in the page
 * that asks (docs/security.md, "Consent").
 */
import { randomInt } from 'node:crypto'
import type { ConsentAnswer } from '../core/consent/act.ts'
import { answerInTerminal, settle, type TerminalStreams } from '../core/consent/terminal.ts'
import { type ConsentText, describeAct } from '../core/consent/words.ts'
import type { Language } from '../contract/language.ts'
import type { AskConsent, ConsentRequest } from '../core/consent/consent.ts'

export interface LoopbackConsentOptions {
  /** Null if there is no terminal. */
  readonly terminal: TerminalStreams | null
  readonly language: () => Language
  /** Shows the question on a separate page; null if no browser can be opened. Resolves to null if that fails. */
  readonly page: ((text: ConsentText, signal: AbortSignal) => Promise<ConsentAnswer | null>) | null
  /** The command that a person types before a code, e.g. `npm start -- approve`. */
  readonly approveCommand: string
}

export interface LoopbackConsent {
  readonly ask: AskConsent
  /** Returns the question with this code, or null. */
  question(code: string): ConsentText | null
  /** Answers it. Returns whether there was one. */
  answer(code: string, answer: ConsentAnswer): boolean
}

interface Waiting {
  readonly code: string
  readonly text: ConsentText
  readonly resolve: (answer: ConsentAnswer) => void
}

/** Returns the answer that a page or a command sent. */
export function answerOf(sent: {
  readonly allow: boolean
  readonly typed?: readonly string[] | undefined
}): ConsentAnswer {
  return sent.allow && sent.typed !== undefined ? { typed: sent.typed } : sent.allow
}

/** Without letters that look like digits. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const newCode = () => Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)] ?? '').join('')

export function createLoopbackConsent(options: LoopbackConsentOptions): LoopbackConsent {
  let waiting: Waiting | null = null

  /** Asks by a code in a terminal and, if there is one, on the page: the first answer counts. */
  const ask = ({ signal, opened }: ConsentRequest, text: ConsentText): Promise<ConsentAnswer> => {
    const code = newCode()
    const answered = new AbortController()
    const isOver = AbortSignal.any([signal, answered.signal])
    return new Promise<ConsentAnswer>((resolve) => {
      waiting = { code, text, resolve }
      signal.addEventListener('abort', () => resolve(false), { once: true })
      const place = { code, command: `${options.approveCommand} ${code}` }
      opened({ where: options.page === null ? 'code' : 'page', ...place })
      void options
        .page?.(text, isOver)
        .catch(() => null)
        .then((answer) => {
          if (answer === null) opened({ where: 'code', ...place })
          else resolve(answer)
        })
    }).finally(() => {
      answered.abort()
      if (waiting?.code === code) waiting = null
    })
  }
  const find = (code: string) => (waiting?.code === code.trim().toUpperCase() ? waiting : null)

  return {
    ask: (request) => {
      const text = describeAct(request.act, options.language(), request.fields)
      const { terminal } = options
      if (terminal === null) return ask(request, text)
      request.opened({ where: 'terminal' })
      return askInTerminal(terminal, text, request.signal)
    },
    question: (code) => find(code)?.text ?? null,
    answer: (code, answer) => {
      const found = find(code)
      found?.resolve(answer)
      return found !== null
    },
  }
}

/** Shows the question and waits for the answer. Input before the question, or right after it, is discarded. */
async function askInTerminal(
  terminal: TerminalStreams,
  text: ConsentText,
  signal: AbortSignal,
): Promise<ConsentAnswer> {
  terminal.output.write(`\n${[text.title, ...text.lines].join('\n')}\n`)
  if (!(await settle(terminal, signal))) return false
  return answerInTerminal(terminal, text, { yesPrompt: `yes = ${text.allow}, Enter = ${text.refuse}: `, signal })
}
