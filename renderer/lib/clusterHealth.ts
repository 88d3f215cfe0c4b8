/** Messages about a node that does not work in its cluster. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { ServerStatus } from '../../electron/contract/server.ts'

export type ClusterTrouble = Exclude<NonNullable<ServerStatus['clusterHealth']>, 'well'>

/** Returns the problem of a reachable node in its cluster; null when none is known. */
export function clusterTrouble(status: ServerStatus | undefined): ClusterTrouble | null {
  if (status?.reachable !== true || status.clusterHealth === undefined || status.clusterHealth === 'well') return null
  return status.clusterHealth
}

/** `info` if nothing is wrong yet, `warn` if the cluster still works. */
export function troubleTone(trouble: ClusterTrouble): 'info' | 'warn' | 'danger' {
  if (trouble === 'electing-leader') return 'info'
  return trouble === 'standbys-unreachable' || trouble === 'outdated' ? 'warn' : 'danger'
}

/** For a line with other facts of a server. */
export const troubleWords: Readonly<Record<ClusterTrouble, MessageDescriptor>> = {
  'electing-leader': msg`electing a leader`,
  'standbys-unreachable': msg`standby unreachable`,
  'no-active-node': msg`no active node`,
  'cut-off': msg`active node unreachable`,
  outdated: msg`outdated data`,
  removed: msg`removed from cluster`,
}

/** A title that makes sense without context, and its explanation. */
export const troubleMeaning: Readonly<
  Record<ClusterTrouble, { readonly title: MessageDescriptor; readonly meaning: MessageDescriptor }>
> = {
  'electing-leader': {
    title: msg`The cluster is electing a leader.`,
    meaning: msg`This node was just unsealed. Reads and writes work as soon as a node is active, usually within seconds.`,
  },
  'standbys-unreachable': {
    title: msg`Not every standby is reachable.`,
    meaning: msg`The cluster works, but it may not survive the loss of another node. Check the standbys.`,
  },
  'no-active-node': {
    title: msg`The cluster has no active node.`,
    meaning: msg`A failover may be in progress. Strongroom retries reads. Save your changes when a node is active. If this continues, too few nodes are running and unsealed.`,
  },
  'cut-off': {
    title: msg`This standby can't reach the active node.`,
    meaning: msg`Writes fail here, and data can be outdated. The active node or the network between the nodes may be down.`,
  },
  outdated: {
    title: msg`This node has outdated data.`,
    meaning: msg`This node doesn't receive changes from the active node. It may have been removed from the cluster. Connect to another node.`,
  },
  removed: {
    title: msg`This node was removed from its cluster.`,
    meaning: msg`This node can't be unsealed again. Connect to another node, or delete this node's storage and join it to the cluster again.`,
  },
}
