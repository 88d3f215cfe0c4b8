/**
 * Letters, digits and spaces as the servers' lexers define them. They work on code points; here a code point is a
 * number.
 */

const unicodeLetter = /^\p{L}$/u
const unicodeDigit = /^\p{Nd}$/u
const unicodeSpace = /^[\t-\r \u{85}\u{a0}\p{Z}]$/u

export const isDecimal = (c: number): boolean => c >= 48 && c <= 57

export const isHex = (c: number): boolean => isDecimal(c) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70)

export const isOctal = (c: number): boolean => c >= 48 && c <= 55

/** Space, tab, line feed, carriage return; no other space is allowed between tokens. */
export const isWhitespace = (c: number): boolean => c === 32 || c === 10 || c === 9 || c === 13

export const isLetter = (c: number): boolean =>
  (c >= 97 && c <= 122) ||
  (c >= 65 && c <= 90) ||
  c === 95 ||
  (c >= 0x80 && unicodeLetter.test(String.fromCodePoint(c)))

export const isDigit = (c: number): boolean => isDecimal(c) || (c >= 0x80 && unicodeDigit.test(String.fromCodePoint(c)))

/** Spaces that are allowed before the `{` that makes a text JSON. */
export const isAnySpace = (c: number): boolean =>
  c < 0x80 ? (c >= 9 && c <= 13) || c === 32 : unicodeSpace.test(String.fromCodePoint(c))

/** A code point that the HCL lexer reserves for itself. */
export const reservedCharacter = 0xe123

/** A byte of a base64 text that is not UTF-8: stored as a lone surrogate, which no decoded text contains. */
export const isIllegalByte = (c: number): boolean => c >= 0xdc80 && c <= 0xdcff
