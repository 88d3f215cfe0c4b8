import { queryOptions } from '@tanstack/react-query'
import { bridge } from '../bridge.ts'
import { valueOf } from '../call.ts'

/** Who is signed in to a server, or null. */
export const signedInIdentity = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'session', 'identity'],
    queryFn: ({ signal }) => valueOf(bridge.session.identity({ profileId }, signal)),
    staleTime: Infinity,
  })

/** The ways to sign in that the server lists, and the last that worked here. */
export const signInMethods = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'session', 'methods'],
    queryFn: ({ signal }) => valueOf(bridge.session.methods({ profileId }, signal)),
  })

/**
 * Whether the person is leaving on purpose. Set before signing out and cleared by the next sign-in, so that an intended
 * end is not reported as an unexpected one.
 */
export const leaving = (profileId: string) =>
  queryOptions({
    queryKey: [profileId, 'session', 'leaving'],
    queryFn: () => false,
    initialData: false,
    staleTime: Infinity,
  })
