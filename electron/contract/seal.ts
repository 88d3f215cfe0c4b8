/** A server's seal, and the nodes of its cluster: each node is sealed and unsealed separately. */
import { z } from 'zod'
import { ServerAddress } from './connections.ts'
import { mutation, query, stream } from './define.ts'
import { ProfileId } from './ids.ts'
import { limits } from './limits.ts'
import { CallError } from './result.ts'
import { ServerStatus, UnsealProgress } from './server.ts'
import { tidied } from './text/tidied.ts'

export const NodeStatus = z.object({
  address: z.string(),
  /** Whether this is the connection's own address. */
  own: z.boolean(),
  /** Whether it can receive stored shares, and requests that another node redirects to it. */
  confirmed: z.boolean(),
  status: ServerStatus,
})
export type NodeStatus = z.infer<typeof NodeStatus>

/** A node that the cluster itself reports. */
export const FoundNode = z.object({
  address: z.string(),
  /** `raft` reports only the cluster addresses; the address for clients is guessed from that. */
  from: z.enum(['ha-status', 'raft']),
  active: z.boolean(),
})
export type FoundNode = z.infer<typeof FoundNode>

/** The result of the shares on one node. Without both fields: it was not sealed, and got none. */
export const NodeOutcome = z.object({
  address: z.string(),
  own: z.boolean(),
  progress: UnsealProgress.optional(),
  error: CallError.optional(),
})
export type NodeOutcome = z.infer<typeof NodeOutcome>

const KeyFileText = z.string().max(limits.keyFile)

/** The source of the shares. */
export const ShareSource = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('share'), share: z.string().min(1).max(limits.share) }),
  z.strictObject({ by: z.literal('file'), content: KeyFileText }),
  z.strictObject({ by: z.literal('kept') }),
  z.strictObject({ by: z.literal('ceremony'), ceremonyId: z.uuid() }),
])

/** The kind of a key file, and the number of its shares; never a share. */
export const KeyFileFacts = z.object({
  /**
   * `init-…`: what `operator init` writes or prints. `api-answer`: the answer of `sys/init`. `list`: only shares,
   * separated by line breaks, blanks or commas.
   */
  kind: z.enum(['init-json', 'init-yaml', 'init-text', 'api-answer', 'kubernetes-secret', 'list']),
  /** The number of different shares. */
  shares: z.number().int(),
  /** The number of duplicates. */
  repeated: z.number().int(),
  /** What was left out of the text before it was read. */
  tidied: z.array(z.enum(tidied)).readonly(),
})
export type KeyFileFacts = z.infer<typeof KeyFileFacts>

const OfConnection = z.strictObject({ profileId: ProfileId })
const maxNodes = 50

export const seal = {
  /** Yields every node of a connection's cluster, its own first, after every change of one of them. */
  watchNodes: stream({ input: OfConnection, item: z.array(NodeStatus), output: z.object({}) }),
  /**
   * Returns the nodes that the cluster reports, as the signed-in person. Errors: `permission-denied` if neither API is
   * allowed. API: `GET /sys/ha-status`, `GET /sys/storage/raft/configuration`.
   */
  findNodes: query({ input: OfConnection, output: z.array(FoundNode) }),
  /** Sets the nodes in addition to the connection's own. They receive the connection's shares from now on. */
  setNodes: mutation({
    input: z.strictObject({ profileId: ProfileId, addresses: z.array(ServerAddress).max(maxNodes) }),
    output: z.object({}),
  }),
  /**
   * Asks the person for consent to send stored shares to a node, and requests with their token when the connection's
   * node redirects to it. Adds it to the nodes. Errors: `consent-refused`.
   */
  confirmNode: mutation({
    input: z.strictObject({ profileId: ProfileId, address: ServerAddress }),
    output: z.object({}),
  }),
  /** Returns the kind of a key file; nothing is sent. Errors: `invalid-input`, whose message contains the reason. */
  readKeyFile: query({ input: z.strictObject({ content: KeyFileText }), output: KeyFileFacts }),
  /** Submits the same shares to every sealed node concurrently; an error on one node does not stop the others. */
  unsealNodes: mutation({
    input: z.strictObject({ profileId: ProfileId, source: ShareSource, migrate: z.boolean().default(false) }),
    output: z.array(NodeOutcome),
  }),
  /** Discards the submitted shares on every sealed node. */
  resetNodes: mutation({ input: OfConnection, output: z.array(NodeOutcome) }),
  /**
   * Seals the server: it serves no request until it is unsealed. For a production connection, `confirm` must be its
   * name. Errors: `confirmation-needed`, `standby`. API: `PUT /sys/seal`.
   */
  seal: mutation({
    input: z.strictObject({ profileId: ProfileId, confirm: z.string().max(limits.name).optional() }),
    output: z.object({}),
  }),
  /** Hands the active role over to a standby. API: `PUT /sys/step-down`. */
  stepDown: mutation({ input: OfConnection, output: z.object({}) }),
}
