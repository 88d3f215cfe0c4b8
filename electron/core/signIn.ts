/** Signing in: from credentials, or from a token that was kept, to a person known to the core. */
import { randomUUID } from 'node:crypto'
import type { Credentials, Identity } from '../contract/session.ts'
import { Failure } from '../contract/failure.ts'
import { login } from '../vault/login.ts'
import { asNobody, asPerson } from '../vault/session.ts'
import { lookupSelf } from '../vault/tokens.ts'
import type { CallContext } from './handler.ts'
import { withToken } from './credentials.ts'
import { listening, type KnownIdentity, type OpenWay } from './servers.ts'
import { sessionOwner } from './heldDigests.ts'
import type { Services } from './services.ts'

/**
 * Signs in by any method. Keeps the token only if asked, and remembers the way (never a credential).
 * Errors: `sign-in-refused`, `keychain-unavailable` when it was to be kept and cannot be.
 */
export async function signIn(
  services: Services,
  profileId: string,
  credentials: Credentials,
  remember: boolean,
  context: CallContext,
): Promise<Identity> {
  if (remember && services.store.state().kind === 'memory') {
    throw new Failure('keychain-unavailable', 'This computer has no keychain, so the token cannot be kept.')
  }
  const way = await services.servers.way(profileId)
  const { token, identityHints } = await login(listening(asNobody(way.transport), context), credentials, context.signal)
  const identity = await signInWithToken(services, profileId, way, token, context, identityHints)
  // Either the new token is kept, or none: an older one of somebody else would come back at the next start.
  if (remember) await services.ways.note(profileId, way)
  await services.credentials.change(profileId, (kept) => withToken(kept, way.id, remember ? token : null))
  // Nobody waits for this to reach the disk, and a sign-in does not fail for it.
  services.profiles
    .rememberSignIn(profileId, {
      method: credentials.method,
      mount: credentials.method === 'token' ? '' : credentials.mount,
      username: 'username' in credentials ? credentials.username : '',
    })
    .catch((problem: unknown) => services.log.warn({ problem }, 'the way of signing in is not remembered'))
  return { ...identity, remembered: remember }
}

/** Signs in with a token of the server that `way` leads to. Where the token may not look itself up, what sign-in said about it has to do. */
export async function signInWithToken(
  services: Services,
  profileId: string,
  way: OpenWay,
  token: string,
  context: CallContext,
  hints: Partial<KnownIdentity> = {},
): Promise<Identity> {
  const { held } = services
  const session = asPerson(way.transport, token)
  // SECURITY: the server's words may repeat it from here on, also if it is refused (docs/security.md, "The window").
  const attempt = `sign-in:${randomUUID()}`
  held.hold(attempt, [token])
  try {
    const identity = await lookUp(
      { request: (request) => session.request({ ...request, signal: context.signal }) },
      hints,
    )
    services.servers.signIn(profileId, way, token, identity)
    held.hold(sessionOwner(profileId), [token])
    services.kvVersions.forget(profileId)
    services.capabilities.forget(profileId)
    services.engineSettings.forget(profileId)
    return { ...identity, remembered: false }
  } finally {
    held.release(attempt)
  }
}

async function lookUp(
  session: Parameters<typeof lookupSelf>[0],
  hints: Partial<KnownIdentity>,
): Promise<KnownIdentity> {
  try {
    return { ...(await lookupSelf(session)), complete: true }
  } catch (problem) {
    if (!(problem instanceof Failure)) throw problem
    if (problem.code === 'token-expired') {
      throw new Failure('sign-in-refused', 'The server does not know this token.', { ...problem.error })
    }
    if (problem.code !== 'permission-denied') throw problem
    return {
      displayName: '',
      policies: [],
      identityPolicies: [],
      entityId: '',
      path: '',
      type: 'other',
      orphan: false,
      renewable: false,
      creationTtl: 0,
      expiresAt: null,
      issuedAt: null,
      ...hints,
      complete: false,
    }
  }
}
