/** The lexer for HCL 1, in one pass over the text. After an error it continues to the end. */
import {
  isDecimal,
  isDigit,
  isHex,
  isIllegalByte,
  isLetter,
  isOctal,
  isWhitespace,
  reservedCharacter,
} from './characters.ts'
import { heredocEnd } from './heredoc.ts'
import { hclNumber, hclPointNumber } from './numbers.ts'
import { ProblemList } from './problemList.ts'
import { problemAt, type Problem, type ProblemCode } from './problems.ts'
import type { Token, TokenType } from './tree.ts'

/** By character code. */
const punctuation: readonly (TokenType | undefined)[] = (() => {
  const types: (TokenType | undefined)[] = Array.from({ length: 128 })
  for (const type of ['[', ']', '{', '}', ',', '=', '+'] as const) types[type.charCodeAt(0)] = type
  return types
})()

/** Returns where the digits of an escape end, of which there must be `wanted`. */
function digitsEnd(text: string, from: number, wanted: number, octal: boolean): number {
  let end = from
  while (end - from < wanted && (octal ? isOctal : isHex)(text.charCodeAt(end))) end++
  return end
}

/** Returns the end of the escape whose backslash is at `at`, and whether it is valid. */
export function escapeEnd(text: string, at: number): { readonly end: number; readonly legal: boolean } {
  const c = text[at + 1] ?? ''
  if (c !== '' && 'abfnrtv\\"'.includes(c)) return { end: at + 2, legal: true }
  if (isOctal(text.charCodeAt(at + 1))) {
    const end = digitsEnd(text, at + 1, 3, true)
    return { end, legal: end === at + 4 }
  }
  const wanted = c === 'x' ? 2 : c === 'u' ? 4 : c === 'U' ? 8 : 0
  if (wanted === 0) return { end: c === '\n' || c === '' ? at + 1 : at + 2, legal: false }
  const end = digitsEnd(text, at + 2, wanted, false)
  return { end, legal: end === at + 2 + wanted }
}

const made = (type: TokenType, start: number, end: number): Token => ({ type, start, end })

/** Returns one token at a time, including comments, so that the tokens of a long text are never all in memory. */
export class HclLexer {
  readonly #problems = new ProblemList()
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
    this.#unusable()
  }

  /** The problems of single characters and words so far. */
  get problems(): readonly Problem[] {
    return this.#problems.all
  }

  #problem(code: ProblemCode, start: number, end: number, parameters: Readonly<Record<string, string>> = {}): void {
    this.#problems.add({ start, end }, code, parameters)
  }

  /** Returns the next token; at the end of the text, `end` for every further call. */
  next(): Token {
    const text = this.#text
    let at = this.#at
    while (isWhitespace(text.charCodeAt(at))) at++
    if (at >= text.length) {
      this.#at = at
      return { type: 'end', start: text.length, end: text.length }
    }
    const c = text.charCodeAt(at)
    const type = punctuation[c]
    const token = type === undefined ? this.#token(at, c) : { type, start: at, end: at + 1 }
    this.#at = token.end
    return token
  }

  /** Reports characters that are allowed nowhere, not even in a comment. */
  #unusable(): void {
    for (const found of this.#text.matchAll(/[\0\u{e123}\u{dc80}-\u{dcff}]/gu)) {
      if (this.#problems.full) return
      const c = found[0].codePointAt(0) ?? 0
      const code = c === 0 ? 'nul' : isIllegalByte(c) ? 'illegal-encoding' : 'illegal-character'
      this.#problem(code, found.index, found.index + 1, c === reservedCharacter ? { character: 'U+E123' } : {})
    }
  }

  /** Returns the token at `at`, which is neither a space nor punctuation. */
  #token(at: number, c: number): Token {
    const text = this.#text
    if (c === 34) return made('string', at, this.#stringEnd(at))
    if (c === 35 || (c === 47 && text.charCodeAt(at + 1) === 47)) {
      const end = text.indexOf('\n', at)
      return made('comment', at, end === -1 ? text.length : end)
    }
    if (c === 47 && text.charCodeAt(at + 1) === 42) return made('comment', at, this.#blockCommentEnd(at))
    if (c === 60 && text.charCodeAt(at + 1) === 60) return made('heredoc', at, this.#heredocEnd(at))
    if (isDecimal(c)) return this.#number(at, at)
    if (c === 45) return isDecimal(text.charCodeAt(at + 1)) ? this.#number(at, at + 1) : made('-', at, at + 1)
    if (c === 46) {
      if (!isDecimal(text.charCodeAt(at + 1))) return made('.', at, at + 1)
      return made('float', at, hclPointNumber(text, at + 1))
    }
    return this.#word(at)
  }

  #word(at: number): Token {
    const text = this.#text
    const first = text.codePointAt(at) ?? 0
    const width = first > 0xffff ? 2 : 1
    if (!isLetter(first)) {
      if (first === 0xfeff && at === 0)
        this.#problems.take(problemAt({ start: 0, end: 1 }, 'byte-order-mark', {}, [{ start: 0, end: 1, text: '' }]))
      else if (first !== 0 && first !== reservedCharacter && !isIllegalByte(first))
        this.#problem('illegal-character', at, at + width, { character: String.fromCodePoint(first) })
      return made('illegal', at, at + width)
    }
    let end = at + width
    for (;;) {
      const c = text.codePointAt(end) ?? 0
      if (!isLetter(c) && !isDigit(c) && c !== 45 && c !== 46) break
      end += c > 0xffff ? 2 : 1
    }
    const length = end - at
    const bool = (length === 4 && text.startsWith('true', at)) || (length === 5 && text.startsWith('false', at))
    return made(bool ? 'bool' : 'identifier', at, end)
  }

  #number(start: number, digit: number): Token {
    const { end, float, illegal } = hclNumber(this.#text, digit)
    if (illegal) this.#problem('illegal-number', start, end)
    return made(float ? 'float' : 'number', start, end)
  }

  #blockCommentEnd(at: number): number {
    const end = this.#text.indexOf('*/', at + 2)
    if (end !== -1) return end + 2
    this.#problem('comment-not-ended', at, at + 2)
    return this.#text.length
  }

  #heredocEnd(at: number): number {
    const found = heredocEnd(this.#text, at)
    if (found.code !== null) this.#problem(found.code, at, found.end)
    return found.end
  }

  /** A string ends at its quote; inside `${…}` quotes and line breaks are part of it. */
  #stringEnd(start: number): number {
    const text = this.#text
    let braces = 0
    let at = start + 1
    while (at < text.length) {
      const c = text.charCodeAt(at)
      if (c === 34 && braces === 0) return at + 1
      if (c === 10 && braces === 0) break
      if (c === 92) {
        const { end, legal } = escapeEnd(text, at)
        if (!legal) this.#problem('illegal-escape', at, end, { escape: text.slice(at, end) })
        at = end
        continue
      }
      if (braces === 0 && c === 36 && text.charCodeAt(at + 1) === 123) {
        braces = 1
        at += 2
        continue
      }
      if (braces > 0 && c === 123) braces++
      if (braces > 0 && c === 125) braces--
      at++
    }
    const lineEnd = text.indexOf('\n', start)
    const end = lineEnd === -1 ? text.length : lineEnd
    this.#problem('string-not-ended', start, end)
    return end
  }
}

/** Returns all tokens of a text, including comments, without the end. */
export function hclTokens(text: string): readonly Token[] {
  const lexer = new HclLexer(text)
  const tokens: Token[] = []
  for (let token = lexer.next(); token.type !== 'end'; token = lexer.next()) tokens.push(token)
  return tokens
}
