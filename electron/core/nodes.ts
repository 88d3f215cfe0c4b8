/** The nodes of a connection's cluster: which there are, how to reach each, and giving shares to all of them. */
import type { FoundNode, NodeOutcome, NodeStatus } from '../contract/seal.ts'
import type { ServerStatus, UnsealProgress } from '../contract/server.ts'
import { Failure } from '../contract/failure.ts'
import { readHaStatus, readRaftPeers } from '../vault/cluster.ts'
import { asNobody, type VaultSession } from '../vault/session.ts'
import { readHealth, readSealStatus } from '../vault/status.ts'
import { openTransport, type Transport } from '../vault/transport.ts'
import { giveShare } from '../vault/unseal.ts'
import { nodesOn } from './custodyRules.ts'
import type { Services } from './services.ts'
import { type Way, wayOf } from './way.ts'

/** A node and the way to it, for the length of one piece of work. */
export interface OpenNode {
  readonly address: string
  readonly own: boolean
  readonly session: VaultSession
}

/**
 * Opens the way to each node of a connection, its own first, for as long as `work` takes.
 * SECURITY: the list is sealed and belongs to the connection's way (docs/security.md, "Custody").
 */
export async function withNodes<T>(
  { servers, custodyRules }: Pick<Services, 'servers' | 'custodyRules'>,
  profileId: string,
  work: (nodes: readonly OpenNode[], way: Way) => Promise<T>,
): Promise<T> {
  const [options, rules] = await Promise.all([servers.optionsOf(profileId), custodyRules.read(profileId)])
  const way = wayOf(options)
  const others = nodesOn(rules, way.id)
  const addresses = [options.address, ...others.filter((address) => address !== options.address)]
  const transports: Transport[] = []
  try {
    const nodes = addresses.map((address, index) => {
      // A node is sealed as a whole, whatever namespace the connection works in.
      const transport = openTransport({ ...options, address, namespace: '' })
      transports.push(transport)
      return { address, own: index === 0, session: asNobody(transport) }
    })
    return await work(nodes, way)
  } finally {
    await Promise.allSettled(transports.map((transport) => transport.close()))
  }
}

/** One look at a node: its seal, and its role where it is unsealed. Never fails. */
export async function lookAt({ address, own, session }: OpenNode, signal: AbortSignal): Promise<NodeStatus> {
  const at = new Date().toISOString()
  try {
    const seal = await readSealStatus(session, signal)
    const health = seal.sealed === false ? await readHealth(session, signal) : {}
    return { address, own, status: { at, reachable: true, ...seal, ...health } satisfies ServerStatus }
  } catch (problem) {
    const error = (problem instanceof Failure ? problem : new Failure('unreachable', 'It could not be asked.')).error
    return { address, own, status: { at, reachable: false, error } }
  }
}

/** Does something on every node that is sealed, all at once; what goes wrong on one is its own outcome. */
export async function onSealedNodes(
  nodes: readonly OpenNode[],
  work: (session: VaultSession, node: OpenNode) => Promise<UnsealProgress | null>,
): Promise<NodeOutcome[]> {
  return Promise.all(
    nodes.map(async (node): Promise<NodeOutcome> => {
      const { address, own, session } = node
      try {
        const { sealed, initialized } = await readSealStatus(session)
        if (initialized === false) throw new Failure('not-initialized', 'The node has not joined its cluster yet.')
        if (sealed === false) return { address, own }
        const progress = await work(session, node)
        return { address, own, ...(progress !== null && { progress }) }
      } catch (problem) {
        if (!(problem instanceof Failure)) throw problem
        return { address, own, error: problem.error }
      }
    }),
  )
}

/** Gives shares one after the other until the node is unsealed or they are used up. */
export async function giveTo(
  session: VaultSession,
  shares: readonly string[],
  { migrate, signal }: { readonly migrate: boolean; readonly signal: AbortSignal },
): Promise<UnsealProgress | null> {
  let progress: UnsealProgress | null = null
  for (const share of shares) {
    progress = await giveShare(session, share, signal, migrate)
    if (!progress.sealed) break
  }
  return progress
}

/**
 * The nodes that the cluster tells of. `sys/ha-status` knows addresses for clients but no sealed node; raft knows every
 * node, but only by the address that the others use, one port above the one for clients by convention.
 * @throws Failure what `sys/ha-status` was refused with, where raft's list cannot be had either.
 */
export async function findNodes(session: VaultSession, ownAddress: string): Promise<FoundNode[]> {
  const [ha, raft] = await Promise.allSettled([readHaStatus(session), readRaftPeers(session)])
  if (ha.status === 'rejected' && raft.status === 'rejected') throw ha.reason
  const found = new Map<string, FoundNode>()
  for (const { address, active } of ha.status === 'fulfilled' ? ha.value : []) {
    const origin = originOf(address)
    if (origin !== null) found.set(origin, { address: origin, from: 'ha-status', active })
  }
  const { protocol } = new URL(ownAddress)
  for (const { clusterAddress, leader } of raft.status === 'fulfilled' ? raft.value : []) {
    const cluster = URL.parse(`${protocol}//${clusterAddress}`)
    if (cluster === null || cluster.port === '') continue
    const guess = `${protocol}//${cluster.hostname}:${Number(cluster.port) - 1}`
    if (!found.has(guess)) found.set(guess, { address: guess, from: 'raft', active: leader })
  }
  return [...found.values()]
}

function originOf(address: string): string | null {
  const url = URL.parse(address)
  return url !== null && /^https?:$/.test(url.protocol) ? url.origin : null
}
