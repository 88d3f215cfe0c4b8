/** Makes other programs' output safe to show in a window. */
import { stripVTControlCharacters } from 'node:util'

/** The maximum number of characters of one line. */
const longest = 300

/** Returns one line without terminal controls, direction marks or line breaks, at most 300 characters. */
export function showable(text: string): string {
  const plain = stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain
}
