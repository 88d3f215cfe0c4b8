/**
 * Checks that an address shows its real target. A host name can look like another one: letters of several scripts
 * (`vаult` with a Cyrillic а), invisible characters or characters that change the direction, percent signs, numbers
 * that are an IP address.
 */

/** `scheme://host[:port][/path]`, split as it is written, before a parser changes it. */
const written = /^(https?):\/\/(\[[0-9a-f:.]+\]|[^/:@?#[\]\\%]+)(:\d{1,5})?(\/[^?#\\]*)?$/iu

/** Control, format, private and unassigned characters, and line and paragraph separators. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/u

const letters = /^[\p{L}\p{M}\p{Nd}-]+$/u

/** The scripts that one label may be written in: each row is used together in one language. */
const scripts = [
  /^[\p{sc=Latin}\p{Nd}\p{sc=Inherited}-]+$/u,
  /^[\p{sc=Hangul}\p{sc=Han}\p{Nd}-]+$/u,
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u30fc\p{Nd}-]+$/u,
  /^[\p{sc=Cyrillic}\p{Nd}-]+$/u,
  /^[\p{sc=Greek}\p{Nd}-]+$/u,
  /^[\p{sc=Arabic}\p{Nd}-]+$/u,
  /^[\p{sc=Hebrew}\p{Nd}-]+$/u,
  /^[\p{sc=Devanagari}\p{Nd}-]+$/u,
  /^[\p{sc=Thai}\p{Nd}-]+$/u,
]

/** Whether a text has characters that a screen doesn't show, or shows in another order. */
export const hasUnseen = (text: string): boolean => unseen.test(text)

/**
 * Whether a person can recognize the host of an address: no invisible characters, no percent sign in the host, each
 * label in one script, an IP address in its usual form.
 */
export function isPlainAddress(text: string): boolean {
  if (hasUnseen(text) || text !== text.normalize('NFC')) return false
  const host = written.exec(text)?.[2]
  const url = URL.parse(text)
  if (host === undefined || url === null || url.username !== '' || url.password !== '') return false
  // SECURITY: for an ASCII host, the parser's result must equal the text, else the text had another meaning
  // (docs/security.md, "Links").
  if (/^[\u0021-\u007e]+$/.test(host)) return url.hostname === host.toLowerCase()
  return host
    .split('.')
    .every(
      (label) => letters.test(label) && label === label.normalize('NFKC') && scripts.some((one) => one.test(label)),
    )
}

/**
 * Returns an address with its host in ASCII, in the form that is sent (IDNA, punycode): `https://금고.example` is
 * `https://xn--299ayv.example`. Returns any other text unchanged.
 */
export function asciiAddress(text: string): string {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return text
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/** Whether the ASCII form of an address looks different from the typed one. */
export const looksDifferent = (text: string): boolean => URL.canParse(text) && !/^[\u0021-\u007e]*$/.test(text.trim())

const apiPath = /\/v1\/*$/

/** Whether an address ends in `/v1`, the path of the API, which every request adds. */
export const endsInApiPath = (address: string): boolean => apiPath.test(URL.parse(address.trim())?.pathname ?? '')

/** Whether a segment of an address is `/v1`: it may be the address of a request, such as `…/v1/secret/data/app`. */
export const includesApiPath = (address: string): boolean =>
  /\/v1(?:\/|$)/.test(URL.parse(address.trim())?.pathname ?? '')

/**
 * Returns what precedes the segment `/v1` of an address: the address of the server; null if there is no such segment.
 */
export function addressWithoutApi(address: string): string | null {
  const found = includesApiPath(address) ? /^(.*?)\/v1(?:\/|$)/.exec(address.trim())?.[1] : undefined
  return found === undefined || !URL.canParse(found) ? null : found
}

/** Returns the address without `/v1` at its end; null if it does not end in `/v1`. */
export function withoutApiPath(address: string): string | null {
  return endsInApiPath(address) ? address.trim().replace(apiPath, '') : null
}

/**
 * Whether a host name leads to the computer that uses it, which is another one for a pod or a server: loopback
 * addresses (RFC 6890, RFC 6761), the unspecified addresses, and IPv4 loopback in IPv6. In the form of `URL.hostname`.
 */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '')
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host.startsWith('127.') ||
    host === '0.0.0.0' ||
    host === '[::1]' ||
    host === '[::]' ||
    host.startsWith('[::ffff:7f')
  )
}

/** Returns the default port of an address without a port; null if it has one or is not an address. */
export function impliedPort(address: string): 80 | 443 | null {
  const url = URL.parse(address.trim())
  if (url === null || url.port !== '' || url.hostname === '' || /:\d+(?:[/?#]|$)/.test(address.trim())) return null
  return url.protocol === 'https:' ? 443 : url.protocol === 'http:' ? 80 : null
}
