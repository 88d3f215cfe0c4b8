/** Characters that are invisible on a screen, or that change how the characters around them are shown. */

/**
 * One such character: controls, format and bidirectional characters, line separators, unassigned and private
 * characters, letters without a shape (fillers, the Braille blank, variation selectors), every space except the plain
 * one.
 */
export const unseenCharacter = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\p{DI}\u2800]|(?! )\p{Zs}/u

/**
 * A character that the servers refuse in a path with an empty 400 answer, unless the listener has
 * `disable_printable_check`: every character for which Go's `unicode.IsPrint` is false.
 */
export const unprintable = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u

const unseenOrDoubled = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\p{DI}\u2800]|(?! )\p{Zs}|(?<= ) /gu

/** Returns the character as `\u{…}`, in hexadecimal. */
export const codeOf = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`

/** Returns the text on one line with every invisible or reordering character, and every doubled space, as `\u{…}`. */
export const withCodes = (text: string): string => text.replaceAll(unseenOrDoubled, codeOf)
