/**
 * The parser of HCL 1. After an error it continues at the next line that can begin an argument or end the block, so
 * that one error does not hide the next.
 */
import { HclLexer } from './hclTokens.ts'
import { ProblemList } from './problemList.ts'
import { unindent, unquote } from './strings.ts'
import type { Problem } from './problems.ts'
import type { Block, Item, Key, List, Literal, Span, Token, Value } from './tree.ts'

/** Nesting of blocks and lists; a policy needs five, and without a limit a text could exhaust the stack. */
export const maxDepth = 100

export interface Parsed {
  readonly items: readonly Item[]
  readonly problems: readonly Problem[]
  /** An argument at the very end, `name =`, which the servers silently drop. */
  readonly dropped: Span | null
}

/** What can follow: the codes of `expected` problems. */
export type Expected =
  | 'name'
  | 'name-or-brace'
  | 'brace'
  | 'value'
  | 'closing-brace'
  | 'comma-or-bracket'
  | 'list-value'
  | 'json-name'
  | 'json-value'
  | 'json-object'

const literals = new Set(['number', 'float', 'bool', 'string', 'heredoc'])

/** Ends the parsing of an item whose error has been reported. */
class Mistake extends Error {}

/** One instance for all: a text with many errors must not cost a stack trace for each. */
const mistake = new Mistake()

class Parser {
  readonly problems = new ProblemList()
  dropped: Span | null = null
  readonly #text: string
  readonly #lexer: HclLexer
  readonly #refuseDuplicates: boolean
  /** The current token, and the end of the token before it. */
  #token: Token
  #previousEnd = 0

  constructor(text: string, refuseDuplicates: boolean) {
    this.#text = text
    this.#lexer = new HclLexer(text)
    this.#refuseDuplicates = refuseDuplicates
    this.#token = this.#significant()
  }

