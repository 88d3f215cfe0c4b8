/** The way into a cluster that the person chose, the same on every page of a connection until the window is emptied. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ClusterAccess } from '../../../../electron/contract/kubeconfig.ts'

export function useChosenCluster(
  profileId: string,
): readonly [ClusterAccess | null, (next: ClusterAccess | null) => void] {
  const client = useQueryClient()
  const queryKey = [profileId, 'kubernetes', 'cluster'] as const
  const { data } = useQuery<ClusterAccess | null>({
    queryKey,
    queryFn: () => null,
    initialData: null,
    staleTime: Infinity,
    gcTime: Infinity,
  })
  return [data, (next) => client.setQueryData(queryKey, next)]
}
