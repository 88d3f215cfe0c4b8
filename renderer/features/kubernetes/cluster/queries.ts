/** Queries about kubeconfigs and their clusters. */
import { type Query, type QueryKey, queryOptions } from '@tanstack/react-query'
import type { ClusterAccess, KubeconfigSource } from '../../../../electron/contract/kubeconfig.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'

/** Contexts of a kubeconfig; runs nothing and sends no request to a cluster. */
export const kubeconfigRead = (source: KubeconfigSource) =>
  queryOptions({
    queryKey: ['app', 'kubeconfig', source],
    queryFn: ({ signal }) => valueOf(bridge.kubeconfig.read({ source }, signal)),
  })

/** Names of the namespaces; null as long as no context is chosen. */
export const namespaceNames = (access: ClusterAccess | null) =>
  queryOptions({
    queryKey: ['app', 'kubeconfig', 'namespaces', access],
    queryFn: async ({ signal }) =>
      access === null ? [] : (await valueOf(bridge.kubeconfig.namespaces({ access }, signal))).names,
    enabled: access !== null,
    staleTime: 30_000,
  })

/** Names of a namespace's service accounts. */
export const serviceAccountNames = (access: ClusterAccess | null, namespace: string) =>
  queryOptions({
    queryKey: ['app', 'kubeconfig', 'accounts', access, namespace],
    queryFn: async ({ signal }) =>
      access === null ? [] : (await valueOf(bridge.kubeconfig.serviceAccounts({ access, namespace }, signal))).names,
    enabled: access !== null && namespace !== '',
    staleTime: 30_000,
  })

/** Names that are requested from a cluster, not only from a file, and have not arrived yet. */
export const awaitedOfCluster = {
  predicate: ({ queryKey: [, topic, what], state }: Query) =>
    topic === 'kubeconfig' && (what === 'namespaces' || what === 'accounts') && state.data === undefined,
}

/** The key of the cluster access that the person chose; see `useWindowState`. */
export const chosenClusterKey = (profileId: string): QueryKey => [profileId, 'kubernetes', 'cluster']
