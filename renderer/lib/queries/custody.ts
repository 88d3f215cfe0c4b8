import { type Query, queryOptions } from '@tanstack/react-query'
import { bridge } from '../bridge.ts'
import { valueOf } from '../call.ts'

/** The secrets of each connection that this computer stores; never a value. */
export const custodyItems = queryOptions({
  queryKey: ['app', 'custody', 'held'],
  // Every use is recorded, so an earlier result is outdated.
  staleTime: 0,
  queryFn: ({ signal }) => valueOf(bridge.custody.held({}, signal)),
})

/** The items stored for a connection on other ways to its server than the present one; never a value. */
export const keptWays = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'custody', 'kept'],
    queryFn: ({ signal }) => valueOf(bridge.custody.waysOf({ profileId }, signal)),
  })

/** The items stored of any connection, on each way to its server: the core's events make them stale. */
export const keptOfAnyConnection = { predicate: ({ queryKey: [, , what] }: Query) => what === 'kept' }

/** The items stored for connections that are missing from the list; never a value. */
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
