/** Converts typed text to the text that the servers' parsers see. */
import { isAnySpace } from './characters.ts'
import { dialects, type Dialect } from './dialect.ts'
import type { Source } from './tree.ts'

const base64Shape = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** The servers decode a policy that is entirely valid base64 before they parse it; null if it is not. */
function decodeBase64(text: string): string | null {
  if (!/^[A-Za-z0-9+/=\r\n]*$/.test(text)) return null
  const packed = text.replaceAll(/[\r\n]/g, '')
  if (packed === '' || !base64Shape.test(packed)) return null
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0))
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).replaceAll('\ufffd', '\udc80')
  }
}

function looksLikeJson(text: string): boolean {
  let at = 0
  for (;;) {
    const c = text.codePointAt(at)
    if (c === undefined || !isAnySpace(c)) return c === 123
    at++
  }
}

/** Returns the length in UTF-8 bytes. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at)
    // A surrogate pair is two UTF-16 units and four bytes.
    if (c >= 0x80) bytes += c >= 0x800 && (c < 0xd800 || c > 0xdfff) ? 2 : 1
  }
  return bytes
}

/** True if a server of this kind refuses the text because of its length. */
export const isTooLarge = (text: string, dialect: Dialect): boolean =>
  text.length * 3 > dialects[dialect].maxBytes && utf8Length(text) > dialects[dialect].maxBytes

/** Returns the text as it is parsed. All offsets of its parts are into `text` of the result. */
export function sourceOf(written: string): Source {
  const wellFormed = written.toWellFormed()
  const decoded = decodeBase64(wellFormed)
  const text = (decoded ?? wellFormed).replaceAll('\r\n', '\n')
  return { text, form: looksLikeJson(text) ? 'json' : 'hcl', base64: decoded !== null }
}
