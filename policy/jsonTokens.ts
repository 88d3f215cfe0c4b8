/** The lexer for policies in JSON, which is more lenient than JSON: the servers accept what it accepts. */
import { isDecimal, isDigit, isIllegalByte, isLetter, isWhitespace } from './characters.ts'
import { escapeEnd } from './hclTokens.ts'
import { hclPointNumber, jsonNumber } from './numbers.ts'
import { problemAt, type Problem } from './problems.ts'
import type { Token, TokenType } from './tree.ts'

/** `problem` is the server's error at this token; the server never reads text after the last brace. */
export interface JsonToken extends Token {
  readonly problem: Problem | null
}

const punctuation = new Set('[]{},:')

function word(text: string, at: number): JsonToken {
  let end = at
  for (;;) {
    const c = text.codePointAt(end) ?? 0
    if (!isLetter(c) && !(end > at && (isDigit(c) || c === 45))) break
    end += c > 0xffff ? 2 : 1
  }
  // The lexer consumes a NUL, which makes another word.
  if (text.charCodeAt(end) === 0) end++
  const found = text.slice(at, end)
  if (found === 'true' || found === 'false') return { type: 'bool', start: at, end, problem: null }
  if (found === 'null') return { type: 'null', start: at, end, problem: null }
  const span = { start: at, end }
  return {
    type: 'illegal',
    ...span,
    problem: problemAt(span, 'expected', { expected: 'json-value', found: found.slice(0, 40) }),
  }
}

function string(text: string, start: number): JsonToken {
  let problem: Problem | null = null
  for (let at = start + 1; at < text.length;) {
    const c = text.charCodeAt(at)
    if (c === 34) return { type: 'string', start, end: at + 1, problem }
    if (c === 10 || c === 0) break
    if (isIllegalByte(c) && !isHighSurrogate(text.charCodeAt(at - 1)))
      problem ??= problemAt({ start: at, end: at + 1 }, 'illegal-encoding')
    if (c !== 92) {
      at++
      continue
    }
    const { end, legal } = escapeEnd(text, at)
    if (!legal) problem ??= problemAt({ start: at, end }, 'illegal-escape', { escape: text.slice(at, end) })
    at = end
  }
  const lineEnd = text.indexOf('\n', start)
  const end = lineEnd === -1 ? text.length : lineEnd
  return { type: 'string', start, end, problem: problemAt({ start, end }, 'string-not-ended') }
}

const isHighSurrogate = (c: number): boolean => c >= 0xd800 && c <= 0xdbff

function number(text: string, start: number, digit: number): JsonToken {
  const { end, float, illegal } = jsonNumber(text, digit)
  const problem = illegal ? problemAt({ start, end }, 'illegal-number') : null
  return { type: float ? 'float' : 'number', start, end, problem }
}

function tokenAt(text: string, at: number): JsonToken {
  const c = text.charCodeAt(at)
  const character = text[at] ?? ''
  if (punctuation.has(character)) return { type: character as TokenType, start: at, end: at + 1, problem: null }
  if (c === 34) return string(text, at)
  if (isDecimal(c)) return number(text, at, at)
  if (c === 45 && isDecimal(text.charCodeAt(at + 1))) return number(text, at, at + 1)
  if (c === 46) {
    const float = isDecimal(text.charCodeAt(at + 1))
    const end = float ? hclPointNumber(text, at + 1) : at + 1
    return { type: float ? 'float' : '.', start: at, end, problem: null }
  }
  const point = text.codePointAt(at) ?? 0
  if (isLetter(point)) return word(text, at)
  // The lexer treats a NUL as the end, but can continue after it.
  if (c === 0) return { type: 'end', start: at, end: at + 1, problem: null }
  const span = { start: at, end: at + (point > 0xffff ? 2 : 1) }
  const problem = isIllegalByte(c)
    ? problemAt(span, 'illegal-encoding')
    : problemAt(span, 'illegal-character', { character: String.fromCodePoint(point) })
  return { type: 'illegal', ...span, problem }
}

/** Returns one token at a time; text after the policy is never read. */
export class JsonLexer {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length
  }

  next(): JsonToken {
    const text = this.#text
    while (isWhitespace(text.charCodeAt(this.#at))) this.#at++
    if (this.atEnd) return { type: 'end', start: text.length, end: text.length, problem: null }
    const token = tokenAt(text, this.#at)
    this.#at = Math.max(token.end, this.#at + 1)
    return token
  }
}

/** Returns all tokens of the text, including those after the policy. */
export function jsonTokens(text: string): readonly JsonToken[] {
  const lexer = new JsonLexer(text)
  const tokens: JsonToken[] = []
  for (;;) {
    const token = lexer.next()
    if (token.type === 'end' && token.start === text.length) return tokens
    tokens.push(token)
  }
}
