/** State that pages of one window share, until a lock or a sign-out empties it. */
import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query'
import { windowValue } from './queries/window.ts'

/** Like `useState`, with null as the first value, shared by all callers with the same key. */
export function useWindowState<T>(queryKey: QueryKey): readonly [T | null, (next: T | null) => void] {
  // SECURITY: in the query cache, which a lock and a sign-out empty (docs/security.md, "The window").
  const client = useQueryClient()
  const { data } = useQuery(windowValue<T>(queryKey))
  return [data, (next) => client.setQueryData(queryKey, next)]
}
