/** What is asked of kubeconfigs and the clusters behind them. */
import { type Query, queryOptions } from '@tanstack/react-query'
import type { ClusterAccess, KubeconfigSource } from '../../../../electron/contract/kubeconfig.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'

/** Contexts of a kubeconfig; runs nothing and asks no cluster. */
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

/** Asks a cluster, not a file alone. */
export const isOfCluster = ({ queryKey: [, topic, what] }: Query): boolean =>
  topic === 'kubeconfig' && (what === 'namespaces' || what === 'accounts')
