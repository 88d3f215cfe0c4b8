import { queryOptions, skipToken } from '@tanstack/react-query'

/** When a server was last reached, ISO 8601; written by the status bar, which gets every status. */
export const lastSeen = (profileId: string) =>
  queryOptions<string>({ queryKey: [profileId, 'server', 'last-seen'], queryFn: skipToken, staleTime: Infinity })
