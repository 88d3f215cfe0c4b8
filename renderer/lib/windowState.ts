/** What pages of one window share, until a lock or a sign-out empties it. */
import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query'

/** Like `useState`, with null as the first value, shared by all callers with the same key. */
export function useWindowState<T>(queryKey: QueryKey): readonly [T | null, (next: T | null) => void] {
  // SECURITY: in the query cache, which a lock and a sign-out empty (docs/security.md, "The window").
  const client = useQueryClient()
  const { data } = useQuery<T | null>({
    queryKey,
    queryFn: () => null,
    initialData: null,
    staleTime: Infinity,
    gcTime: Infinity,
  })
  return [data, (next) => client.setQueryData(queryKey, next)]
}
