/**
 * The live status of servers: one poll for each server, shared by all windows; none while no window needs it.
 *
 * While the server works: one request every 1.5 s with a timeout of 3 s, so that a hang is noticed within 5 s. When an
 * open socket breaks, the server is polled immediately, so that a restart is noticed without polling faster. An
 * unreachable server is retried after 1, 2, 4, then every 5 s, and after five minutes every 15 s. A cluster without an
 * active node is polled every second, because a failover takes some seconds. If seal notifications are on and the
 * window is hidden, each server that was opened is polled every 30 s: the *background poll*.
 */
import type { ServerStatus } from '../../contract/server.ts'
import { Failure } from '../../contract/failure.ts'
import { createClusterLook, type ClusterLook } from '../../vault/clusterHealth.ts'
import type { Transport } from '../../vault/transport.ts'
import type { ClusterChange } from './clusterMemory.ts'
import { type ClusterLoss, createClusterLoss, isLost } from './clusterLoss.ts'
import type { VaultSession } from '../../vault/session.ts'
import { followQueue } from '../events.ts'
import { readStatus } from './readStatus.ts'

const pollMs = 1_500
const failoverMs = 1_000
const statusTimeoutMs = 3_000
const firstRetriesMs = [1_000, 2_000, 4_000]
const retryMs = 5_000
const patienceMs = 5 * 60_000
const slowRetryMs = 15_000
/**
 * The minimum of milliseconds between two polls after lost sockets: a server may close each socket after its answer.
 */
const hushMs = 1_000

export interface StatusPollerOptions {
  /** Whether to poll in the background so that a seal can be notified. */
  readonly pollsInBackground?: () => boolean
  /** Milliseconds between two background polls. */
  readonly backgroundPollMs?: number
  /** Called once when a server that was unsealed is found sealed. */
  readonly onSealed?: (profileId: string) => void
  /**
   * Called once when a cluster that worked has had no active node for `failoverPatienceMs`, or the node was removed.
   */
  readonly onClusterLost?: (profileId: string) => void
  /** Returns `joining` for a status of a node that has its shares and is still joining its cluster. */
  readonly joiningOf?: (profileId: string, status: ServerStatus) => Pick<ServerStatus, 'joining'>
  /**
   * Returns what has changed, if this status is from another cluster than the one that the person was signed in to
   * before.
   */
  readonly otherClusterOf?: (profileId: string, status: ClusterOfStatus) => Promise<ClusterChange | undefined>
  /** Returns the session of the signed-in person, who may see more of a cluster. */
  readonly personOf?: (profileId: string) => Promise<VaultSession | null>
  /** Milliseconds; shorter failovers are not reported. Default 20,000. */
  readonly failoverPatienceMs?: number
}

type ClusterOfStatus = Pick<ServerStatus, 'clusterId' | 'clusterName'>

export interface StatusPoller {
  /** Polls once now; callers share the result with the followers. */
  look(profileId: string, signal?: AbortSignal): Promise<ServerStatus>
  /** Yields the status immediately and after every poll, until `signal` aborts. */
  follow(profileId: string, signal: AbortSignal): AsyncGenerator<ServerStatus, void, void>
  /** Polls immediately, because a call changed the server. */
  nudge(profileId: string): void
  /** Polls immediately, because a request failed without an active node. */
  noteNoActiveNode(profileId: string): void
  /** Forgets the known status, because the connection leads to another server. */
  forget(profileId: string): void
  /** Stops polling and yielding until `resume`; the followers stay. */
  pause(): void
  resume(): void
  closeAll(): void
}

interface Poller {
  readonly listeners: Set<(status: ServerStatus) => void>
  readonly cluster: ClusterLook
  /** Whether a window has followed this server, so that the background poll includes it. */
  wasFollowed: boolean
  last: ServerStatus | null
  looking: Promise<ServerStatus> | null
  /** When the last poll began, by `performance.now`. */
  lookedAt: number
  timer: NodeJS.Timeout | null
  failures: number
  failingSince: number | null
  readonly loss: ClusterLoss
  /** The transport whose sockets are watched, and the function to stop watching. */
  listening: { readonly to: Transport; readonly stop: () => void } | null
}

