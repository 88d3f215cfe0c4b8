/** Queries of the pages of the auth method. */
import { type QueryKey, queryOptions } from '@tanstack/react-query'
import type { Role } from '../../../electron/contract/kubernetes.ts'
import type { ReasonCode } from '../../../electron/contract/kubernetesDoctor.ts'
import type { CallError } from '../../../electron/contract/result.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { kubernetesConfig } from '../../lib/queries/kubernetes.ts'

/** Every mount of the method that the person may see. */
export const kubernetesMounts = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'kubernetes', 'mounts'],
    queryFn: ({ signal }) => valueOf(bridge.kubernetes.mounts({ profileId }, signal)),
  })

export interface RoleList {
  /** Sorted. */
  readonly names: readonly string[]
  /** Those that have been read. */
  readonly roles: ReadonlyMap<string, Role>
  /** Those that could not be read. */
  readonly failed: ReadonlyMap<string, CallError>
  readonly isWhole: boolean
}

/** Milliseconds between two updates while roles are still arriving. */
const pause = 120

/** All roles of a mount; the data grows while they arrive. */
export const kubernetesRoles = (profileId: string, mount: string) => {
  const queryKey = [profileId, 'kubernetes', 'roles', mount] as const
  return queryOptions({
    queryKey,
    queryFn: async ({ signal, client }): Promise<RoleList> => {
      const stream = bridge.kubernetes.roles({ profileId, mount }, signal)
      const before = client.getQueryData<RoleList>(queryKey)
      const roles = new Map<string, Role>()
      const failed = new Map<string, CallError>()
      let names: readonly string[] = []
      let shownAt = 0
      for await (const item of stream) {
        if (item.kind === 'names') names = item.names
        else {
          for (const role of item.roles) roles.set(role.name, role)
          for (const { name, error } of item.failed) if (error !== null) failed.set(name, error)
        }
        // A complete list stays until the new one is complete.
        if (before !== undefined || performance.now() - shownAt < pause) continue
        shownAt = performance.now()
        const soFar: RoleList = { names, roles: new Map(roles), failed: new Map(failed), isWhole: false }
        client.setQueryData(queryKey, soFar)
      }
      await valueOf(stream.result)
      // Removed between the list and the read of each role.
      return { names: names.filter((name) => roles.has(name) || failed.has(name)), roles, failed, isWhole: true }
    },
    structuralSharing: false,
    staleTime: 10_000,
  })
}

/** One role as the server has it. */
export const kubernetesRole = (profileId: string, mount: string, name: string) =>
  queryOptions({
    queryKey: [profileId, 'kubernetes', 'role', mount, name],
    queryFn: ({ signal }) => valueOf(bridge.kubernetes.role({ profileId, mount, name }, signal)),
    staleTime: 0,
  })

/** Each role of a mount that was read on its own. */
export const rolesReadAlone = (profileId: string, mount: string) => ({
  queryKey: [profileId, 'kubernetes', 'role', mount],
})

/** Everything that was read of a mount: its configuration and its roles. */
export const readOfMount = (profileId: string, mount: string): readonly { readonly queryKey: QueryKey }[] => [
  { queryKey: kubernetesConfig(profileId, mount).queryKey },
  { queryKey: kubernetesRoles(profileId, mount).queryKey },
  rolesReadAlone(profileId, mount),
]

/**
 * The result of the last trial of a mount in this window; null before one. No request is sent: the doctor records it.
 */
export interface LastTrial {
  /** ISO 8601. */
  readonly at: string
  readonly role: string
  /** The likeliest reason of a refusal; null when it worked, undefined when none is known. */
  readonly reason: ReasonCode | null | undefined
}
export const lastTrial = (profileId: string, mount: string) =>
  queryOptions({
    queryKey: [profileId, 'kubernetes', 'trial', mount],
    queryFn: (): LastTrial | null => null,
    staleTime: Infinity,
    gcTime: Infinity,
  })
