/** PGP public keys that a server encrypts new shares for (RFC 9580). */
import { z } from 'zod'
import { query } from './define.ts'

/** A public key as it is pasted: armored, or its bytes in base64. */
export const PgpKeyText = z
  .string()
  .trim()
  .min(1)
  .max(128 * 1024)

/** Facts by which a person recognizes the owner of a key. */
export const PgpKeyFacts = z.object({
  /** Names and addresses in the key itself; they are not verified. */
  userIds: z.array(z.string()),
  /** Upper-case hex without spaces, to compare with the owner's. */
  fingerprint: z.string(),
})
export type PgpKeyFacts = z.infer<typeof PgpKeyFacts>

export const pgp = {
  /**
   * Reads a key without using it. Errors: `pgp-key-unusable` with a message (private, expired, revoked, cannot
   * encrypt).
   */
  readPgpKey: query({ input: z.strictObject({ key: PgpKeyText }), output: PgpKeyFacts }),
}
