/**
 * Sealed data on this computer for connections that are no longer in the list, because its file was damaged or removed.
 * Values are never included.
 */
import { z } from 'zod'
import { KeptCounts } from './custody.ts'
import { mutation, query } from './define.ts'
import { ProfileId } from './ids.ts'

/** The way to a server in the form that a person reads; see `custody.waysOf`. */
const LostWay = z.object({
  address: z.string(),
  namespace: z.string(),
  tlsServerName: z.string(),
  /** Subjects of the connection's own CAs. The certificates themselves are not stored with it. */
  authorities: z.array(z.string()),
  skipVerify: z.boolean(),
  proxy: z.string(),
})

export const LostConnection = z.object({
  profileId: ProfileId,
  /** Each way with stored data, the one with keys first; `way` is null if it was not recorded. */
  ways: z.array(z.object({ id: z.string(), way: LostWay.nullable(), kept: KeptCounts })),
  clientKey: z.boolean(),
  /** Why the stored data cannot be read; nothing was overwritten. */
  problem: z.string().optional(),
})
export type LostConnection = z.infer<typeof LostConnection>

export const lost = {
  /** Empty if the list of a newer version cannot be read, because it may contain them. */
  list: query({ input: z.strictObject({}), output: z.array(LostConnection) }),
  /**
   * Adds a connection again, with the first of its recorded ways. Its stored data belongs to it as before. Errors:
   * `not-found`; `unsupported` if no way was recorded.
   */
  restore: mutation({ input: z.strictObject({ profileId: ProfileId }), output: z.object({ name: z.string() }) }),
  /** Removes all of its sealed data. Errors: `not-found`. */
  remove: mutation({ input: z.strictObject({ profileId: ProfileId }), output: z.object({}) }),
}
