/** A server's state, its initialisation and its seal. */
import { z } from 'zod'
import { mutation, query, stream } from './define.ts'
import { limits } from './limits.ts'
import { ProfileId } from './ids.ts'
import { CallError } from './result.ts'

/** Progress of giving unseal key shares; it is per node. */
export const UnsealProgress = z.object({
  sealed: z.boolean(),
  threshold: z.number().int(),
  shares: z.number().int(),
  given: z.number().int(),
  /** Identifies the attempt; empty when none is under way. */
  nonce: z.string(),
})
export type UnsealProgress = z.infer<typeof UnsealProgress>

export const ServerStatus = z.object({
  /** ISO 8601, when this was learnt. */
  at: z.string(),
  reachable: z.boolean(),
  /** Why it is not reachable. The fields below then hold what was last known. */
  error: CallError.optional(),
  /** ISO 8601, when it is tried again by itself. */
  nextTryAt: z.string().optional(),
  product: z.enum(['vault', 'openbao']).optional(),
  version: z.string().optional(),
  initialized: z.boolean().optional(),
  sealed: z.boolean().optional(),
  /** A standby answers reads by forwarding; `performance` ones serve reads themselves. */
  role: z.enum(['active', 'standby', 'performance-standby', 'dr-secondary']).optional(),
  sealType: z.string().optional(),
  recoverySeal: z.boolean().optional(),
  storage: z.string().optional(),
  clusterName: z.string().optional(),
  clusterId: z.string().optional(),
  haEnabled: z.boolean().optional(),
  migration: z.boolean().optional(),
  unseal: UnsealProgress.optional(),
  /** Milliseconds of the request that brought this. */
  latency: z.number().optional(),
})
export type ServerStatus = z.infer<typeof ServerStatus>

export const server = {
  /** One look, now. */
  status: query({ input: z.strictObject({ profileId: ProfileId }), output: ServerStatus }),
  /** The status whenever it changes, and at least once a poll; one request per 5 s when idle. */
  watch: stream({ input: z.strictObject({ profileId: ProfileId }), item: ServerStatus, output: z.object({}) }),
  /** One share: hex or base64; white space is forgiven. API: `PUT /sys/unseal`. */
  unseal: mutation({
    input: z.strictObject({ profileId: ProfileId, share: z.string().min(1).max(limits.share) }),
    output: UnsealProgress,
  }),
  /** Gives the shares kept on this computer, until the server is unsealed or they are used up. */
  unsealWithKept: mutation({ input: z.strictObject({ profileId: ProfileId }), output: UnsealProgress }),
  /** Gives the shares of a `cluster-keys.json`, as text. */
  unsealWithFile: mutation({
    input: z.strictObject({ profileId: ProfileId, content: z.string().max(1024 * 1024) }),
    output: UnsealProgress,
  }),
  /** Forgets the shares given so far. */
  resetUnseal: mutation({ input: z.strictObject({ profileId: ProfileId }), output: UnsealProgress }),
  /** What this computer keeps for a connection: never the values. */
  kept: query({
    input: z.strictObject({ profileId: ProfileId }),
    output: z.object({ shares: z.number().int(), rootToken: z.boolean(), token: z.boolean() }),
  }),
  /** Removes the kept shares and the root token of a connection. */
  forgetKept: mutation({ input: z.strictObject({ profileId: ProfileId }), output: z.object({}) }),
}
