/** The problems of a policy's text: a code, a position, and the parameters of the message. */
import type { Span } from './tree.ts'

/** The server refuses a policy with one of these problems. */
export const problemCodes = [
  // The text
  'empty',
  'too-large',
  'too-deep',
  'api-body',
  'terraform',
  'nul',
  'byte-order-mark',
  'illegal-character',
  'illegal-encoding',
  'string-not-ended',
  'comment-not-ended',
  'heredoc-not-ended',
  'heredoc-anchor',
  'illegal-escape',
  'illegal-number',
  // The grammar
  'expected',
  'already-set',
  // The meaning
  'unknown-key',
  'unknown-rule-key',
  'wrong-type',
  'not-a-number',
  'number-too-large',
  'undecodable',
  'unknown-capability',
  'unknown-old-policy',
  'plus-star',
  'template-braces',
  'bad-duration',
  'bad-time',
  'wrapping-order',
  'control-group-factors',
  'control-group-factor',
  'control-group-capability',
  'filter-needs-list',
  'filter-template',
] as const
export type ProblemCode = (typeof problemCodes)[number]

export interface Problem extends Span {
  readonly code: ProblemCode
  /** Names, numbers, and the expected and found text, for the message. */
  readonly parameters: Readonly<Record<string, string>>
  /** The fix, if it is certain. */
  readonly fix?: readonly TextEdit[]
}

/** Replaces `start` to `end` with `text`. */
export interface TextEdit extends Span {
  readonly text: string
}

export function problemAt(
  span: Span,
  code: ProblemCode,
  parameters: Readonly<Record<string, string>> = {},
  fix?: readonly TextEdit[],
): Problem {
  const problem = { code, start: span.start, end: span.end, parameters }
  return fix === undefined ? problem : { ...problem, fix }
}

/** Returns the text with all edits applied; they must not overlap. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  let result = ''
  let at = 0
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    if (edit.start < at) throw new RangeError('edits overlap')
    result += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return result + text.slice(at)
}

/** Converts offsets to 1-based lines and columns; created once for a text, then each lookup is a binary search. */
export class Lines {
  readonly #starts: number[] = [0]

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1)
  }

  at(offset: number): { readonly line: number; readonly column: number } {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 }
  }
}
