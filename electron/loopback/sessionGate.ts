/** Who may come in: one key, good once, becomes one session (docs/security.md, "The loopback shell"). */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export interface SessionGate {
  /** The key for the address, 256 bits as base64url. */
  readonly key: string
  /** Spends the key: the session's secret for the cookie, or undefined when the key is wrong or already spent. */
  redeem(candidate: string): string | undefined
  /** Is this the session's secret? */
  admits(candidate: string | undefined): boolean
}

/** A gate whose key nobody has used yet. It lives in memory only, so a session ends with the process. */
export function createSessionGate(): SessionGate {
  const key = randomSecret()
  let unspent: Buffer | undefined = digest(key)
  let session: Buffer | undefined
  return {
    key,
    redeem(candidate) {
      if (!matches(candidate, unspent)) return undefined
      unspent = undefined
      const secret = randomSecret()
      session = digest(secret)
      return secret
    },
    admits: (candidate) => candidate !== undefined && matches(candidate, session),
  }
}

const randomSecret = () => randomBytes(32).toString('base64url')
const digest = (text: string) => createHash('sha256').update(text).digest()

// SECURITY: digests have one length and are compared in constant time, so an answer's time tells nothing of the secret.
const matches = (candidate: string, wanted: Buffer | undefined) =>
  wanted !== undefined && timingSafeEqual(digest(candidate), wanted)
