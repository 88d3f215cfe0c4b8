/** The errors of a secret that is written as one text, with their positions. */

/** `useTextProblemMessages.ts` has a message for each. */
export type TextProblemKind =
  | 'not-an-object'
  | 'key-twice'
  | 'too-deep'
  | 'too-many'
  | 'key-expected'
  | 'value-expected'
  | 'colon-expected'
  | 'comma-expected'
  | 'brace-expected'
  | 'bracket-expected'
  | 'end-expected'
  | 'comment'
  | 'string-end'
  | 'escape'
  | 'character'
  | 'symbol'
  | 'number'
  | 'number-form'
  | 'alias'
  | 'tag'
  | 'key-form'
  | 'several-documents'
  | 'indent'
  | 'tab'
  | 'syntax'

export interface TextProblem {
  readonly kind: TextProblemKind
  /** UTF-16 offsets into the text. */
  readonly from: number
  readonly to: number
  /** From 1. */
  readonly line: number
  readonly column: number
  /** The key or the piece of text that it is about; never a value. */
  readonly name?: string
}

/** Line and column of an offset, both from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - lineStart + 1 }
}

/** A problem at a place of `text`. */
export function problemAt(text: string, kind: TextProblemKind, from: number, to = from, name?: string): TextProblem {
  const start = Math.min(from, text.length)
  const end = Math.min(Math.max(to, start), text.length)
  return { kind, from: start, to: end, ...placeOf(text, start), ...(name !== undefined && { name }) }
}
