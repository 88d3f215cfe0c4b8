/** A server's state, its initialization and its seal. */
import { z } from 'zod'
import { mutation, query, stream } from './define.ts'
import { limits } from './limits.ts'
import { ProfileId } from './ids.ts'
import { CallError } from './result.ts'

/** Progress of submitting unseal key shares; it is per node. */
export const UnsealProgress = z.object({
  sealed: z.boolean(),
  threshold: z.number().int(),
  shares: z.number().int(),
  given: z.number().int(),
  /** Identifies the attempt; empty if none is in progress. */
  nonce: z.string(),
  /** The node accepted enough shares and is still sealed: it waits for the data of its raft cluster. */
  joining: z.boolean().optional(),
})
export type UnsealProgress = z.infer<typeof UnsealProgress>

export const ServerStatus = z.object({
  /** ISO 8601, the time of this result. */
  at: z.string(),
  reachable: z.boolean(),
  /** Why it is not reachable. The fields below then contain the last known values. */
  error: CallError.optional(),
  /** ISO 8601, the time of the next automatic attempt. */
  nextTryAt: z.string().optional(),
  product: z.enum(['vault', 'openbao']).optional(),
  version: z.string().optional(),
  initialized: z.boolean().optional(),
  sealed: z.boolean().optional(),
  /** A standby answers reads by forwarding; `performance` ones serve reads themselves. */
  role: z.enum(['active', 'standby', 'performance-standby', 'dr-secondary']).optional(),
  /**
   * The state of the node in its cluster; undefined while unknown. `electing-leader`: no node is active yet, and this
   * one was unsealed a moment ago. `standbys-unreachable`: the active node works, but does not reach all of its
   * standbys (reading this needs permission). `cut-off`: it knows the active node and cannot reach it. `outdated`: it
   * does not receive the active node's changes. `removed`: it no longer belongs to the cluster.
   */
  clusterHealth: z
    .enum(['well', 'electing-leader', 'standbys-unreachable', 'no-active-node', 'cut-off', 'outdated', 'removed'])
    .optional(),
  /** For a standby: the active node's address, as the standby reports it. */
  activeNode: z.string().max(4096).optional(),
  sealType: z.string().optional(),
  recoverySeal: z.boolean().optional(),
  storage: z.string().optional(),
  clusterName: z.string().optional(),
  clusterId: z.string().optional(),
  /**
   * The cluster that the person was signed in to before on this connection, if another one answers now: `clusterId`.
   * Stays while the answering cluster is sealed and reports no ID.
   */
  otherCluster: z.object({ id: z.string(), name: z.string() }).optional(),
  haEnabled: z.boolean().optional(),
  migration: z.boolean().optional(),
  unseal: UnsealProgress.optional(),
  /** Enough shares were submitted here, and the sealed node waits for the data of its raft cluster. */
  joining: z.boolean().optional(),
  /** Milliseconds of the request with this result. */
  latency: z.number().optional(),
})
export type ServerStatus = z.infer<typeof ServerStatus>

export const server = {
  /** Polls the status once, now. */
  status: query({ input: z.strictObject({ profileId: ProfileId }), output: ServerStatus }),
  /** Yields the status after every change, and at least once for each poll; one request per 5 s when idle. */
  watch: stream({ input: z.strictObject({ profileId: ProfileId }), item: ServerStatus, output: z.object({}) }),
  /** Returns what this computer stores for a connection: never the values. */
  kept: query({
    input: z.strictObject({ profileId: ProfileId }),
    output: z.object({ shares: z.number().int(), rootToken: z.boolean(), token: z.boolean() }),
  }),
  /**
   * Accepts the cluster that answers now in place of `ServerStatus.otherCluster`. Until then no token, password or key
   * share is sent. Errors: `another-cluster` if a third cluster answers and not `clusterId`.
   */
  acceptCluster: mutation({
    input: z.strictObject({ profileId: ProfileId, clusterId: z.string().max(limits.name) }),
    output: z.object({}),
  }),
  /** Removes the stored shares and the root token of a connection. */
  forgetKept: mutation({ input: z.strictObject({ profileId: ProfileId }), output: z.object({}) }),
}
