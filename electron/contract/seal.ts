/** A server's seal, and the nodes of its cluster: each of them is sealed and unsealed for itself. */
import { z } from 'zod'
import { ServerAddress } from './connections.ts'
import { mutation, query, stream } from './define.ts'
import { ProfileId } from './ids.ts'
import { limits } from './limits.ts'
import { CallError } from './result.ts'
import { ServerStatus, UnsealProgress } from './server.ts'

export const NodeStatus = z.object({
  address: z.string(),
  /** Is it the connection's own address? */
  own: z.boolean(),
  /** Whether it may receive kept shares, and requests that another node redirects to it. */
  confirmed: z.boolean(),
  status: ServerStatus,
})
export type NodeStatus = z.infer<typeof NodeStatus>

/** A node that the cluster itself tells of. */
export const FoundNode = z.object({
  address: z.string(),
  /** `raft` tells only where nodes talk to each other: the address for clients is guessed from that. */
  from: z.enum(['ha-status', 'raft']),
  active: z.boolean(),
})
export type FoundNode = z.infer<typeof FoundNode>

/** What became of the shares on one node. Neither field: it was not sealed, and got none. */
export const NodeOutcome = z.object({
  address: z.string(),
  own: z.boolean(),
  progress: UnsealProgress.optional(),
  error: CallError.optional(),
})
export type NodeOutcome = z.infer<typeof NodeOutcome>

const KeyFileText = z.string().max(limits.keyFile)

/** Where the shares come from. */
export const ShareSource = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('share'), share: z.string().min(1).max(limits.share) }),
  z.strictObject({ by: z.literal('file'), content: KeyFileText }),
  z.strictObject({ by: z.literal('kept') }),
  z.strictObject({ by: z.literal('ceremony'), ceremonyId: z.uuid() }),
])

/** What a key file is, and how many shares are in it; never a share. */
export const KeyFileFacts = z.object({
  /**
   * `init-…`: what `operator init` writes or prints. `api-answer`: the answer of `sys/init`. `list`: shares alone, separated
   * by line breaks, blanks or commas.
   */
  kind: z.enum(['init-json', 'init-yaml', 'init-text', 'api-answer', 'kubernetes-secret', 'list']),
  /** Different ones. */
  shares: z.number().int(),
  /** How many are in it once more. */
  repeated: z.number().int(),
})
export type KeyFileFacts = z.infer<typeof KeyFileFacts>

const OfConnection = z.strictObject({ profileId: ProfileId })
const maxNodes = 50

export const seal = {
  /** Every node of a connection's cluster, its own first, whenever something changes on one of them. */
  watchNodes: stream({ input: OfConnection, item: z.array(NodeStatus), output: z.object({}) }),
  /**
   * The nodes that the cluster tells of, as the person signed in. Errors: `permission-denied` where neither way is
   * allowed. API: `GET /sys/ha-status`, `GET /sys/storage/raft/configuration`.
   */
  findNodes: query({ input: OfConnection, output: z.array(FoundNode) }),
  /** The nodes beside the connection's own. Shares of the connection are given to them from now on. */
  setNodes: mutation({
    input: z.strictObject({ profileId: ProfileId, addresses: z.array(ServerAddress).max(maxNodes) }),
    output: z.object({}),
  }),
  /**
   * Asks the person for consent to send kept shares to a node, and requests with their token when the connection's node
   * redirects to it. Adds it to the nodes. Errors: `consent-refused`.
   */
  confirmNode: mutation({
    input: z.strictObject({ profileId: ProfileId, address: ServerAddress }),
    output: z.object({}),
  }),
  /** What a key file is; nothing is sent. Errors: `invalid-input`, whose message says why it is none. */
  readKeyFile: query({ input: z.strictObject({ content: KeyFileText }), output: KeyFileFacts }),
  /** Gives the same shares to every node that is sealed, all at once; what fails on one node does not stop the others. */
  unsealNodes: mutation({
    input: z.strictObject({ profileId: ProfileId, source: ShareSource, migrate: z.boolean().default(false) }),
    output: z.array(NodeOutcome),
  }),
  /** Forgets the shares given so far, on every node that is sealed. */
  resetNodes: mutation({ input: OfConnection, output: z.array(NodeOutcome) }),
  /**
   * Seals the server: nothing is served until it is unsealed again. On production `confirm` must be the connection's
   * name. Errors: `confirmation-needed`, `standby`. API: `PUT /sys/seal`.
   */
  seal: mutation({
    input: z.strictObject({ profileId: ProfileId, confirm: z.string().max(limits.name).optional() }),
    output: z.object({}),
  }),
  /** The active node gives up its role to a standby. API: `PUT /sys/step-down`. */
  stepDown: mutation({ input: OfConnection, output: z.object({}) }),
}
