/**
 * Whether a node works in its cluster. `sys/health` is not enough on either product: a node that became active by an
 * election and then lost its quorum still reports itself as active, and a standby of OpenBao that lost its cluster, or
 * was removed from it, answers like a healthy one.
 */
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import type { ServerStatus } from '../contract/server.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { type HealthyPeers, readHealthyPeers } from './cluster.ts'
import { readLeader } from './leader.ts'
import type { VaultSession } from './session.ts'

type HealthOfNode = Pick<ServerStatus, 'sealed' | 'role' | 'clusterHealth' | 'clusterId' | 'product' | 'storage'>
export type ClusterStatus = Pick<ServerStatus, 'clusterHealth' | 'activeNode'>

export interface ClusterLook {
  /**
   * Returns the cluster health of a node that answered `sys/health` with `health`. Asks a standby for its active node,
   * and from time to time the active node through it; asks an active raft node for its peers if `authenticated` can
   * read them. Never fails: unavailable facts are left out.
   */
  look(session: VaultSession, health: HealthOfNode, authenticated?: VaultSession | null): Promise<ClusterStatus>
  /** Notes a request that failed because there is no active node. */
  noteFailure(): void
}

export interface ClusterLookOptions {
  /** Milliseconds between two requests that appear in an audit log, while the cluster is healthy. */
  readonly askEveryMs?: number
  /** Milliseconds in which a standby must have received the active node's data. */
  readonly catchUpMs?: number
  /** Milliseconds after an unseal in which a cluster without an active node elects its leader. */
  readonly electionMs?: number
}

/** Milliseconds until autopilot is asked again if the server is the only node, or the person can't read the state. */
const seldomMs = 10 * 60_000
/** Milliseconds between two autopilot requests while there is a problem. */
const troubledMs = 5_000
/** Milliseconds for which a failed request counts as a lost quorum, if nothing else can prove it. */
const unprovenMs = 60_000

