/**
 * Values travel as JSON text, and so they are shown and edited: a number is never parsed, so that each of its digits
 * stays. RFC 8259.
 */
import type { FieldType } from '../../../../electron/contract/kv.ts'

/** What a JSON text holds, by its first sign. */
export function typeOfJson(json: string): FieldType {
  switch (json.trimStart()[0]) {
    case '"':
      return 'string'
    case '{':
      return 'object'
    case '[':
      return 'list'
    case 't':
    case 'f':
      return 'boolean'
    case 'n':
      return 'null'
    default:
      return 'number'
  }
}

/** A value as a person reads it: a text without its quotes, objects and lists over several lines, else as it stands. */
export function textOfJson(json: string): string {
  const type = typeOfJson(json)
  if (type === 'string') return String(JSON.parse(json))
  return type === 'object' || type === 'list' ? indentJson(json) : json.trim()
}

/** A text as a JSON value. */
export const jsonOfText = (text: string): string => JSON.stringify(text)

/** Is it one valid JSON value? */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Is it a JSON number (RFC 8259, section 6)? */
export const isJsonNumber = (text: string): boolean => /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)

/** A string literal, a sign of structure, a run of anything else (number, true, false, null), or white space. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+|\s+/gs

/** Valid JSON over several lines, two spaces a level. Strings and numbers are kept to the letter, keys in their order. */
export function indentJson(json: string): string {
  let level = 0
  let text = ''
  let previous = ''
  const line = () => `\n${'  '.repeat(level)}`
  for (const [token] of json.matchAll(tokens)) {
    if (token.trim() === '') continue
    if (token === '}' || token === ']') {
      level--
      text += previous === '{' || previous === '[' ? token : `${line()}${token}`
    } else {
      if (previous === '{' || previous === '[' || previous === ',') text += line()
      text += token === ':' ? ': ' : token
      if (token === '{' || token === '[') level++
    }
    previous = token
  }
  return text
}

/**
 * Does it hold a whole number that a double cannot? Vault's KV 2 turns numbers into doubles when it reads them, so that
 * such a one comes back changed; KV 1 keeps its digits. Only for valid JSON.
 */
export function losesDigits(json: string): boolean {
  for (const [token] of json.matchAll(tokens)) {
    if (!/^-?\d+$/.test(token)) continue
    const double = Number(token)
    if (!Number.isFinite(double) || BigInt(double) !== BigInt(token)) return true
  }
  return false
}
