/** The nodes of a connection's cluster: finds them, connects to each, and submits shares to all of them. */
import type { FoundNode, NodeOutcome, NodeStatus } from '../../contract/seal.ts'
import type { UnsealProgress } from '../../contract/server.ts'
import { Failure } from '../../contract/failure.ts'
import type { ClusterLook } from '../../vault/clusterHealth.ts'
import { readHaStatus, readRaftPeers } from '../../vault/cluster.ts'
import { anonymousSession, type VaultSession } from '../../vault/session.ts'
import { readSealStatus } from '../../vault/status.ts'
import { openTransport, type Transport } from '../../vault/transport.ts'
import { giveShare } from '../../vault/unseal.ts'
import { nodesOn, receiversOn } from '../../core/custody/custodyRules.ts'
import { readAll } from '../../core/status/readStatus.ts'
import type { Services } from '../../core/services.ts'
import { type Way, wayOf } from '../../storage/profiles/way.ts'

/** A node and the transport to it, for the duration of one piece of work. */
export interface OpenNode {
  readonly address: string
  readonly own: boolean
  readonly confirmed: boolean
  readonly session: VaultSession
}

/**
 * Opens a transport to each node of a connection, its own first, for as long as `work` runs. SECURITY: the list is
 * sealed and belongs to the connection's way (docs/security.md, "Custody").
 */
export async function withNodes<T>(
  { servers, custodyRules }: Pick<Services, 'servers' | 'custodyRules'>,
  profileId: string,
  work: (nodes: readonly OpenNode[], way: Way) => Promise<T>,
): Promise<T> {
  const [options, rules] = await Promise.all([servers.optionsOf(profileId), custodyRules.read(profileId)])
  const way = wayOf(options)
  const others = nodesOn(rules, way.id)
  const confirmed = receiversOn(rules, way.id)
  const addresses = [options.address, ...others.filter((address) => address !== options.address)]
  const transports: Transport[] = []
  try {
    // SECURITY: a sealed node reports no cluster, so while another one answers at the connection's own address no node
    // gets shares (docs/security.md, "Tokens").
    const { learn, ...guard } = servers.guardOf(profileId, way.id)
    const nodes = addresses.map((address, index) => {
      const own = index === 0
      // A seal covers the whole node, independent of the connection's namespace.
      const transport = openTransport({
        ...options,
        address,
        namespace: '',
        guard: own ? { ...guard, learn } : guard,
      })
      transports.push(transport)
      return { address, own, confirmed: own || confirmed.includes(address), session: anonymousSession(transport) }
    })
    return await work(nodes, way)
  } finally {
    await Promise.allSettled(transports.map((transport) => transport.close()))
  }
}

/** Checks a node once: its seal and, if it is unsealed, its role in the cluster. Never fails. */
export async function lookAt(
  { address, own, confirmed, session }: OpenNode,
  cluster: ClusterLook,
  signal: AbortSignal,
): Promise<NodeStatus> {
  const at = new Date().toISOString()
  try {
    const status = { at, reachable: true, ...(await readAll(session, cluster, { signal })) }
    return { address, own, confirmed, status }
  } catch (problem) {
    const error = (problem instanceof Failure ? problem : new Failure('unreachable', 'The node could not be reached.'))
      .error
    return { address, own, confirmed, status: { at, reachable: false, error } }
  }
}

/** Runs an operation concurrently on every sealed node. An error on one node is only that node's outcome. */
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

/** Submits shares one after the other until the node has enough of them or no shares are left. */
export async function giveShares(
  session: VaultSession,
  shares: readonly string[],
  { migrate, signal }: { readonly migrate: boolean; readonly signal: AbortSignal },
): Promise<UnsealProgress | null> {
  let progress: UnsealProgress | null = null
  for (const share of shares) {
    progress = await giveShare(session, share, signal, migrate)
    if (!progress.sealed || progress.joining === true) break
  }
  return progress
}

/**
 * Returns the nodes that the cluster reports. `sys/ha-status` contains addresses for clients but no sealed node. Raft
 * reports every node, but only by its address in the cluster, by convention one port above the one for clients.
 * @throws Failure of `sys/ha-status`, if raft's list is not available either.
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
