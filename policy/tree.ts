/**
 * What a policy's text is made of. Every part knows where it stands, so that an editor can mark it and a fix can change
 * it. Comments and spaces are in the text alone; who wants them asks `tokensOf`.
 */

/** From `start` up to, not including, `end`: UTF-16 offsets into `Source.text`. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type TokenType =
  | 'identifier'
  | 'number'
  | 'float'
  | 'bool'
  | 'null'
  | 'string'
  | 'heredoc'
  | 'comment'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | '='
  | ':'
  | '.'
  | '+'
  | '-'
  | 'illegal'
  | 'end'

export interface Token extends Span {
  readonly type: TokenType
}

export interface Key extends Span {
  readonly type: 'identifier' | 'string'
  /** As the server reads it; null where reading it ends the server's request (an escape that it cannot decode). */
  readonly value: string | null
}

export interface Literal extends Span {
  readonly kind: 'literal'
  readonly type: 'number' | 'float' | 'bool' | 'null' | 'string' | 'heredoc'
  /** As it stands; a number's digits, a string with its quotes. */
  readonly text: string
  /** What a string or heredoc says; null where the server cannot decode it. Others: `text`. */
  readonly value: string | null
}

export interface List extends Span {
  readonly kind: 'list'
  readonly values: readonly Value[]
}

export interface Block extends Span {
  readonly kind: 'block'
  readonly items: readonly Item[]
}

export type Value = Literal | List | Block

/** `path "a" { … }` has two keys and a block; `policy = "read"` one key and a literal. */
export interface Item extends Span {
  readonly keys: readonly Key[]
  readonly value: Value
}

export type Form = 'hcl' | 'json'

/** The text that the parts are offsets into. */
export interface Source {
  /** With `\n` for every `\r\n`, as the server's parser changes it first. */
  readonly text: string
  readonly form: Form
  /** The whole was base64, which the server decodes before it parses; `text` is what was inside. */
  readonly base64: boolean
}

export interface Tree {
  readonly source: Source
  readonly items: readonly Item[]
}
