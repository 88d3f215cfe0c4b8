/**
 * Numbers as the servers' lexers delimit them, including their bugs: an exponent without digits swallows the character
 * after it, and `.5e3` is `.5e` and then `3`.
 */
import { isDecimal, isHex } from './characters.ts'

export interface NumberToken {
  readonly end: number
  readonly float: boolean
  readonly illegal: boolean
}

const isExponent = (c: number): boolean => c === 101 || c === 69

function afterDecimals(text: string, from: number): number {
  let at = from
  while (isDecimal(text.charCodeAt(at))) at++
  // To the lexer, a NUL is the end of the text. It consumes the NUL, which becomes part of the number.
  return at > from && text.charCodeAt(at) === 0 ? at + 1 : at
}

/** Parses from the `e`. */
function afterExponent(text: string, from: number): number {
  let at = from + 1
  const sign = text.charCodeAt(at)
  if (sign === 43 || sign === 45) at++
  const end = afterDecimals(text, at)
  if (end > at || at >= text.length) return end
  return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)
}

/** Parses from the `.` or `e` after the first digits; null if there is neither. */
function afterFraction(text: string, from: number): number | null {
  const c = text.charCodeAt(from)
  if (isExponent(c)) return afterExponent(text, from)
  if (c !== 46) return null
  const at = afterDecimals(text, from + 1)
  return isExponent(text.charCodeAt(at)) ? afterExponent(text, at) : at
}

/** Parses a number of HCL whose first digit is at `at`; the caller handles a minus before it. */
export function hclNumber(text: string, at: number): NumberToken {
  if (text.charCodeAt(at) !== 48) {
    const digits = afterDecimals(text, at)
    const end = afterFraction(text, digits)
    return { end: end ?? digits, float: end !== null, illegal: false }
  }
  const mark = text.charCodeAt(at + 1)
  if (mark === 120 || mark === 88) {
    let end = at + 2
    while (isHex(text.charCodeAt(end))) end++
    return { end, float: false, illegal: end === at + 2 }
  }
  let digits = at + 1
  // The first digit after the zero is not checked: `08` is accepted here, and fails only when its value is needed.
  let notOctal = false
  while (isDecimal(text.charCodeAt(digits))) {
    digits++
    const next = text.charCodeAt(digits)
    if (next === 56 || next === 57) notOctal = true
  }
  const end = afterFraction(text, digits)
  return { end: end ?? digits, float: end !== null, illegal: end === null && notOctal }
}

/** Parses HCL's `.5`; `at` is the first digit after the point. */
export function hclPointNumber(text: string, at: number): number {
  const digits = afterDecimals(text, at)
  return isExponent(text.charCodeAt(digits)) ? digits + 1 : digits
}

/** Parses a number of JSON as that lexer delimits it. */
export function jsonNumber(text: string, at: number): NumberToken {
  const digits = afterDecimals(text, at)
  const end = afterFraction(text, digits)
  if (end !== null) return { end, float: true, illegal: false }
  // A zero must be the only digit, and not at the end of the text.
  const illegal = text.charCodeAt(at) === 48 && (digits > at + 1 || digits >= text.length)
  return { end: digits, float: false, illegal }
}
