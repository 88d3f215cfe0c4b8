/** Formats JSON: two spaces of indent, short lists of plain values on one line. */
import type { Token } from './tree.ts'

const closing: Readonly<Partial<Record<Token['type'], string>>> = { '[': ']', '{': '}' }

/** Longest list that stays on one line, in characters. */
const lineLength = 80

/**
 * Returns the index of the closing token of each short bracket that contains only plain values, by its opening token.
 */
function shortLists(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const short = new Map<number, number>()
  let open = -1
  for (const [index, { type }] of tokens.entries()) {
    if (type === '[' || type === '{') open = index
    else if (type === ']' || type === '}') {
      const start = tokens[open]
      if (start !== undefined && closing[start.type] === type && (type === ']' || index === open + 1)) {
        let length = 0
        for (let at = open + 1; at < index; at++) length += (tokens[at]?.end ?? 0) - (tokens[at]?.start ?? 0) + 1
        if (length <= lineLength) short.set(open, index)
      }
      open = -1
    }
  }
  return short
}

export function printJson(text: string, tokens: readonly Token[]): string {
  const short = shortLists(tokens)
  const parts: string[] = []
  let depth = 0
  let lineUntil = -1
  const newLine = (): void => void parts.push('\n', '  '.repeat(depth))
  for (const [index, token] of tokens.entries()) {
    const piece = text.slice(token.start, token.end)
    const inLine = index <= lineUntil
    if (token.type === '[' || token.type === '{') {
      parts.push(piece)
      const end = short.get(index)
      if (end !== undefined) lineUntil = end
      else {
        depth++
        newLine()
      }
    } else if (token.type === ']' || token.type === '}') {
      if (!inLine) {
        depth = Math.max(0, depth - 1)
        newLine()
      }
      parts.push(piece)
    } else if (token.type === ',') {
      parts.push(piece)
      if (inLine) parts.push(' ')
      else newLine()
    } else if (token.type === ':') parts.push(': ')
    else parts.push(piece)
  }
  return `${parts.join('').trimEnd()}\n`
}