export function createClusterLook({
  askEveryMs = 30_000,
  catchUpMs = 5_000,
  electionMs = 20_000,
}: ClusterLookOptions = {}): ClusterLook {
  let askedAt = Number.NEGATIVE_INFINITY
  let hasFailed = false
  let known: ClusterStatus = {}
  /** When the node was last seen sealed; reset once it has a leader. */
  let sealedAt = Number.NEGATIVE_INFINITY
  /** The active node's index as a standby learned it, and the time. */
  let newest: { readonly index: number; readonly at: number } | null = null
  /** For a node that is active only by its own report: its index when that was noticed, and until when that counts. */
  let lost: { readonly index: number; readonly until: number } | null = null
  let peers: HealthyPeers | 'unknown' = 'unknown'
  let indexBefore: number | null = null
  let asksAgainAt = Number.NEGATIVE_INFINITY

  async function lookAtStandby(session: VaultSession, { clusterId, product }: HealthOfNode): Promise<ClusterStatus> {
    const leader = await readLeader(session).catch(() => null)
    if (leader === null) return {}
    const { leader_address: activeNode, raft_committed_index: own } = leader
    if (leader.is_self) return { clusterHealth: 'well' }
    const now = performance.now()
    if (activeNode === '') {
      return (known = { clusterHealth: now - sealedAt < electionMs ? 'electing-leader' : 'no-active-node' })
    }
    sealedAt = Number.NEGATIVE_INFINITY
    // A standby that is behind gets time to catch up before the next request.
    if (newest !== null && own !== undefined && own < newest.index) {
      return now - newest.at >= catchUpMs ? { clusterHealth: 'outdated', activeNode } : { ...known, activeNode }
    }
    const isDue = known.activeNode !== activeNode || known.clusterHealth !== 'well' || now - askedAt >= askEveryMs
    if (isDue) {
      askedAt = now
      const { health, index } = await askActiveNode(session, product === 'openbao' ? clusterId : undefined)
      newest = index === undefined ? null : { index, at: performance.now() }
      known = { clusterHealth: health, activeNode }
    }
    return known
  }

  /**
   * Whether an active node has its quorum. A failed request counts for a minute, autopilot's result until it is read
   * again. A node that lost its quorum gets no new index until an election has succeeded.
   */
  async function lookAtActive(
    session: VaultSession,
    authenticated: VaultSession | null,
    failed: boolean,
  ): Promise<ClusterStatus> {
    const now = performance.now()
    const isTroubled = lost !== null || peers === 'some' || peers === 'too-few'
    if (!failed && !isTroubled && now - askedAt < askEveryMs) return {}
    const { raft_committed_index: index } = await readLeader(session).catch(() => ({ raft_committed_index: undefined }))
    if (index === undefined) return {}
    if (lost !== null && (index > lost.index || now >= lost.until)) lost = null
    if (failed) lost = { index, until: now + unprovenMs }
    if (failed || now - askedAt >= (isTroubled ? troubledMs : askEveryMs)) {
      askedAt = now
      const before = peers
      peers = await askAutopilot(authenticated, now)
      // Right after an election autopilot has no report from every node yet, so two results in a row are required.
      const isProven = peers === 'too-few' && before === 'too-few' && index === indexBefore
      if (isProven) lost = { index, until: now + unprovenMs }
      indexBefore = index
    }
    if (lost !== null) return { clusterHealth: 'no-active-node' }
    return peers === 'some' ? { clusterHealth: 'standbys-unreachable' } : {}
  }

  async function askAutopilot(authenticated: VaultSession | null, now: number): Promise<typeof peers> {
    if (authenticated === null || now < asksAgainAt) return 'unknown'
    try {
      const found = await readHealthyPeers(authenticated)
      if (found === 'alone') asksAgainAt = now + seldomMs
      return found
    } catch (problem) {
      if (problem instanceof Failure && problem.code === 'permission-denied') asksAgainAt = now + seldomMs
      return 'unknown'
    }
  }

  return {
    noteFailure: () => {
      hasFailed = true
      askedAt = Number.NEGATIVE_INFINITY
    },
    look: async (session, health, authenticated = null) => {
      const failed = hasFailed
      hasFailed = false
      if (health.sealed === true) sealedAt = performance.now()
      if (health.role !== 'active') {
        lost = null
        peers = 'unknown'
      }
      if (health.role === 'standby' && health.clusterHealth === undefined) return lookAtStandby(session, health)
      newest = null
      known = {}
      if (health.sealed === false) sealedAt = Number.NEGATIVE_INFINITY
      if (health.role === 'active' && health.storage === 'raft') return lookAtActive(session, authenticated, failed)
      return {}
    },
  }
}

const Index = z.object({ value: z.string().regex(/^\d{1,15}$/) })

/**
 * Asks the active node through a standby, without a token. A standby that cannot reach it answers 307 or 500. OpenBao's
 * standbys answer this request themselves, unless it requires a newer index than they have.
 */
async function askActiveNode(
  session: VaultSession,
  clusterId: string | undefined,
): Promise<{ readonly health: NonNullable<ClusterStatus['clusterHealth']>; readonly index?: number }> {
  const required = JSON.stringify({ cluster: clusterId, value: '999999999999999' })
  try {
    const { index } = await session.request({
      method: 'GET',
      path: 'sys/internal/ui/mounts',
      repeatable: false,
      followsRedirects: false,
      bound: answerBounds.lists,
      ...(clusterId !== undefined && {
        headers: {
          'x-vault-index': Buffer.from(required).toString('base64'),
          'x-vault-inconsistent': 'forward-active-node',
        },
      }),
    })
    const read = Index.safeParse(jsonOf(index ?? ''))
    return { health: 'well', ...(clusterId !== undefined && read.success && { index: Number(read.data.value) }) }
  } catch (problem) {
    const code = problem instanceof Failure ? problem.code : undefined
    if (code === 'no-active-node') return { health: 'no-active-node' }
    // Any other refusal came from the active node, or does not describe it.
    return { health: code === 'redirect-untrusted' || code === 'timeout' ? 'cut-off' : 'well' }
  }
}

function jsonOf(base64: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64, 'base64').toString('utf8'))
  } catch {
    return undefined
  }
}
