/** How a person answers a question in a terminal: `yes`, or the passphrases that it asks for, which are not shown. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import type { ConsentAnswer } from './act.ts'
import type { ConsentText } from './words.ts'

export interface TerminalStreams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly output: NodeJS.WritableStream
}

export interface TerminalQuestion {
  /** Shown if a plain `yes` allows the act. */
  readonly yesPrompt: string
  readonly signal?: AbortSignal
}

/** Asks, and returns the answer. An input that ends, an empty line, and `signal` refuse. */
export async function answerInTerminal(
  { input, output }: TerminalStreams,
  text: ConsentText,
  { yesPrompt, signal }: TerminalQuestion,
): Promise<ConsentAnswer> {
  if (text.fields.length > 0) {
    const prompts = text.fields.map((label) => `${label} (Enter = ${text.refuse}): `)
    const typed = await readLines({ input, output }, prompts, { isHidden: true, signal })
    return typed === null ? false : { typed }
  }
  return typedYes({ input, output }, yesPrompt, signal)
}

/** Returns whether the person types `yes`. An input that ends, an empty line, and `signal` count as no. */
export async function typedYes(streams: TerminalStreams, prompt: string, signal?: AbortSignal): Promise<boolean> {
  const typed = await readLines(streams, [prompt], { isHidden: false, signal })
  return typed?.[0]?.trim().toLowerCase() === 'yes'
}

/** Milliseconds between showing a question and accepting an answer. */
const settleTime = 1000

/**
 * Discards what is typed before the question and right after it appears. Returns false if the input ends, on Ctrl-C,
 * and when `signal` aborts.
 *
 * SECURITY: a terminal buffers input until a program reads it. Without this, a `yes` or a passphrase for a question
 * that the page has withdrawn would answer the next one (docs/security.md, "Consent").
 */
export async function settle({ input }: Pick<TerminalStreams, 'input'>, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input, output: nowhere(), terminal: input.isTTY === true, historySize: 0 })
  const closed = new AbortController()
  lines.once('close', () => closed.abort())
  const isSettled = await setTimeout(settleTime, true, { signal: AbortSignal.any([signal, closed.signal]) }).catch(
    () => false,
  )
  lines.close()
  return isSettled
}

/** Returns a stream that discards what readline would echo. */
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })

interface Reading {
  readonly isHidden: boolean
  readonly signal: AbortSignal | undefined
}

/** Returns a line for each prompt, or null if the input ends first, a line is empty, or `signal` aborts. */
function readLines(
  { input, output }: TerminalStreams,
  prompts: readonly string[],
  { isHidden, signal }: Reading,
): Promise<readonly string[] | null> {
  // SECURITY: with `terminal`, readline turns off the echo of the terminal, and its own echo is discarded
  // (docs/security.md, "Consent").
  const lines = isHidden
    ? createInterface({ input, output: nowhere(), terminal: input.isTTY === true, historySize: 0 })
    : createInterface({ input, output })
  const given: string[] = []
  return new Promise((resolve) => {
    const withdraw = () => finish(null)
    const finish = (answer: readonly string[] | null) => {
      signal?.removeEventListener('abort', withdraw)
      resolve(answer)
      lines.close()
    }
    const ask = () => {
      const prompt = prompts[given.length] ?? ''
      if (isHidden) output.write(prompt)
      else {
        lines.setPrompt(prompt)
        lines.prompt()
      }
    }
    lines.once('close', () => resolve(null))
    lines.on('line', (line) => {
      if (given.length === prompts.length) return
      if (isHidden) output.write('\n')
      given.push(line)
      if (line === '') finish(null)
      else if (given.length === prompts.length) finish(given)
      else ask()
    })
    signal?.addEventListener('abort', withdraw, { once: true })
    if (signal?.aborted === true) withdraw()
    else ask()
  })
}
