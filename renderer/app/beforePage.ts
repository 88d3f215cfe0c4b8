import type { QueryClient } from '@tanstack/react-query'

/** Milliseconds that the page before stays for the next page's data: two frames. */
const patienceMs = 32

/** What the loaders of the router share. */
export interface RouterContext {
  readonly queryClient: QueryClient
}

/** Resolves when `work` has ended in any way, or after two frames, so that a page is mostly rendered only once. */
export async function beforePage(work: Promise<unknown>): Promise<void> {
  await Promise.race([
    work.catch(() => undefined),
    new Promise((resolve) => {
      setTimeout(resolve, patienceMs)
    }),
  ])
}
