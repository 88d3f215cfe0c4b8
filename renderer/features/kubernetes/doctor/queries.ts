/** Queries of the doctor. */
import { type QueryKey, queryOptions } from '@tanstack/react-query'
import type { ClusterAccess } from '../../../../electron/contract/kubeconfig.ts'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'

/** The names of a mount's roles; their settings are not waited for. Null if they may not be listed. */
export const roleNames = (profileId: string, mount: string) =>
  queryOptions({
    queryKey: [profileId, 'kubernetes', 'role names', mount],
    queryFn: async ({ signal }): Promise<readonly string[] | null> => {
      const stream = bridge.kubernetes.roles({ profileId, mount }, signal)
      for await (const item of stream) {
        if (item.kind === 'names') return item.names
      }
      return (await stream.result).ok ? [] : null
    },
    staleTime: 30_000,
  })

export interface Checked {
  readonly profileId: string
  readonly tokenId: string
  readonly mount: string
  readonly role: string
  readonly access: ClusterAccess | null
}

/** The comparison of a token with a role. */
export const tokenCheck = ({ profileId, tokenId, mount, role, access }: Checked) =>
  queryOptions({
    queryKey: [profileId, 'kubernetes', 'check', mount, role, tokenId, access],
    queryFn: ({ signal }) =>
      valueOf(
        bridge.kubernetesDoctor.check({ profileId, tokenId, mount, role, ...(access !== null && { access }) }, signal),
      ),
    enabled: role !== '',
    staleTime: 0,
  })

/** Keys of what the doctor's pages share in this window; see `useWindowState`. */
export const givenTokenKey = (profileId: string): QueryKey => [profileId, 'kubernetes', 'token']
export const secretWatchKey = (profileId: string): QueryKey => [profileId, 'kubernetes', 'watch']
export const keptFieldKey = (profileId: string, mount: string, what: 'role' | 'secret'): QueryKey => [
  profileId,
  'kubernetes',
  'doctor',
  what,
  mount,
]
