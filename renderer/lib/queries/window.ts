import { type QueryKey, queryOptions } from '@tanstack/react-query'

/** A value that pages of one window share; null until one sets it. No request is sent. */
export const windowValue = <T>(queryKey: QueryKey) =>
  queryOptions<T | null>({
    queryKey,
    queryFn: () => null,
    initialData: null,
    staleTime: Infinity,
    gcTime: Infinity,
  })