  #significant(): Token {
    let token = this.#lexer.next()
    while (token.type === 'comment') token = this.#lexer.next()
    return token
  }

  /** Moves to the next token. Returns the one that was current. */
  #next(): Token {
    const token = this.#token
    if (token.type !== 'end') {
      this.#previousEnd = token.end
      this.#token = this.#significant()
    }
    return token
  }

  /** Like `next`, but does not consume a closing brace, which may end the block around an error. */
  #nextInside(): Token {
    return this.#token.type === '}' ? this.#token : this.#next()
  }

  policy(): Item[] {
    const items = this.items(0)
    this.problems.takeAll(this.#lexer.problems)
    return items
  }

  #fail(token: Token, expected: Expected): never {
    // An illegal token already has its own problem.
    if (token.type !== 'illegal') {
      const found = token.type === 'end' ? '' : this.#text.slice(token.start, Math.min(token.end, token.start + 40))
      this.problems.add(token, 'expected', { expected, found })
    }
    throw mistake
  }

  #deeper(token: Token, depth: number): number {
    if (depth < maxDepth) return depth + 1
    this.problems.add(token, 'too-deep', { limit: String(maxDepth) })
    throw mistake
  }

  /** Parses the arguments and blocks up to a closing brace, or to the end at the outermost level. */
  items(depth: number): Item[] {
    const items: Item[] = []
    const seen = new Map<string, Token>()
    for (;;) {
      const begun = this.#token
      if (begun.type === 'end' || (begun.type === '}' && depth > 0)) return items
      try {
        const item = this.#item(depth, seen)
        if (item !== null) items.push(item)
        if (this.#token.type === ',') this.#next()
      } catch (error) {
        if (!(error instanceof Mistake)) throw error
        this.#recover(begun, depth)
      }
    }
  }

  /** Skips to where an argument could begin: a word at the start of a line, or the end of this block. */
  #recover(begun: Token, depth: number): void {
    if (this.#token === begun) this.#next()
    let open = 0
    for (; this.#token.type !== 'end'; this.#next()) {
      const { type } = this.#token
      if (type === '}' && open === 0 && depth > 0) return
      if (type === '{' || type === '[') open++
      else if ((type === '}' || type === ']') && open > 0) open--
      else if ((type === 'identifier' || type === 'string') && open === 0 && this.#beginsLine()) return
    }
  }

  #beginsLine(): boolean {
    return this.#text.slice(this.#previousEnd, this.#token.start).includes('\n')
  }

  #item(depth: number, seen: Map<string, Token>): Item | null {
    const keys: Key[] = []
    const keyTokens: Token[] = []
    for (;;) {
      const token = this.#nextInside()
      if (token.type === 'identifier' || token.type === 'string') {
        keys.push(this.#key(token))
        keyTokens.push(token)
      } else if (token.type === '=') {
        if (keys.length === 0) this.#fail(token, 'name')
        if (keys.length > 1) this.#fail(token, 'brace')
        if (this.#token.type === 'end' && depth === 0) {
          this.dropped = { start: keys[0]?.start ?? token.start, end: token.end }
          return null
        }
        const value = this.#value(depth)
        this.#noteDuplicate(keyTokens, seen)
        return { keys, value, start: keys[0]?.start ?? value.start, end: value.end }
      } else if (token.type === '{') {
        if (keys.length === 0) this.#fail(token, 'name')
        const value = this.#block(token, depth)
        return { keys, value, start: keys[0]?.start ?? value.start, end: value.end }
      } else {
        this.#fail(token, keys.length === 0 ? 'name' : 'name-or-brace')
      }
    }
  }

  /** The servers compare names as they are written: `"a"` and `a` are different. */
  #noteDuplicate(keys: readonly Token[], seen: Map<string, Token>): void {
    if (!this.#refuseDuplicates) return
    for (const key of keys) {
      const text = this.#text.slice(key.start, key.end)
      if (seen.has(text)) this.problems.add(key, 'already-set', { name: text })
      seen.set(text, key)
    }
  }

  #key(token: Token): Key {
    const text = this.#text.slice(token.start, token.end)
    if (token.type === 'string')
      return { type: 'string', start: token.start, end: token.end, value: unquote(text, false) }
    return { type: 'identifier', start: token.start, end: token.end, value: text }
  }

  #value(depth: number): Value {
    const token = this.#nextInside()
    if (literals.has(token.type)) return this.#literal(token)
    if (token.type === '{') return this.#block(token, depth)
    if (token.type === '[') return this.#list(token, depth)
    return this.#fail(token, 'value')
  }

  #literal(token: Token): Literal {
    const text = this.#text.slice(token.start, token.end)
    const type = token.type as Literal['type']
    const value = type === 'string' ? unquote(text, false) : type === 'heredoc' ? heredocValue(text) : text
    return { kind: 'literal', type, text, value, start: token.start, end: token.end }
  }

  #block(open: Token, depth: number): Block {
    const items = this.items(this.#deeper(open, depth))
    const close = this.#next()
    if (close.type === '}') return { kind: 'block', items, start: open.start, end: close.end }
    // Reported where the block was opened, because the end of the text does not show which block is open.
    this.problems.add(open, 'expected', { expected: 'closing-brace', found: '' })
    return { kind: 'block', items, start: open.start, end: close.start }
  }

  #list(open: Token, depth: number): List {
    const inner = this.#deeper(open, depth)
    const values: Value[] = []
    let needsComma = false
    for (;;) {
      const token = this.#nextInside()
      if (token.type === ']') return { kind: 'list', values, start: open.start, end: token.end }
      if (token.type === ',') {
        needsComma = false
        continue
      }
      if (needsComma || !(literals.has(token.type) || token.type === '{' || token.type === '[')) {
        this.#fail(token, needsComma ? 'comma-or-bracket' : 'list-value')
      }
      if (token.type === '[') values.push(this.#list(token, inner))
      else {
        values.push(token.type === '{' ? this.#block(token, inner) : this.#literal(token))
        needsComma = true
      }
    }
  }
}

const heredocValue = (text: string): string | null => (text.includes('\n') ? unindent(text) : null)

/** Parses HCL 1. `refuseDuplicates`: an argument that is set twice is an error, as for Vault, not for OpenBao. */
export function parseHcl(text: string, refuseDuplicates: boolean): Parsed {
  const parser = new Parser(text, refuseDuplicates)
  const items = parser.policy()
  return { items, problems: parser.problems.all, dropped: parser.dropped }
}
