/** A policy that was read, and the mapping between its offsets and those of the text as it is written. */
import { readPolicy } from '../../../../policy/meaning.ts'
import { Lines, type TextEdit } from '../../../../policy/problems.ts'
import type { Policy } from '../../../../policy/rules.ts'
import type { Edit, Setting } from './protocol.ts'

export interface Reading {
  readonly policy: Policy
  readonly lines: Lines
  /** Maps an offset of the parser's text to one of the written text. */
  readonly written: (offset: number) => number
  /** The inverse of `written`. */
  readonly parsed: (offset: number) => number
}

/** The parser sees `\n` for every `\r\n`: each position after one is further back in the text. */
function offsets(text: string): Pick<Reading, 'written' | 'parsed'> {
  const returns: number[] = []
  for (let at = text.indexOf('\r\n'); at !== -1; at = text.indexOf('\r\n', at + 2)) returns.push(at)
  if (returns.length === 0) return { written: (offset) => offset, parsed: (offset) => offset }
  /** The number of them before an offset; `shift` is 1 if offsets are counted without them. */
  const before = (offset: number, shift: 0 | 1): number => {
    let low = 0
    let high = returns.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((returns[middle] ?? 0) - middle * shift < offset) low = middle + 1
      else high = middle
    }
    return low
  }
  return { written: (offset) => offset + before(offset, 1), parsed: (offset) => offset - before(offset, 0) }
}

let last: { readonly text: string; readonly key: string; readonly reading: Reading } | null = null

/** Reads the text, unless it is the same as the last one. */
export function readingOf(text: string, { dialect, now }: Setting): Reading {
  const key = `${dialect} ${now}`
  if (last?.text === text && last.key === key) return last.reading
  const policy = readPolicy(text, { dialect, now })
  const { source } = policy.tree
  const places = source.base64 ? { written: () => 0, parsed: () => 0 } : offsets(text)
  const reading = { policy, lines: new Lines(source.base64 ? '' : text), ...places }
  last = { text, key, reading }
  return reading
}

/** Converts edits of the parser's text to edits of the written one. */
export function editsOf({ written }: Reading, edits: readonly TextEdit[]): Edit[] {
  return edits.map(({ start, end, text }) => ({ from: written(start), to: written(end), insert: text }))
}
