/** From what a person typed to the text that the servers' parsers see. */
import { isAnySpace } from './characters.ts'
import { dialects, type Dialect } from './dialect.ts'
import type { Source } from './tree.ts'

const base64Shape = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** The servers decode a policy that happens to be base64, whole, before they look at it; null when it is none. */
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

/** Length in UTF-8 bytes. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at)
    // A surrogate pair is two units here and four bytes there.
    if (c >= 0x80) bytes += c >= 0x800 && (c < 0xd800 || c > 0xdfff) ? 2 : 1
  }
  return bytes
}

/** True when a server of this kind does not even take the text. */
export const isTooLarge = (text: string, dialect: Dialect): boolean =>
  text.length * 3 > dialects[dialect].maxBytes && utf8Length(text) > dialects[dialect].maxBytes

/** The text as it is parsed. Offsets of everything that is read from it are into `text` of the answer. */
export function sourceOf(written: string): Source {
  const wellFormed = written.toWellFormed()
  const decoded = decodeBase64(wellFormed)
  const text = (decoded ?? wellFormed).replaceAll('\r\n', '\n')
  return { text, form: looksLikeJson(text) ? 'json' : 'hcl', base64: decoded !== null }
}
