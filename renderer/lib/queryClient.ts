/** One query cache for the window. It holds no values of secrets; those exist only in the page that shows them. */
import { QueryClient } from '@tanstack/react-query'

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The core retries what is safe to repeat; the live status shows when a server can be reached again.
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        staleTime: 10_000,
        networkMode: 'always',
      },
    },
  })
}
