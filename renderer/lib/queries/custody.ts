import { type Query, queryOptions } from '@tanstack/react-query'
import { bridge } from '../bridge.ts'
import { valueOf } from '../call.ts'

/** What this computer holds of each connection's secrets; never a value. */
export const custodyItems = queryOptions({
  queryKey: ['app', 'custody', 'held'],
  // Every use is noted, so that what was seen before is old.
  staleTime: 0,
  queryFn: ({ signal }) => valueOf(bridge.custody.held({}, signal)),
})

/** What is kept for a connection on other ways to its server than the present one; never a value. */
export const keptWays = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'custody', 'kept'],
    queryFn: ({ signal }) => valueOf(bridge.custody.waysOf({ profileId }, signal)),
  })

/** What is kept of any connection, on each way to its server: what the core's events make stale. */
export const keptOfAnyConnection = { predicate: ({ queryKey: [, , what] }: Query) => what === 'kept' }

/** What is kept for connections that are missing from the list; never a value. */
export const lostConnections = queryOptions({
  queryKey: ['app', 'custody', 'lost'],
  staleTime: 0,
  queryFn: ({ signal }) => valueOf(bridge.lost.list({}, signal)),
})

/** Programs and files of kubeconfigs that the person allowed. */
export const allowedItems = queryOptions({
  queryKey: ['app', 'custody', 'allowed'],
  staleTime: 0,
  queryFn: ({ signal }) => valueOf(bridge.custody.allowed({}, signal)),
})
