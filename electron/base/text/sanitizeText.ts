/** Text that somebody else wrote, made fit to be shown. */

const maxLength = 2000

/**
 * At most 2,000 characters on one line, without control characters and without the marks that turn the direction of
 * reading: with them a foreign text can look like another one, or like ours.
 */
export function sanitizeText(text: string): string {
  return text
    .slice(0, maxLength)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim()
}
