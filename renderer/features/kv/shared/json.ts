/**
 * Values are sent, shown and edited as JSON text: a number is never parsed, so that each of its digits is kept. RFC
 * 8259.
 */
import type { FieldType } from '../../../../electron/contract/kv.ts'

/** The type of a JSON text, by its first character. */
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

/**
 * A value as a person reads it: a text without its quotes, objects and lists over several lines, everything else
 * unchanged.
 */
export function textOfJson(json: string): string {
  const type = typeOfJson(json)
  if (type === 'string') return String(JSON.parse(json))
  return type === 'object' || type === 'list' ? indentJson(json) : json.trim()
}

/** A text as a JSON value. */
export const jsonOfText = (text: string): string => JSON.stringify(text)

/** Whether the text is one valid JSON value. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Whether the text is a JSON number (RFC 8259, section 6). */
export const isJsonNumber = (text: string): boolean => /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)

/** A string literal, a structural character, a run of other characters (number, true, false, null), or white space. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+|\s+/gs

/** Valid JSON over several lines, two spaces per level. Strings and numbers are not changed, keys keep their order. */
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
 * Whether a number in it has digits, in its integer part or its fraction, that a double cannot hold. KV 2 of both
 * products stores numbers as doubles, so such a number changes when it is read; KV 1 keeps its digits. Only for valid
 * JSON.
 */
export function losesDigits(json: string): boolean {
  for (const [token] of json.matchAll(tokens)) {
    if (isJsonNumber(token) && decimalOf(token) !== decimalOf(String(Number(token)))) return true
  }
  return false
}

/** A number by its significant digits and the power of ten of the last one, so that `1.50` and `15e-1` are the same. */
function decimalOf(number: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? []
  if (whole === '') return number
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`
}

/**
 * Whether a text in it has half a character (a lone surrogate, RFC 8259, 8.2), which servers replace with U+FFFD. Only
 * for valid JSON.
 */
export const hasHalfCharacter = (json: string): boolean =>
  /\\u[dD][89a-fA-F]|[\ud800-\udfff]/.test(json) &&
  [...json.matchAll(tokens)].some(([token]) => token.startsWith('"') && !(JSON.parse(token) as string).isWellFormed())
