import { useEffect, useState } from 'react'
import type { NodeStatus } from '../../../../electron/contract/seal.ts'
import { bridge } from '../../../lib/bridge.ts'

interface SeenNodes {
  readonly nodes: readonly NodeStatus[]
  /** The round of status requests that these nodes are from; -1 before the first. */
  readonly round: number
}

/**
 * Returns every node of a connection's cluster as long as the page is open. A new `round` requests their status again.
 */
export function useClusterNodes(profileId: string, round: number): SeenNodes {
  const [seen, setSeen] = useState<SeenNodes>({ nodes: [], round: -1 })
  useEffect(() => {
    const leave = new AbortController()
    const follow = async () => {
      for await (const now of bridge.server.watchNodes({ profileId }, leave.signal)) setSeen({ nodes: now, round })
    }
    void follow().catch(() => undefined)
    return () => leave.abort()
  }, [profileId, round])
  return seen
}
