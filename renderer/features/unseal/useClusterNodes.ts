import { useEffect, useState } from 'react'
import type { NodeStatus } from '../../../electron/contract/seal.ts'
import { bridge } from '../../lib/bridge.ts'

/** Every node of a connection's cluster as it is now, for as long as the page is open; empty until the first look. `round` begins anew. */
export function useClusterNodes(profileId: string, round: number): readonly NodeStatus[] {
  const [nodes, setNodes] = useState<readonly NodeStatus[]>([])
  useEffect(() => {
    const leave = new AbortController()
    const follow = async () => {
      for await (const now of bridge.server.watchNodes({ profileId }, leave.signal)) setNodes(now)
    }
    void follow().catch(() => undefined)
    return () => leave.abort()
  }, [profileId, round])
  return nodes
}
