/**
 * Removes everything from a log entry that looks like a secret, by name and by form, at any depth.
 *
 * A second line of defense: the code does not log secrets in the first place (docs/security.md, "The log").
 */
import { Failure } from '../../contract/failure.ts'

const secretNames =
  /token|secret|password|passphrase|credential|share|unseal|key|authorization|cookie|jwt|pem|body|data|value/i

// Vault's and OpenBao's tokens, JWTs, PEM blocks, and any long text that could be a key in hex or base64.
const secretForms = [
  /\b(?:hv[sbr]|s|b|r)\.[A-Za-z0-9_-]{16,}/g,
  /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g,
  /-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g,
  /\b[0-9a-fA-F]{32,}\b/g,
  /[A-Za-z0-9+/_-]{40,}={0,2}/g,
]

/** The folders in a line of a stack: they contain a person's name, and a long path looks like a key in base64. */
const foldersOfPlace = /^( {4}at (?:.*\()?)[^()]*[/\\]/

/** A line of a stack, as V8 writes it: it ends with a place. */
const place = /^ {4}at .*(?:<anonymous>|index \d+|:\d+:\d+)\)?$/

const removed = '[removed]'
const deepest = 6

/**
 * Returns the entry without secrets. Our own errors keep their messages; of others only the name and the places in the
 * code stay, because a parser's message quotes its input.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= deepest) return removed
  if (value instanceof Error) {
    const places = withoutMessage(value)
      .split('\n')
      .filter((line) => place.test(line))
    const shortPlaces = places.map((line) => line.replace(foldersOfPlace, '$1'))
    return {
      name: /^[\w$]{1,60}$/.test(value.name) ? redactText(value.name) : removed,
      ...(value instanceof Failure ? { code: value.code, message: redactText(value.message) } : {}),
      stack: redactText(shortPlaces.join('\n')),
    }
  }
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, secretNames.test(name) ? removed : redact(item, depth + 1)]),
  )
}

/**
 * Returns the stack of an error after its message, or an empty text if its end is unknown because the message was
 * changed. SECURITY: lines of a message can look like places in the code (docs/security.md, "The log").
 */
function withoutMessage({ stack = '', message }: Error): string {
  // Without a message, the first line is only the name.
  if (/^[\w$]+:?\n/.test(stack)) return stack
  const header = `: ${message}\n`
  const start = stack.indexOf(header)
  return start === -1 ? '' : stack.slice(start + header.length)
}

/** Returns the text without everything in the form of a secret. */
export function redactText(text: string): string {
  return secretForms.reduce((rest, form) => rest.replace(form, removed), text)
}
