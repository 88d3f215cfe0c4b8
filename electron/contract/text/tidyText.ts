/** Removes characters that programs and people put around a text, and reports which ones. */
import type { Tidied } from './tidied.ts'

export interface TidyText {
  readonly text: string
  /** In this order, each once; empty if the text did not change. */
  readonly removed: readonly Tidied[]
}

/**
 * Escape sequences (ECMA-48, 5.3 to 5.6): CSI with its parameters, OSC up to its end (BEL or ST), and those of two
 * characters. Programs that assume a terminal write them into redirected output (`kubectl exec -it`).
 */
const terminalCode =
  // oxlint-disable-next-line no-control-regex -- the pattern looks for these characters
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[ -/]*[0-~]/g

/** Characters without a width: byte order mark, zero-width space and joiners, word joiner, soft hyphen. */
const invisible = /[\u{feff}\u{200b}-\u{200d}\u{2060}\u{ad}]/gu

export const withoutTerminalCodes = (text: string): string => text.replaceAll(terminalCode, '')

/** `\r\n`, also with several `\r`, and a lone `\r` become `\n`. */
export const withLineFeeds = (text: string): string =>
  // Each run is matched once: a pattern that tries `\r+\n` at each `\r` takes time by the square of the run.
  text.replaceAll(/\r+\n?/g, (run) => (run.endsWith('\n') ? '\n' : '\n'.repeat(run.length)))

/** Removes only what a terminal writes; every other character can belong to the text. */
export const tidyTerminal = (text: string): TidyText => steps(text, [['terminal-codes', withoutTerminalCodes]])

/** Tidies a text of several lines, each of which may have a meaning: a key file, PEM, a policy. */
export function tidyLines(text: string): TidyText {
  return steps(text, [
    ['terminal-codes', withoutTerminalCodes],
    ['carriage-returns', withLineFeeds],
    ['invisible', (now) => now.replaceAll(invisible, '')],
  ])
}

/**
 * Tidies one word, such as a token or a key share, in which white space and characters without a width have no meaning.
 */
export function tidyWord(text: string): TidyText {
  return steps(text, [
    ['terminal-codes', withoutTerminalCodes],
    ['invisible', (now) => now.replaceAll(invisible, '')],
    ['quotes', withoutQuotes],
    ['white-space', (now) => now.replaceAll(/\s+/gu, '')],
  ])
}

/** Removes quotes of a shell, JSON, Markdown or a word processor, around the whole text and in pairs. */
export function withoutQuotes(text: string): string {
  const inner = text.trim()
  const [first = '', last = ''] = [inner.at(0), inner.at(-1)]
  const isQuoted = inner.length > 1 && pairs.some(([open, close]) => first === open && last === close)
  return isQuoted ? withoutQuotes(inner.slice(1, -1)) : text
}

const pairs = ['""', "''", '``', '“”', '‘’', '„“', '«»'].map((pair) => [pair.charAt(0), pair.charAt(1)] as const)

function steps(text: string, all: readonly (readonly [Tidied, (text: string) => string])[]): TidyText {
  const removed: Tidied[] = []
  let now = text
  for (const [what, step] of all) {
    const next = step(now)
    // White space at the end of a file is not reported.
    if (next !== now && (what !== 'white-space' || next !== now.trim())) removed.push(what)
    now = next
  }
  return { text: now, removed }
}
