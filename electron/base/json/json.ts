/**
 * JSON that keeps every digit. JavaScript's numbers are doubles, Vault's are text: `12345678901234567890`, `1.0` and
 * `1e400` would be changed by reading, editing and writing. Such numbers are stored as `RawNumber`.
 */
import { hasEscapedName, parseEscapedNames } from './escapedNames.ts'

/** A number as its JSON text, if a double would print it in another way. `JSON.stringify` writes the text unchanged. */
export interface RawNumber {
  readonly rawJSON: string
}

// The language's own feature for this (ECMAScript "JSON.parse source text access"), not yet in TypeScript's library.
interface RawJson {
  rawJSON(text: string): RawNumber
  isRawJSON(value: unknown): value is RawNumber
}
type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

const raw = JSON as unknown as RawJson
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown

/**
 * Whether the text may contain a number that a double would change. Only numbers follow `":`, `[`, `,` or the start, so
 * dates and other strings rarely match; a false positive costs time, never a digit.
 */
const doubtfulNumber = /(?:^|"\s*:|[[,])\s*(?:-0|-?(?:\d+[.eE]|\d{16}))/

/** Whether this value is a number that is stored as text. */
export function isRawNumber(value: unknown): value is RawNumber {
  return raw.isRawJSON(value)
}

/** Returns the number of a JSON text as a `RawNumber`. @throws SyntaxError when the text is not a JSON value. */
export const rawNumber = (text: string): RawNumber => raw.rawJSON(text)

/**
 * Parses JSON; numbers that a double would change become `RawNumber`. `__proto__` is an ordinary key.
 * @throws SyntaxError when the text is not JSON, RangeError when it is nested too deeply. Neither is ever shown,
 * because the engine's message quotes the text.
 */
export function parseJson(text: string): unknown {
  if (hasEscapedName(text)) return parseEscapedNames(text, numberOf)
  if (!doubtfulNumber.test(text)) return JSON.parse(text)
  return parseWithSource(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? numberOf(source) : value,
  )
}

/** Returns a number, or a `RawNumber` if a double would print it in another way. */
function numberOf(source: string): number | RawNumber {
  const value = Number(source)
  return JSON.stringify(value) === source ? value : raw.rawJSON(source)
}

/**
 * Returns the JSON text of a value from `parseJson`, on one line, with every number unchanged.
 * @throws RangeError when it is nested too deeply, TypeError when it is not JSON (undefined, a function).
 */
export function stringifyJson(value: unknown): string {
  const text: string | undefined = JSON.stringify(value)
  if (text === undefined) throw new TypeError('not a JSON value')
  return text
}

/**
 * Returns a value, given as JSON text, as a person reads it: a text without its quotes, objects and lists on several
 * lines.
 */
export function valueAsText(json: string): string {
  const value = parseJson(json)
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}

/** Returns one value of a secret as JSON text, in the form of the contract (`Entry.json`). */
export function valueAsJson(value: unknown): string {
  return stringifyJson(value)
}
