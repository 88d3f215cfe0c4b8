/** Formats HCL. Works only on tokens, so that it cannot lose or change one. */
import type { Token } from './tree.ts'

interface Line {
  readonly depth: number
  /** The text before the `=` of an argument, to align the signs of neighboring lines; null for other lines. */
  readonly name: string | null
  readonly text: string
  /** Whether an empty line precedes it. */
  readonly gap: boolean
  /** Neighboring arguments of one block share a column; a block or an empty line ends it. */
  readonly multiline: boolean
}

/** Longest list that stays on one line, in characters. */
const lineLength = 100

const isLineComment = (text: string, token: Token): boolean =>
  token.type === 'comment' && !text.startsWith('/*', token.start)

class Printer {
  readonly lines: Line[] = []
  readonly #text: string
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0
  /** The line that is being filled. */
  #parts: string[] = []
  #name: string | null = null
  #gap = false
  #previousEnd = 0
  #multiline = false

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text
    this.#tokens = tokens
  }

  #piece(token: Token): string {
    const piece = this.#text.slice(token.start, token.end)
    return token.type === 'comment' ? piece.trimEnd() : piece
  }

  #breaksBefore(token: Token): number {
    let breaks = 0
    const between = this.#text.slice(this.#previousEnd, token.start)
    for (let at = between.indexOf('\n'); at !== -1; at = between.indexOf('\n', at + 1)) breaks++
    return this.#text[this.#previousEnd - 1] === '\n' && this.#previousEnd > 0 ? breaks + 1 : breaks
  }

  #flush(): void {
    if (this.#parts.length === 0) return
    this.lines.push({
      depth: this.#depth,
      name: this.#name,
      text: this.#parts.join(''),
      gap: this.#gap,
      multiline: this.#multiline,
    })
    this.#parts = []
    this.#name = null
    this.#gap = false
    this.#multiline = false
  }

  /** Adds a token to the line, after a space if one belongs there. */
  #put(token: Token): void {
    const piece = this.#piece(token)
    if (this.#parts.length === 0) {
      // One empty line is intentional; more are not.
      this.#gap = this.#breaksBefore(token) > 1 && this.lines.length > 0 && !this.#afterOpening()
    } else if (token.type !== ',' && this.#parts.at(-1) !== '[' && token.type !== ']') this.#parts.push(' ')
    this.#parts.push(piece)
    this.#previousEnd = token.end
    if (token.type === 'heredoc' || isLineComment(this.#text, token)) this.#flushAfter(token)
  }

  /** A heredoc contains its own line break, a line comment needs one. */
  #flushAfter(token: Token): void {
    if (token.type !== 'heredoc') return this.#flush()
    const last = this.#parts.pop() ?? ''
    this.#parts.push(last.slice(0, -1))
    this.#multiline = true
    this.#flush()
  }

  #afterOpening(): boolean {
    return this.lines.at(-1)?.text.endsWith('{') ?? false
  }

  print(): void {
    for (; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at]
      if (token === undefined) break
      this.#step(token)
    }
    this.#flush()
  }

  #step(token: Token): void {
    switch (token.type) {
      case 'comment':
        return this.#comment(token)
      case '{':
        return this.#open(token)
      case '}':
        this.#flush()
        this.#depth = Math.max(0, this.#depth - 1)
        this.#put(token)
        this.#gap = false
        return this.#endLineUnless()
      case '=':
        if (this.#parts.length === 1) this.#name = this.#parts[0] ?? null
        return this.#put(token)
      case '[':
        return this.#list()
      case ',':
        this.#put(token)
        return this.#endLineUnless()
      default:
        this.#put(token)
        if (this.#endsArgument(token)) this.#endLineUnless()
    }
  }

  /** Whether an argument is complete with this token: it is the value after the `=`. */
  #endsArgument(token: Token): boolean {
    const before = this.#significant(this.#at, -1)
    return before?.type === '=' && token.type !== '['
  }

  #significant(from: number, step: 1 | -1): Token | undefined {
    let at = from + step
    while (this.#tokens[at]?.type === 'comment') at += step
    return this.#tokens[at]
  }

  /** Ends the line, unless a comma or a comment on the same line still belongs to it. */
  #endLineUnless(): void {
    const next = this.#tokens[this.#at + 1]
    if (next?.type === ',') return
    if (next?.type === 'comment' && this.#breaksBefore(next) === 0) return
    this.#flush()
  }

  #comment(token: Token): void {
    const own = this.#breaksBefore(token) > 0 || (this.#previousEnd === 0 && this.lines.length === 0)
    const betweenParts = this.#parts.length > 0 && !isLineComment(this.#text, token)
    if (own && this.#parts.length > 0 && !this.#inArgument()) this.#flush()
    this.#put(token)
    if (betweenParts && this.#inArgument()) return
    const next = this.#tokens[this.#at + 1]
    if (next === undefined || this.#breaksBefore(next) > 0 || next.type === '}') this.#flush()
  }

  /** Whether the position is between a name and its value, where a comment cannot end the line. */
  #inArgument(): boolean {
    const next = this.#significant(this.#at, 1)
    const before = this.#significant(this.#at, -1)
    if (before === undefined || next === undefined) return false
    const word = before.type === 'identifier' || before.type === 'string'
    return before.type === '=' || (word && (next.type === '=' || next.type === '{' || next.type === 'string'))
  }

  #open(token: Token): void {
    this.#put(token)
    const next = this.#tokens[this.#at + 1]
    if (next?.type === '}') {
      this.#at++
      this.#parts.push('}')
      this.#previousEnd = next.end
      return this.#endLineUnless()
    }
    if (next?.type === 'comment' && this.#breaksBefore(next) === 0 && isLineComment(this.#text, next)) {
      this.#at++
      this.#put(next)
    } else this.#flush()
    this.#depth++
  }

  /** Writes a list on one line if it is short and plain, else one value on each line. */
  #list(): void {
    const end = this.#plainListEnd()
    if (end === null) return this.#longList()
    for (; this.#at <= end; this.#at++) {
      const token = this.#tokens[this.#at]
      if (token !== undefined) this.#put(token)
    }
    this.#at = end
    this.#endLineUnless()
  }

  /** Returns the end of a list that contains only short plain values; null for others. */
  #plainListEnd(): number | null {
    let length = 0
    for (let at = this.#at + 1; at < this.#tokens.length; at++) {
      const token = this.#tokens[at]
      if (token === undefined || token.type === '[' || token.type === '{' || token.type === 'comment') return null
      if (token.type === 'heredoc') return null
      if (token.type === ']') return at
      length += token.end - token.start + 1
      if (length > lineLength || this.#piece(token).includes('\n')) return null
    }
    return null
  }

  #longList(): void {
    const open = this.#tokens[this.#at]
    if (open !== undefined) this.#put(open)
    this.#multiline = true
    this.#flush()
    this.#depth++
    for (this.#at++; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at]
      if (token === undefined) return
      if (token.type === ']') {
        this.#flush()
        this.#depth = Math.max(0, this.#depth - 1)
        this.#put(token)
        return this.#endLineUnless()
      }
      if (token.type === '{') this.#blockInList(token)
      else if (token.type === '[') this.#list()
      else if (token.type === 'comment') this.#comment(token)
      else {
        this.#put(token)
        this.#endLineUnless()
      }
    }
  }

  /** Writes a block that is a value of a list: its arguments in the usual way, up to its brace. */
  #blockInList(open: Token): void {
    const outer = this.#depth
    this.#open(open)
    if (this.#depth === outer) return
    for (this.#at++; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at]
      if (token === undefined) return
      this.#step(token)
      if (token.type === '}' && this.#depth === outer) return
    }
  }
}

