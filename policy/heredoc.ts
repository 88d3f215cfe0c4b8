/** Finds the end of a heredoc of HCL 1. */
import { isDigit, isLetter } from './characters.ts'

/** `code` is its problem; then `end` is where parsing continues. */
export interface HeredocEnd {
  readonly end: number
  readonly code: 'heredoc-not-ended' | 'heredoc-anchor' | null
}

const isIndent = (c: number): boolean => c === 32 || (c >= 9 && c <= 13)

/**
 * Whether the line from `start` to `end` contains only the anchor: spaces may precede it, carriage returns may follow.
 * The last line of an indented heredoc must be longer than its anchor: without indentation it does not end it.
 */
function isLast(text: string, start: number, end: number, anchor: string, indented: boolean): boolean {
  let to = end
  while (to > start && text.charCodeAt(to - 1) === 13) to--
  // An anchor that itself ends in a carriage return requires one here.
  if (anchor.endsWith('\r')) {
    if (to === end) return false
    to++
  }
  const from = to - anchor.length
  if (from < start || !text.startsWith(anchor, from)) return false
  for (let at = start; at < from; at++) if (!isIndent(text.charCodeAt(at))) return false
  return !indented || end - start > anchor.length
}

/** Parses from the first `<` at `at`. */
export function heredocEnd(text: string, at: number): HeredocEnd {
  let from = at + 2
  const indented = text.charCodeAt(from) === 45
  if (indented) from++
  let end = from
  for (;;) {
    const c = text.codePointAt(end) ?? 0
    if (!isLetter(c) && !isDigit(c)) break
    end += c > 0xffff ? 2 : 1
  }
  if (text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10) end++
  if (end >= text.length) return { end: text.length, code: 'heredoc-not-ended' }
  if (text.charCodeAt(end) !== 10 || end === from) return { end, code: 'heredoc-anchor' }
  const anchor = text.slice(from, end)
  let line = end + 1
  for (;;) {
    const next = text.indexOf('\n', line)
    if (next === -1) return { end: text.length, code: 'heredoc-not-ended' }
    if (isLast(text, line, next, anchor, indented)) return { end: next + 1, code: null }
    line = next + 1
  }
}
