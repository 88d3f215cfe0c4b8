/**
 * Decodes bytes that a person chose, dropped or pasted to text: key files, `.env`, JSON, YAML, kubeconfigs, policies,
 * PEM, JWTs. Windows PowerShell writes UTF-16 by default, and editors add a byte order mark at the beginning (Unicode
 * Standard, 23.8).
 */

import type { Tidied } from './tidied.ts'

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be'

export interface DecodedText {
  /** Without a byte order mark; line ends unchanged. */
  readonly text: string
  readonly encoding: TextEncoding
  /** Whether the bytes began with a byte order mark. */
  readonly hadMark: boolean
  /** The encoding as a note for the person; empty for UTF-8. */
  readonly tidied: readonly Tidied[]
}

/** Returns the text of a file, or null for bytes that are not text: not UTF-8, and not recognized as UTF-16. */
export function decodeText(bytes: Uint8Array): DecodedText | null {
  const mark = marks.find(({ signs }) => signs.every((sign, at) => bytes[at] === sign))
  const encoding = mark?.encoding ?? (looksLikeUtf16(bytes) || 'utf-8')
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    // A text file has no NUL. DER, archives and images, which may be valid UTF-8 by chance, nearly always do.
    if (text.includes('\0')) return null
    return { text, encoding, hadMark: mark !== undefined, tidied: encoding === 'utf-8' ? [] : ['utf-16'] }
  } catch {
    return null
  }
}

const marks = [
  { signs: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { signs: [0xff, 0xfe], encoding: 'utf-16le' },
  { signs: [0xfe, 0xff], encoding: 'utf-16be' },
] as const

/** Bytes that are inspected if there is no mark. */
const sampleLength = 512

/** Detects UTF-16 without a mark: in ASCII text, every other byte is zero. Even and odd bytes must both match. */
function looksLikeUtf16(bytes: Uint8Array): TextEncoding | false {
  const length = Math.min(bytes.length, sampleLength) & ~1
  if (length < 4) return false
  let even = 0
  let odd = 0
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0) even += 1
    if (bytes[at + 1] === 0) odd += 1
  }
  const half = length / 2
  if (odd > half * 0.6 && even === 0) return 'utf-16le'
  if (even > half * 0.6 && odd === 0) return 'utf-16be'
  return false
}
