import type { QueryClient, QueryKey } from '@tanstack/react-query'

/**
 * Requests a query again after its data has changed in the core. A first request that is under way may have been
 * answered before the change, and an invalidation would only wait for it, so it is followed by another request.
 */
export async function refreshQuery(client: QueryClient, queryKey: QueryKey): Promise<void> {
  const state = client.getQueryState(queryKey)
  const isFirst = state?.fetchStatus === 'fetching' && state.data === undefined
  await client.invalidateQueries({ queryKey })
  if (isFirst) await client.invalidateQueries({ queryKey })
}
