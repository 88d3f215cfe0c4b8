/**
 * Takes out of a log entry whatever looks like a secret, by name and by form, at any depth.
 *
 * A second line of defence: the code does not log secrets in the first place (docs/security.md, "The log").
 */
import { Failure } from '../contract/failure.ts'

const secretNames =
  /token|secret|password|passphrase|credential|share|unseal|key|authorization|cookie|jwt|pem|body|data|value/i

// Vault's and OpenBao's tokens, JWTs, PEM blocks, and anything long that could be a key in hex or base64.
const secretForms = [
  /\b(?:hv[sbr]|s|b|r)\.[A-Za-z0-9_-]{16,}/g,
  /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g,
  /-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g,
  /\b[0-9a-fA-F]{32,}\b/g,
  /[A-Za-z0-9+/_-]{40,}={0,2}/g,
]

const removed = '[removed]'
const deepest = 6

/**
 * The same entry without secrets. Our own errors keep their words; of others only the name and the places in the code
 * stay, because a parser's message quotes what it has read.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= deepest) return removed
  if (value instanceof Error) {
    const places = (value.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
    return {
      name: value.name,
      ...(value instanceof Failure ? { code: value.code, message: redactText(value.message) } : {}),
      stack: redactText(places.join('\n')),
    }
  }
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, secretNames.test(name) ? removed : redact(item, depth + 1)]),
  )
}

/** The same text with everything of a secret's form taken out. */
export function redactText(text: string): string {
  return secretForms.reduce((rest, form) => rest.replace(form, removed), text)
}