export function createStatusPoller(
  transportOf: (profileId: string) => Promise<Transport>,
  {
    pollsInBackground = () => false,
    backgroundPollMs = 30_000,
    onSealed = () => {},
    onClusterLost = () => {},
    otherClusterOf = () => Promise.resolve(undefined),
    personOf = () => Promise.resolve(null),
    joiningOf = () => ({}),
    failoverPatienceMs,
  }: StatusPollerOptions = {},
): StatusPoller {
  const pollers = new Map<string, Poller>()
  let paused = false

  const pollerOf = (profileId: string): Poller => {
    const known = pollers.get(profileId)
    if (known !== undefined) return known
    const poller: Poller = {
      listeners: new Set(),
      cluster: createClusterLook(),
      wasFollowed: false,
      last: null,
      looking: null,
      lookedAt: Number.NEGATIVE_INFINITY,
      timer: null,
      failures: 0,
      failingSince: null,
      loss: createClusterLoss(failoverPatienceMs),
      listening: null,
    }
    pollers.set(profileId, poller)
    return poller
  }

  const deafen = (poller: Poller): void => {
    poller.listening?.stop()
    poller.listening = null
  }
  const listen = (profileId: string, poller: Poller, to: Transport): void => {
    if (poller.listening?.to === to) return
    deafen(poller)
    const onLost = () => schedule(profileId, poller, Math.max(0, poller.lookedAt + hushMs - performance.now()))
    poller.listening = { to, stop: to.onDisconnect(onLost) }
  }

  const isWanted = (poller: Poller): boolean =>
    !paused && (poller.listeners.size > 0 || (poller.wasFollowed && pollsInBackground()))

  const wait = (poller: Poller): number => {
    if (poller.listeners.size === 0) return backgroundPollMs
    if (poller.failingSince === null) {
      return isLost(poller.last) || poller.last?.clusterHealth === 'electing-leader' ? failoverMs : pollMs
    }
    if (Date.now() - poller.failingSince > patienceMs) return slowRetryMs
    return firstRetriesMs[poller.failures - 1] ?? retryMs
  }

  const schedule = (profileId: string, poller: Poller, after: number): void => {
    if (poller.timer !== null) clearTimeout(poller.timer)
    poller.timer = isWanted(poller) ? setTimeout(() => void look(profileId), after) : null
    poller.timer?.unref()
  }

  const nudge = (profileId: string): void => {
    const poller = pollers.get(profileId)
    if (poller === undefined || poller.listeners.size === 0 || paused) return
    void (poller.looking ?? Promise.resolve()).then(() => look(profileId))
  }

  const look = (profileId: string): Promise<ServerStatus> => {
    const poller = pollerOf(profileId)
    poller.looking ??= learn(profileId, poller).finally(() => {
      poller.looking = null
    })
    return poller.looking
  }

  const learn = async (profileId: string, poller: Poller): Promise<ServerStatus> => {
    const at = new Date().toISOString()
    const startedAt = Date.now()
    poller.lookedAt = performance.now()
    let status: ServerStatus
    try {
      const transport = await transportOf(profileId)
      // During the background poll a lost socket triggers no poll, because servers close idle sockets.
      if (poller.listeners.size > 0) listen(profileId, poller, transport)
      const read = await readStatus(transport, poller, await personOf(profileId), statusTimeoutMs)
      // A sealed server does not report its cluster, so the result of an earlier poll must not be compared.
      const change = await otherClusterOf(profileId, read.sealed === false ? read : {})
      status = {
        ...read,
        ...(change !== undefined && {
          otherCluster: change.before,
          clusterId: change.now.id,
          clusterName: change.now.name,
        }),
        at,
        reachable: true,
      }
      poller.failures = 0
      poller.failingSince = null
    } catch (problem) {
      // A connection that was removed needs no background poll.
      if (problem instanceof Failure && problem.code === 'not-found') poller.wasFollowed = false
      poller.failures += 1
      poller.failingSince ??= Date.now()
      deafen(poller)
      const { error: _before, nextTryAt: _then, joining: _joining, ...known }: Partial<ServerStatus> = poller.last ?? {}
      status = { ...known, at, reachable: false, error: errorOf(problem) }
    }
    status = { ...status, ...joiningOf(profileId, status) }
    // A pause aborts the current poll; that result does not describe the server.
    if (paused) return status
    // Measured from start to start, so that a slow answer does not delay the next poll.
    const after = Math.max(250, wait(poller) - (status.reachable ? Date.now() - startedAt : 0))
    const before = poller.last
    const wasUnsealed = before?.sealed === false
    if (!status.reachable) status = { ...status, nextTryAt: new Date(Date.now() + after).toISOString() }
    poller.last = status
    if (pollers.get(profileId) === poller) schedule(profileId, poller, after)
    for (const listener of poller.listeners) listener(status)
    const isRemoved = status.clusterHealth === 'removed'
    if (wasUnsealed && status.reachable && status.sealed === true && !isRemoved) onSealed(profileId)
    if (poller.loss.note(before, status)) onClusterLost(profileId)
    return status
  }

  const stopAll = (): void => {
    for (const poller of pollers.values()) {
      if (poller.timer !== null) clearTimeout(poller.timer)
      poller.timer = null
      deafen(poller)
    }
  }

  return {
    look,
    nudge,
    noteNoActiveNode: (profileId) => {
      pollers.get(profileId)?.cluster.noteFailure()
      nudge(profileId)
    },
    follow: (profileId, signal) =>
      followQueue(signal, (listener) => {
        const poller = pollerOf(profileId)
        poller.listeners.add(listener)
        poller.wasFollowed = true
        if (poller.last !== null) listener(poller.last)
        void look(profileId)
        return () => {
          poller.listeners.delete(listener)
          if (poller.listeners.size > 0) return
          deafen(poller)
          schedule(profileId, poller, backgroundPollMs)
        }
      }),
    forget: (profileId) => {
      const poller = pollers.get(profileId)
      if (poller === undefined) return
      poller.last = null
      poller.failures = 0
      poller.failingSince = null
      poller.wasFollowed = poller.listeners.size > 0
    },
    pause: () => {
      paused = true
      stopAll()
    },
    resume: () => {
      paused = false
      for (const [profileId, poller] of pollers) {
        poller.failures = 0
        poller.failingSince = null
        if (poller.listeners.size > 0) nudge(profileId)
        else schedule(profileId, poller, backgroundPollMs)
      }
    },
    closeAll: () => {
      stopAll()
      pollers.clear()
    },
  }
}

function errorOf(problem: unknown) {
  if (problem instanceof Failure) return problem.error
  return new Failure('unreachable', 'The status request failed.').error
}
