/** Converts a logical path (`secret/data/a b%`) to the path of a request (`/v1/secret/data/a%20b%25`). */
import { Failure } from '../contract/failure.ts'

/** A path without characters to encode or refuse: words, separated by a dot or a slash. */
const usual = /^[\w~-]+(?:[./][\w~-]+)*\/?$/
const controlCharacter = /\p{Cc}/u

const refuse = (why: string) =>
  new Failure('invalid-input', `The path cannot be sent: ${why}.`, { issues: [{ path: 'path', message: why }] })

/**
 * Encodes segment by segment (RFC 3986, section 3.3) without normalization: `%`, `#`, `?`, `+`, `&`, spaces, Korean,
 * emoji and a trailing slash reach the server unchanged.
 * @throws Failure `invalid-input` for `.` and `..` segments (servers and proxies resolve them: CVE-2026-3605), empty
 * segments, control characters and lone surrogates.
 */
export function encodePath(path: string): string {
  if (usual.test(path)) return path
  if (path === '' || path.startsWith('/') || path.includes('//')) throw refuse('it has an empty segment')
  if (controlCharacter.test(path)) throw refuse('it has a control character')
  if (!path.isWellFormed()) throw refuse('it has half a character')
  return path
    .split('/')
    .map((segment) => {
      if (segment === '.' || segment === '..') throw refuse('a segment is "." or ".."')
      return encodeURIComponent(segment)
    })
    .join('/')
}

/**
 * Returns `?list=true&version=2`, or an empty text. A value is encoded as by `encodeURIComponent`, so that `+` stays
 * `+`.
 */
export function encodeQuery(query: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  )
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}
