import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { everythingOf } from './connection.ts'
import { bridge } from '../bridge.ts'
import { valueOf } from '../call.ts'

/** A server's status. The window's live watch writes each new one here, so it never becomes stale. */
export const serverStatus = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'server', 'status'],
    queryFn: ({ signal }) => valueOf(bridge.server.status({ profileId }, signal)),
    staleTime: Infinity,
  })

/** Repeats the failed reads of a connection, because its server can be used again. */
export function readFailedAgain(queryClient: QueryClient, profileId: string): void {
  void queryClient.invalidateQueries({
    ...everythingOf(profileId),
    predicate: ({ state, queryKey }) => state.status === 'error' || queryKey[1] === 'session',
  })
}

/** The unfinished key ceremony of a connection, or null. */
export const unfinishedCeremony = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'server', 'ceremony'],
    queryFn: ({ signal }) => valueOf(bridge.server.ceremony({ profileId }, signal)),
  })

/** How much this computer stores for a connection; never the values. */
export const keptCredentials = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'server', 'kept'],
    queryFn: ({ signal }) => valueOf(bridge.server.kept({ profileId }, signal)),
  })
