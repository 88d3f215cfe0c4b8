import { useQuery } from '@tanstack/react-query'
import { clusterTrouble, type ClusterTrouble } from '../../lib/clusterHealth.ts'
import { serverStatus } from '../../lib/queries/server.ts'

export type ConnectionState = 'unknown' | 'well' | 'sealed' | 'not-initialized' | 'offline' | ClusterTrouble

/** Returns what is known of a connection's server, without a request: the live watch of open connections writes it. */
export function useConnectionState(profileId: string): ConnectionState {
  const { data: status } = useQuery({ ...serverStatus(profileId), enabled: false })
  if (status === undefined) return 'unknown'
  if (!status.reachable) return 'offline'
  if (status.initialized === false) return 'not-initialized'
  return clusterTrouble(status) ?? (status.sealed === true ? 'sealed' : 'well')
}
