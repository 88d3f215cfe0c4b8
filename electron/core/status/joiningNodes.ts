/**
 * Nodes that have enough key shares and are still sealed. A new node of a raft cluster accepts the shares, joins, and
 * stays sealed until the active node has sent it the cluster's data. Its own status then shows no shares at all.
 */
import type { ServerStatus, UnsealProgress } from '../../contract/server.ts'

/** A node of a connection's cluster; without an address, the connection's own node. */
export interface NodeOf {
  readonly profileId: string
  readonly address?: string
}

export interface JoiningNodes {
  /** Notes a node's answer to a share. */
  note(node: NodeOf, progress: UnsealProgress | null): void
  /** Forgets a node whose shares were reset. */
  forget(node: NodeOf): void
  /** Returns `joining` for the status of a node that is still joining; a status that shows otherwise ends that. */
  fieldsFor(node: NodeOf, status: Partial<ServerStatus>): Pick<ServerStatus, 'joining'>
}

export function createJoiningNodes(): JoiningNodes {
  const joining = new Set<string>()
  const keyOf = ({ profileId, address = '' }: NodeOf): string => `${profileId} ${address}`
  return {
    note: (node, progress) => {
      if (progress?.joining === true) joining.add(keyOf(node))
    },
    forget: (node) => void joining.delete(keyOf(node)),
    fieldsFor: (node, { reachable, sealed, initialized, unseal }) => {
      if (!joining.has(keyOf(node))) return {}
      // A node that does not answer may have been restarted: it then has none of the shares.
      const isJoining = reachable === true && sealed === true && initialized === true && unseal?.given === 0
      if (!isJoining) joining.delete(keyOf(node))
      return isJoining ? { joining: true } : {}
    },
  }
}
