/** PGP public keys, for which a server encrypts new shares (RFC 9580). */
import { z } from 'zod'
import { query } from './define.ts'

/** A public key as it is pasted: armored, or its bytes in base64. */
export const PgpKeyText = z
  .string()
  .trim()
  .min(1)
  .max(128 * 1024)

/** What tells a person whose key it is. */
export const PgpKeyFacts = z.object({
  /** Names and addresses that the key says of itself; nobody has checked them. */
  userIds: z.array(z.string()),
  /** Upper-case hex without spaces: to be compared with what its owner says. */
  fingerprint: z.string(),
})
export type PgpKeyFacts = z.infer<typeof PgpKeyFacts>

export const pgp = {
  /** Reads a key without using it. Errors: `pgp-key-unusable` in words (private, expired, revoked, cannot encrypt). */
  readPgpKey: query({ input: z.strictObject({ key: PgpKeyText }), output: PgpKeyFacts }),
}