/** Pads the names of neighboring arguments, so that their signs are aligned. */
function aligned(lines: readonly Line[]): string[] {
  const texts: string[] = []
  for (let at = 0; at < lines.length;) {
    let end = at
    let width = 0
    for (; end < lines.length; end++) {
      const line = lines[end]
      if (line === undefined || line.name === null || line.depth !== lines[at]?.depth || (end > at && line.gap)) break
      width = Math.max(width, line.name.length)
      if (line.multiline) {
        end++
        break
      }
    }
    if (end === at) end++
    for (; at < end; at++) {
      const line = lines[at]
      if (line !== undefined)
        texts.push(line.name === null ? line.text : line.name.padEnd(width) + line.text.slice(line.name.length))
    }
  }
  return texts
}

const isComment = (line: string): boolean => line.startsWith('#') || line.startsWith('/')

/** Returns the tokens as text. The space between them is generated. */
export function printHcl(text: string, tokens: readonly Token[]): string {
  const printer = new Printer(text, tokens)
  printer.print()
  const { lines } = printer
  const texts = aligned(lines)
  const parts: string[] = []
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]
    const atRoot = line.depth === 0 && before !== undefined && before.depth === 0
    const betweenRules = atRoot && (before.text.startsWith('}') || (line.text.endsWith('{') && !isComment(before.text)))
    if (line.gap || betweenRules) parts.push('\n')
    parts.push('  '.repeat(line.depth), texts[index] ?? '', '\n')
  }
  return parts.join('')
}
