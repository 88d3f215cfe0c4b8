import { queryOptions } from '@tanstack/react-query'
import { bridge } from '../bridge.ts'
import { valueOf } from '../call.ts'

/** The names of all ACL policies, sorted. */
export const policyNames = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'policies', 'names'],
    queryFn: async ({ signal }) => (await valueOf(bridge.policies.list({ profileId }, signal))).names,
  })

/** One policy as the server has it. */
export const storedPolicy = (profileId: string, name: string) =>
  queryOptions({
    queryKey: [profileId, 'policies', 'stored', name],
    queryFn: ({ signal }) => valueOf(bridge.policies.read({ profileId, name }, signal)),
    staleTime: 0,
  })

/** The paths below the server's mounts, as it describes them. */
export const policyPaths = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'policies', 'paths'],
    queryFn: ({ signal }) => valueOf(bridge.policies.paths({ profileId }, signal)),
    staleTime: 5 * 60_000,
  })

/** The possible beginnings of paths. */
export const policyPlaces = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'policies', 'places'],
    queryFn: ({ signal }) => valueOf(bridge.policies.places({ profileId }, signal)),
    staleTime: 30_000,
  })
