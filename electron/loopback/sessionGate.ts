/** Who may come in: a key, good once, becomes a session (docs/security.md, "The loopback shell"). */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export interface SessionGate {
  /** Returns a key for an address, 256 bits as base64url. The key before it, if nobody has used it, no longer works. */
  newKey(): string
  /** Spends the key: the session's secret for the cookie, or undefined when the key is wrong or already spent. */
  redeem(candidate: string): string | undefined
  /** Whether this is a session's secret. */
  admits(candidate: string | undefined): boolean
}

/** Returns a gate in memory only, so that every session ends with the process. */
export function createSessionGate(): SessionGate {
  let unspent: Buffer | undefined
  const sessions: Buffer[] = []
  return {
    newKey() {
      const key = randomSecret()
      unspent = digest(key)
      return key
    },
    redeem(candidate) {
      if (!matches(candidate, unspent)) return undefined
      unspent = undefined
      const secret = randomSecret()
      sessions.push(digest(secret))
      return secret
    },
    // Compared with every session, so that the time of an answer does not tell which one it was.
    admits: (candidate) =>
      candidate !== undefined && sessions.filter((session) => matches(candidate, session)).length > 0,
  }
}

const randomSecret = () => randomBytes(32).toString('base64url')
const digest = (text: string) => createHash('sha256').update(text).digest()

// SECURITY: digests have one length and are compared in constant time, so an answer's time tells nothing of the secret.
const matches = (candidate: string, wanted: Buffer | undefined) =>
  wanted !== undefined && timingSafeEqual(digest(candidate), wanted)
