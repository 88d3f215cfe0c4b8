/** What the window holds of a connection, whichever topic asked for it: the filters of the query cache. */
import type { Query } from '@tanstack/react-query'

/** Everything. Each key of a connection begins with its ID. */
export const everythingOf = (profileId: string) => ({ queryKey: [profileId] })

/** What failed: asked again when somebody has signed in. */
export const failedOf = (profileId: string) => ({
  ...everythingOf(profileId),
  predicate: ({ state }: Query) => state.status === 'error',
})

/** What was read as the person who is signed in: everything but the server's state and who that is. */
export const readAsPerson = (profileId: string) => ({
  ...everythingOf(profileId),
  predicate: ({ queryKey: [, topic] }: Query) => topic !== 'server' && topic !== 'session',
})

/** What a new sign-in makes stale: everything but the server's state and the identity, which it brought. */
export const staleAfterSignIn = (profileId: string) => ({
  ...everythingOf(profileId),
  predicate: ({ queryKey: [, topic, what] }: Query) => topic !== 'server' && what !== 'identity',
})
