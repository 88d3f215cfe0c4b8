/** Files as values: base64, since a value of a secret is a text (RFC 4648). */

/** Maximum number of bytes of a file that becomes a value: base64 adds a third, and Vault takes one text of 1 MiB. */
export const largestFile = 768 * 1024

/** Whether the text may be the base64 of a file. Short texts of letters may be, too, and mostly are not. */
export function looksLikeBase64(text: string): boolean {
  const signs = text.replaceAll(/\s/g, '')
  return signs.length >= 16 && /^[\w+/-]*={0,2}$/.test(signs) && signs.replaceAll('=', '').length % 4 !== 1
}

/** The base64 of bytes, on one line. */
export function base64Of(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  }
  return btoa(binary)
}

/** The bytes of a base64 text. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
}

/** The text of UTF-8 bytes, or null when they are not UTF-8. */
export function textOfBytes(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
