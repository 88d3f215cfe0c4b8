/** Makes text from other sources fit to show. */

const maxLength = 2000

/**
 * Returns at most 2,000 characters on one line, without control characters and without the marks that change the
 * direction of reading: with them a foreign text can look like another one, or like ours.
 */
export function sanitizeText(text: string): string {
  return text
    .slice(0, maxLength)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim()
}
