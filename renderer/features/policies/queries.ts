/** Queries of the pages of policies. */
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'

/** The users of each policy. Many small requests: sent once, not for every page. */
export const policyUsers = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'policies', 'users'],
    queryFn: ({ signal }) => valueOf(bridge.policies.users({ profileId }, signal)),
    staleTime: 120_000,
  })

/** Earlier texts of a policy that are stored on this computer, without the texts. */
export const earlierTexts = (profileId: string, name: string) =>
  queryOptions({
    queryKey: [profileId, 'policies', 'earlier', name],
    queryFn: ({ signal }) => valueOf(bridge.policies.earlier({ profileId, name }, signal)),
    staleTime: 0,
    // A list from before a save or a removal is incomplete.
    gcTime: 0,
  })

/** After a policy was written or removed: refreshes lists, texts, and capabilities. */
export async function refreshPolicies(client: QueryClient, profileId: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({
      predicate: ({ queryKey: [id, area, what] }) =>
        id === profileId && area === 'policies' && what !== 'users' && what !== 'places',
    }),
    client.invalidateQueries({ queryKey: [profileId, 'kv', 'capabilities'] }),
  ])
}
