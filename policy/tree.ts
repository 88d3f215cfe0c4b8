/**
 * The syntax tree of a policy's text. Every part has its position, so that an editor can mark it and a fix can change
 * it. Comments and spaces are only in the text; `tokensOf` returns them.
 */

/** From `start` up to, but not including, `end`: UTF-16 offsets into `Source.text`. */
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
  /** As the server reads it; null if reading it ends the server's request (an escape that it cannot decode). */
  readonly value: string | null
}

export interface Literal extends Span {
  readonly kind: 'literal'
  readonly type: 'number' | 'float' | 'bool' | 'null' | 'string' | 'heredoc'
  /** As written; the digits of a number, a string with its quotes. */
  readonly text: string
  /** The decoded text of a string or heredoc; null if the server cannot decode it. Others: `text`. */
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

/** The text that the offsets of the parts refer to. */
export interface Source {
  /** With `\n` for every `\r\n`, which the server's parser replaces first. */
  readonly text: string
  readonly form: Form
  /** Whether the whole text was base64, which the server decodes before it parses; `text` is the decoded content. */
  readonly base64: boolean
}

export interface Tree {
  readonly source: Source
  readonly items: readonly Item[]
}
