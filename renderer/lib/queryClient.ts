/** One query cache for the window. What it holds of secrets' values: nothing; those live in the page that shows them. */
import { QueryClient } from '@tanstack/react-query'

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The core retries what is safe to repeat; the live status says when a server is back.
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        staleTime: 10_000,
        networkMode: 'always',
      },
    },
  })
}
