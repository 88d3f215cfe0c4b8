import { Failure } from '../../contract/failure.ts'
import { readVisibleAuthMounts } from '../../vault/authMounts.ts'
import { lookupSelf, renewSelf, revokeSelf } from '../../vault/tokens.ts'
import type { Handlers } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'
import { keptOn, withToken } from '../../core/sessions/credentials.ts'
import { keptForAnotherWay } from '../../core/sessions/servers.ts'
import { wayIdentity } from '../../storage/profiles/way.ts'

/** Sign-in, the person's identity, and the lifetime of the token. */
export function sessionHandlers(services: Services): Handlers<'session'> {
  const { servers, credentials, profiles } = services

  /** Loaded by the first sign-in, to keep the start of the core short. */
  const signingIn = () => import('../../core/sessions/signIn.ts')
  const wayOfProfile = async (profileId: string) => wayIdentity(await profiles.get(profileId))
  const remembered = async (profileId: string) => {
    const [kept, way] = await Promise.all([credentials.read(profileId), wayOfProfile(profileId)])
    return keptOn(kept, way).token !== null
  }

  return {
    methods: async ({ profileId }, context) => {
      const session = await servers.anonymous(profileId, context)
      const [listed, last, kept] = await Promise.all([
        // The sign-in form works without the list: the server can hide it, or can be sealed.
        readVisibleAuthMounts(session).catch(() => []),
        profiles.lastSignIn(profileId),
        remembered(profileId),
      ])
      return { listed, last, remembered: kept }
    },

    signIn: async ({ profileId, credentials: given, remember }, context) =>
      (await signingIn()).signIn(services, profileId, given, remember, context),

    resume: async ({ profileId }, context) => {
      const signOuts = servers.signOuts(profileId)
      const all = await credentials.read(profileId)
      const way = await servers.connection(profileId)
      // SECURITY: only credentials that were stored on this way (docs/security.md, "Tokens").
      const { token, rootToken } = keptOn(all, way.id)
      const kept = token ?? rootToken
      if (kept === null) {
        if (all.token !== null || all.rootToken !== null) throw keptForAnotherWay()
        throw new Failure('signed-out', 'No token is stored for this connection.')
      }
      try {
        const { signInWithToken } = await signingIn()
        const identity = await signInWithToken(services, profileId, way, kept, context, {
          // SECURITY: a sign-out in the meantime has forgotten this token (docs/security.md, "Tokens").
          isWanted: () => servers.signOuts(profileId) === signOuts,
        })
        await credentials.noteUse(profileId, token === null ? 'root-token' : 'token')
        return { ...identity, remembered: true }
      } catch (problem) {
        if (!(problem instanceof Failure) || problem.code !== 'sign-in-refused') throw problem
        // The server no longer accepts it, so another attempt with it would fail too.
        await credentials.change(profileId, (now) => {
          const here = keptOn(now, way.id)
          return {
            ...(here.token === kept ? withToken(now, way.id, null) : now),
            rootToken: here.rootToken === kept ? null : now.rootToken,
          }
        })
        throw new Failure('token-expired', 'The stored token has expired.', { ...problem.error })
      }
    },

    identity: async ({ profileId }) => {
      const identity = servers.signedIn(profileId)
      return identity === null ? null : { ...identity, remembered: await remembered(profileId) }
    },

    renew: async ({ profileId, increment }, context) => {
      const token = servers.tokenOf(profileId)
      const session = await servers.authenticated(profileId, context)
      await renewSelf(session, increment)
      const identity = { ...(await lookupSelf(session)), complete: true }
      if (token !== null) servers.updateIdentity(profileId, token, identity)
      return { ...identity, remembered: await remembered(profileId) }
    },

    signOut: async ({ profileId, revoke }, context) => {
      const token = servers.tokenOf(profileId)
      if (revoke && token !== null) await revokeSelf(await servers.authenticated(profileId, context))
      const way = servers.signedInOn(profileId)?.id ?? (await wayOfProfile(profileId))
      try {
        // Removed before the sign-out event: a window that finds a stored token signs in with it again.
        await credentials.change(profileId, (kept) => ({
          ...withToken(kept, way, null),
          // A revoked root token is useless; a valid one stays stored.
          rootToken: revoke && kept.rootToken === token ? null : kept.rootToken,
        }))
      } finally {
        servers.signOut(profileId)
      }
      return {}
    },
  }
}
