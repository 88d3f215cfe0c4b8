/** The window's data of a connection, from all topics: filters of the query cache. */
import type { Query } from '@tanstack/react-query'

/** Everything. Each key of a connection begins with its ID. */
export const everythingOf = (profileId: string) => ({ queryKey: [profileId] })

/** Failed queries: repeated after a sign-in. */
export const failedOf = (profileId: string) => ({
  ...everythingOf(profileId),
  predicate: ({ state }: Query) => state.status === 'error',
})

/** Everything that was read as the signed-in person: all but the server's state and the identity. */
export const readAsPerson = (profileId: string) => ({
  ...everythingOf(profileId),
  predicate: ({ queryKey: [, topic] }: Query) => topic !== 'server' && topic !== 'session',
})

/** Everything that a new sign-in makes stale: all but the server's state and the identity, which it brought. */
export const staleAfterSignIn = (profileId: string) => ({
  ...everythingOf(profileId),
  predicate: ({ queryKey: [, topic, what] }: Query) => topic !== 'server' && what !== 'identity',
})
