/** Finds a JWT in what a person pastes or drops: the token alone, or the output of a program that has it somewhere. */
import { tidyLines, tidyWord } from './tidyText.ts'

export type FoundJwt =
  | { readonly state: 'found'; readonly jwt: string }
  /** A variable or a command that a shell or a template was to replace: `$TOKEN`, `${SA_TOKEN}`, `$(cat …)`. */
  | { readonly state: 'placeholder' }
  /** Several different ones. */
  | { readonly state: 'several' }
  /** None: the text without what stands around a word, for the reader to say what is wrong. */
  | { readonly state: 'none'; readonly text: string }

const placeholder = /^(?:\$\{?\w+\}?|\$\(.*\)|`.*`|\{\{.*\}\}|<[^>]+>)$/s
/** The scheme of a header, or the name of a variable or member, before the token. */
const label = /^(?:Authorization:)?(?:Bearer(?=[A-Za-z0-9])|(?:export)?[A-Za-z_]\w{0,40}[=:]["']?(?:Bearer)?)/i

/**
 * Base64url has no white space and no characters without a width (RFC 7515, 2), so a token that was folded into lines is
 * put together. A character behind it, such as the `%` of a shell's prompt, is not taken along.
 */
export function jwtInText(given: string): FoundJwt {
  const text = tidyLines(given).text.trim()
  if (placeholder.test(text.replace(/^["']|["']$/g, ''))) return { state: 'placeholder' }
  const found = new Set([...text.matchAll(/[\w-]+\.[\w-]+\.[\w-]*(?![\w.-])/g)].map(([jwt]) => jwt).filter(isJwt))
  if (found.size > 1) return { state: 'several' }
  const word = tidyWord(text).text.replace(label, '')
  const whole = /^[\w-]+\.[\w-]+\.[\w-]*/.exec(word)?.[0]
  // A token over several lines is found in parts only: what the whole text is counts more, where it is one token.
  if (whole !== undefined && isJwt(whole) && word.length - whole.length <= 3) return { state: 'found', jwt: whole }
  const [jwt] = found
  if (jwt !== undefined) return { state: 'found', jwt }
  const decoded = decodedOnce(word)
  return decoded === null ? { state: 'none', text: word } : { state: 'found', jwt: decoded }
}

/** Whether the first part is a header: JSON with an algorithm (RFC 7515, 4.1.1). */
function isJwt(text: string): boolean {
  try {
    const header: unknown = JSON.parse(textOf(text.slice(0, text.indexOf('.'))))
    return typeof header === 'object' && header !== null && 'alg' in header
  } catch {
    return false
  }
}

/** Base64 of a token, as a Kubernetes Secret has it. */
function decodedOnce(word: string): string | null {
  try {
    const inner = textOf(word).trim()
    return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(inner) && isJwt(inner) ? inner : null
  } catch {
    return null
  }
}

const textOf = (base64: string): string => atob(base64.replaceAll('-', '+').replaceAll('_', '/'))
