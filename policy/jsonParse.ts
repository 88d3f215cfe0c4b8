/**
 * Parses policies in JSON as the servers do, which is more lenient than JSON: closing braces may be missing, text after
 * the policy is not read, booleans in lists are skipped. The linter reports this; the parser follows it.
 */
import { maxDepth, type Expected, type Parsed } from './hclParse.ts'
import { JsonLexer, type JsonToken } from './jsonTokens.ts'
import { ProblemList } from './problemList.ts'
import { unquote } from './strings.ts'
import type { Block, Item, Key, List, Literal, Value } from './tree.ts'

/** `end`: the text ended where a name or value was expected, which silently ends the lists of names around it. */
type Stop = 'end' | 'error'

class Stopped extends Error {
  readonly why: Stop
  constructor(why: Stop) {
    super(why)
    this.why = why
  }
}

const stopped = { end: new Stopped('end'), error: new Stopped('error') }

class Parser {
  readonly problems = new ProblemList()
  readonly #text: string
  readonly #lexer: JsonLexer
  /** The token that was read last. */
  #token: JsonToken
  #mistake: { readonly token: JsonToken; readonly expected: Expected } | null = null

  constructor(text: string) {
    this.#text = text
    this.#lexer = new JsonLexer(text)
    this.#token = { type: 'end', start: 0, end: 0, problem: null }
  }

  #next(): JsonToken {
    this.#token = this.#lexer.next()
    if (this.#token.problem !== null) this.problems.take(this.#token.problem)
    return this.#token
  }

  #fail(expected: Expected): never {
    this.#mistake ??= { token: this.#token, expected }
    throw stopped.error
  }

  policy(): readonly Item[] {
    try {
      if (this.#next().type !== '{') this.#fail('json-object')
      return this.#block(0).items
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      const mistake = this.#mistake ?? { token: this.#token, expected: 'json-object' }
      // A problem of the lexer is the clearer message.
      if (this.problems.all.length === 0 || mistake.expected !== 'json-value') {
        const { start, end } = mistake.token
        const found = this.#text.slice(start, Math.min(end, start + 40))
        if (mistake.token.problem === null)
          this.problems.add({ start, end }, 'expected', { expected: mistake.expected, found })
      }
      return []
    }
  }

  #deeper(depth: number): number {
    if (depth < maxDepth) return depth + 1
    this.problems.add(this.#token, 'too-deep', { limit: String(maxDepth) })
    throw stopped.error
  }

  /** Parses from after the opening brace. An error at a closing brace only ends the object: `{"a": 1,}` is one. */
  #block(depth: number): Block {
    const { start } = this.#token
    const inner = this.#deeper(depth)
    const items: Item[] = []
    try {
      do {
        items.push(this.#item(inner))
      } while (this.#next().type === ',')
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      if (error.why === 'error') {
        if (this.#token.type !== '}') throw error
        this.#mistake = null
      }
    }
    return { kind: 'block', items, start, end: this.#token.end }
  }

  #item(depth: number): Item {
    const keys: Key[] = []
    for (;;) {
      const token = this.#next()
      if (token.type === 'end') throw stopped.end
      if (token.type === 'string') {
        const value = unquote(this.#text.slice(token.start, token.end), true)
        keys.push({ type: 'string', start: token.start, end: token.end, value })
      } else if (token.type === ':' && keys.length > 0) {
        const value = this.#value(depth)
        return { keys, value, start: keys[0]?.start ?? value.start, end: value.end }
      } else this.#fail('json-name')
    }
  }

  #value(depth: number): Value {
    const token = this.#next()
    switch (token.type) {
      case 'number':
      case 'float':
      case 'bool':
      case 'null':
      case 'string':
        return this.#literal(token)
      case '{':
        return this.#block(depth)
      case '[':
        return this.#list(depth)
      case 'end':
        throw stopped.end
      default:
        return this.#fail('json-value')
    }
  }

  /** Null is read as an empty string. */
  #literal(token: JsonToken): Literal {
    const text = token.type === 'null' ? '' : this.#text.slice(token.start, token.end)
    const value = token.type === 'string' ? unquote(text, true) : text
    return { kind: 'literal', type: token.type as Literal['type'], text, value, start: token.start, end: token.end }
  }

  #list(depth: number): List {
    const { start } = this.#token
    const inner = this.#deeper(depth)
    const values: Value[] = []
    for (;;) {
      const token = this.#next()
      switch (token.type) {
        case 'number':
        case 'float':
        case 'string':
          values.push(this.#literal(token))
          break
        case '{':
          values.push(this.#block(inner))
          break
        case ']':
          return { kind: 'list', values, start, end: token.end }
        // Skipped: also the bracket of a list in a list, whose values become part of this one.
        case ',':
        case 'bool':
        case '[':
          break
        default:
          this.#fail('list-value')
      }
    }
  }
}

/** Parses a policy in JSON as the servers do. */
export function parseJson(text: string): Parsed {
  const parser = new Parser(text)
  const items = parser.policy()
  return { items, problems: parser.problems.all, dropped: null }
}
