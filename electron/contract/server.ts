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

/**
 * A ceremony: the unseal keys and the first root token, right after initialisation. They live in the core under an id;
 * a value leaves it only by `reveal`, `exportFile` or `keep`.
 */
export const Ceremony = z.object({
  id: z.uuid(),
  profileId: ProfileId,
  startedAt: z.string(),
  shares: z.number().int(),
  threshold: z.number().int(),
  /** Auto-unseal gives recovery keys in place of unseal keys. */
  recovery: z.boolean(),
  saved: z.boolean(),
  /** Which shares rest in the keychain (1-based), and whether the root token does. */
  keptShares: z.array(z.number().int()),
  keptRootToken: z.boolean(),
  /** Is the ceremony itself safe from a crash (sealed on disk)? */
  sealedOnDisk: z.boolean(),
})
export type Ceremony = z.infer<typeof Ceremony>

export const CeremonyItem = z.union([z.literal('root-token'), z.number().int().min(1).max(limits.shares)])

export const server = {
  /** One look, now. */
  status: query({ input: z.strictObject({ profileId: ProfileId }), output: ServerStatus }),
  /** The status whenever it changes, and at least once a poll; one request per 5 s when idle. */
  watch: stream({ input: z.strictObject({ profileId: ProfileId }), item: ServerStatus, output: z.object({}) }),
  /** API: `PUT /sys/init`. Errors: `already-initialized`. */
  initialize: mutation({
    input: z
      .strictObject({
        profileId: ProfileId,
        shares: z.number().int().min(1).max(limits.shares),
        threshold: z.number().int().min(1).max(limits.shares),
      })
      .refine((input) => input.threshold <= input.shares, { path: ['threshold'], message: 'more than the shares' })
      .refine((input) => input.shares === 1 || input.threshold > 1, {
        path: ['threshold'],
        message: 'must be 2 or more when there are several shares',
      }),
    output: Ceremony,
  }),
  /** The unfinished ceremony of a connection, or null. */
  ceremony: query({ input: z.strictObject({ profileId: ProfileId }), output: Ceremony.nullable() }),
  /** One share (base64, as the CLI shows it) or the root token, because the person asked to see or copy it. */
  revealCeremonyItem: mutation({
    input: z.strictObject({ ceremonyId: z.uuid(), item: CeremonyItem }),
    output: z.object({ value: z.string() }),
  }),
  /**
   * `cluster-keys.json`, in the shape of `vault operator init -format=json`. The desktop shell writes it where the person
   * chooses and answers the path; the browser shell answers the content for a download.
   */
  exportCeremony: mutation({
    input: z.strictObject({ ceremonyId: z.uuid() }),
    output: z.discriminatedUnion('how', [
      z.object({ how: z.literal('written'), path: z.string() }),
      z.object({ how: z.literal('download'), name: z.string(), content: z.string() }),
      z.object({ how: z.literal('cancelled') }),
    ]),
  }),
  /** Keeps the shares named and, if asked, the root token in the keychain. Errors: `keychain-unavailable`. */
  keepCeremony: mutation({
    input: z.strictObject({
      ceremonyId: z.uuid(),
      shares: z.array(z.number().int().min(1).max(limits.shares)).max(limits.shares),
      rootToken: z.boolean(),
    }),
    output: Ceremony,
  }),
  /** Gives the new shares to the server before they are wiped, so that nobody has to type what was made a moment ago. */
  unsealWithCeremony: mutation({ input: z.strictObject({ ceremonyId: z.uuid() }), output: UnsealProgress }),
  /** Wipes the ceremony. The person has said that the keys are safe. */
  finishCeremony: mutation({
    input: z.strictObject({
      ceremonyId: z.uuid(),
      keysAreSafe: z.literal(true),
      /** Sign in with the new root token, so that the person can go on. */
      signIn: z.boolean(),
    }),
    output: z.object({}),
  }),
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
