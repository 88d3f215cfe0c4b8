/** Notices when a working cluster has no active node for longer than a failover takes. */
import type { ServerStatus } from '../../contract/server.ts'

/** Whether writes through this node are impossible. */
export const isLost = (status: ServerStatus | null): boolean =>
  status?.clusterHealth === 'no-active-node' ||
  status?.clusterHealth === 'cut-off' ||
  status?.clusterHealth === 'removed'

export interface ClusterLoss {
  /** Takes the results of two consecutive polls. Returns true once for each loss that has to be reported. */
  note(before: ServerStatus | null, now: ServerStatus): boolean
}

/** `patienceMs`: how long a cluster may have no active node before that is reported. */
export function createClusterLoss(patienceMs = 20_000): ClusterLoss {
  /** By `performance.now`; null while the cluster works, or if it was never seen to work. */
  let lostSince: number | null = null
  let wasReported = false
  return {
    note: (before, now) => {
      if (!now.reachable) return false
      if (!isLost(now)) {
        lostSince = null
        wasReported = false
        return false
      }
      if (before?.clusterHealth === 'well') lostSince = performance.now()
      if (lostSince === null || wasReported) return false
      // A removed node does not return without an operator.
      if (now.clusterHealth !== 'removed' && performance.now() - lostSince < patienceMs) return false
      wasReported = true
      return true
    },
  }
}
