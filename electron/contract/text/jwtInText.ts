/** Finds a JWT in a text that a person pastes or drops: only the token, or the output of a program that contains it. */
import type { Tidied } from './tidied.ts'
import { tidyLines, tidyWord } from './tidyText.ts'

export type FoundJwt =
  | { readonly state: 'found'; readonly jwt: string; readonly tidied: readonly Tidied[] }
  /** A variable or a command that a shell or a template should have replaced: `$TOKEN`, `${SA_TOKEN}`, `$(cat …)`. */
  | { readonly state: 'placeholder' }
  /** Several different tokens. */
  | { readonly state: 'several' }
  /** None: the text without surrounding characters, so that the caller can explain the problem. */
  | { readonly state: 'none'; readonly text: string }

const placeholder = /^(?:\$\{?\w+\}?|\$\(.*\)|`.*`|\{\{.*\}\}|<[^>]+>)$/s
/** The scheme of a header, or the name of a variable or member, before the token. */
const label = /^(?:Authorization:)?(?:Bearer(?=[A-Za-z0-9])|(?:export)?[A-Za-z_]\w{0,40}[=:]["']?(?:Bearer)?)/i

/**
 * Returns the JWT. Base64url has no white space and no characters without a width (RFC 7515, 2), so a token that was
 * folded into lines is joined. A character after it, such as the `%` of a shell's prompt, is left out.
 */
export function jwtInText(given: string): FoundJwt {
  const text = tidyLines(given).text.trim()
  if (placeholder.test(text.replace(/^["']|["']$/g, ''))) return { state: 'placeholder' }
  const found = new Set(
    [...text.matchAll(/(?<![\w-])[\w-]+\.[\w-]+\.[\w-]*(?![\w.-])/g)].map(([jwt]) => jwt).filter(isJwt),
  )
  if (found.size > 1) return { state: 'several' }
  const tidy = tidyWord(given)
  const word = tidy.text.replace(label, '')
  const tidied: Tidied[] = [...tidy.removed, ...(word === tidy.text ? [] : ['label' as const])]
  const whole = /^[\w-]+\.[\w-]+\.[\w-]*/.exec(word)?.[0]
  // A token over several lines is found only in parts, so the whole text has priority if it is one token.
  if (whole !== undefined && isJwt(whole) && word.length - whole.length <= 3) {
    return { state: 'found', jwt: whole, tidied: whole === word ? tidied : [...tidied, 'text-around'] }
  }
  const [jwt] = found
  if (jwt !== undefined) return { state: 'found', jwt, tidied: ['text-around'] }
  const decoded = decodedOnce(word)
  return decoded === null
    ? { state: 'none', text: word }
    : { state: 'found', jwt: decoded, tidied: [...tidied, 'base64'] }
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

/** Returns the decoded text of a base64 token, as in a Kubernetes Secret. */
function decodedOnce(word: string): string | null {
  try {
    const inner = textOf(word).trim()
    return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(inner) && isJwt(inner) ? inner : null
  } catch {
    return null
  }
}

const textOf = (base64: string): string => atob(base64.replaceAll('-', '+').replaceAll('_', '/'))
