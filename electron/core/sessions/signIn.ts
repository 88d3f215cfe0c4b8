/** Signs a person in with credentials or a stored token. */
import { randomUUID } from 'node:crypto'
import type { ErrorCode } from '../../contract/result.ts'
import type { Identity, SignedIn } from '../../contract/session.ts'
import { type Credentials, type FieldName, fieldsOf, isLogin, type SignInMethod } from '../../contract/signInMethods.ts'
import { Failure } from '../../contract/failure.ts'
import { login } from '../../vault/login/login.ts'
import { anonymousSession, authenticatedSession, type VaultSession } from '../../vault/session.ts'
import type { Transport } from '../../vault/transport.ts'
import { lookupSelf, revokeSelf } from '../../vault/tokens.ts'
import type { CallContext } from '../handler.ts'
import { keptOn, withToken } from './credentials.ts'
import { listening, type KnownIdentity } from './servers.ts'
import type { Way } from '../../storage/profiles/way.ts'
import { sessionOwner } from '../held/heldDigests.ts'
import type { Services } from '../services.ts'

/** Milliseconds for revoking an unused token. */
const patience = 10_000

/**
 * Signs in by any method. Stores the token only if requested, and remembers the method (never a credential). An unused
 * token is revoked, for example when the app was locked before the answer arrived. Errors: `sign-in-refused`,
 * `keychain-unavailable` without a keychain to store it in.
 */
export async function signIn(
  services: Services,
  profileId: string,
  credentials: Credentials,
  remember: boolean,
  context: CallContext,
): Promise<SignedIn> {
  if (remember && services.store.state().kind === 'memory') {
    throw new Failure('keychain-unavailable', "This computer has no keychain, so the token can't be stored.")
  }
  const signOuts = services.servers.signOuts(profileId)
  const way = await services.servers.connection(profileId)
  // Always waits for the answer: the server creates the token even if the page has canceled the call.
  const transport = context.act?.through(way.transport) ?? way.transport
  const { token, identityHints } = await login(
    listening(anonymousSession(transport), context),
    credentials,
    context.signal,
  )
  /** `problem` is set once the token, or none, was stored. */
  const keeping: { problem?: ErrorCode | null } = {}
  const keepToken = async () => {
    keeping.problem = await keep(services, profileId, way, remember ? token : null)
  }
  const identity = await signInWithToken(services, profileId, { ...way, transport }, token, context, {
    hints: identityHints,
    ...(remember && { beforeSignedIn: keepToken }),
    isWanted: () => services.servers.signOuts(profileId) === signOuts,
  }).catch(async (problem: unknown) => {
    // SECURITY: the person's own token is not revoked; one that was created here would stay valid unnoticed
    // (docs/security.md, "Tokens").
    if (isLogin(credentials)) await revoke(authenticatedSession(transport, token))
    if (keeping.problem === null) await forget(services, profileId, way, token)
    throw problem
  })
  // Only after the sign-in: one that fails does not cost the token that was stored before.
  if (!remember) await keepToken()
  // Not awaited, because a sign-in does not fail if this cannot be written.
  services.profiles
    .rememberSignIn(profileId, choiceOf(credentials))
    .catch((problem: unknown) => services.log.warn({ problem }, 'the way of signing in is not remembered'))
  return { ...identity, remembered: remember && keeping.problem === null, keepProblem: keeping.problem ?? null }
}

/**
 * Returns the initial values of the next form: the method, its mount and the field that is remembered, never a
 * credential.
 */
function choiceOf(credentials: Credentials): { method: SignInMethod; mount: string; username: string } {
  const texts: Partial<Record<FieldName, string>> = credentials
  const remembered = fieldsOf(credentials.method).find(({ isRemembered }) => isRemembered)
  return {
    method: credentials.method,
    mount: isLogin(credentials) ? credentials.mount : '',
    username: (remembered && texts[remembered.name]) ?? '',
  }
}

/** Never fails: a token that cannot be revoked stays valid until it expires. */
async function revoke(session: VaultSession): Promise<void> {
  await revokeSelf(session, AbortSignal.timeout(patience)).catch(() => undefined)
}

/**
 * Stores the new token or none, because an older token of another person would be used at the next start. Returns the
 * error, if any. The sign-in still succeeds: a failure would only lead to another token.
 */
async function keep(services: Services, profileId: string, way: Way, token: string | null): Promise<ErrorCode | null> {
  try {
    if (token !== null) await services.ways.note(profileId, way)
    await services.credentials.change(profileId, (kept) => withToken(kept, way.id, token))
    return null
  } catch (problem) {
    services.log.warn({ problem }, 'what is kept of the sign-in could not be changed')
    return problem instanceof Failure ? problem.code : 'internal'
  }
}

/** Forgets this token, and no other that was stored since. Never fails: a next sign-in with it is refused. */
async function forget(services: Services, profileId: string, way: Way, token: string): Promise<void> {
  await services.credentials
    .change(profileId, (kept) => (keptOn(kept, way.id).token === token ? withToken(kept, way.id, null) : kept))
    .catch((problem: unknown) => services.log.warn({ problem }, 'the token of a failed sign-in is still stored'))
}

interface SignInOptions {
  readonly hints?: Partial<KnownIdentity>
  readonly beforeSignedIn?: () => Promise<void>
  readonly isWanted?: () => boolean
}

/**
 * Signs in with a token of the server that `way` leads to. `hints` are the facts of the sign-in answer, for a token
 * that can't look itself up. `beforeSignedIn` runs once the server has accepted the token, before any window is told:
 * a lock or a quit right after the sign-in finds its work done. `isWanted` is called last; if it returns false,
 * `canceled` is thrown.
 */
export async function signInWithToken(
  services: Services,
  profileId: string,
  way: Way & { readonly transport: Pick<Transport, 'request'> },
  token: string,
  context: CallContext,
  { hints = {}, beforeSignedIn, isWanted = () => true }: SignInOptions = {},
): Promise<Identity> {
  const { held } = services
  const session = authenticatedSession(way.transport, token)
  // SECURITY: the server's messages can contain the token from here on, also if it is refused
  // (docs/security.md, "The window").
  const attempt = `sign-in:${profileId}:${randomUUID()}`
  const credential = { text: token, boundTo: way.facts.address }
  held.hold(attempt, [credential])
  try {
    const identity = await lookUp(
      { request: (request) => session.request({ ...request, signal: context.signal }) },
      hints,
    )
    await beforeSignedIn?.()
    if (!isWanted()) throw new Failure('canceled', 'This person was signed out in the meantime.')
    services.servers.signIn(profileId, way, token, identity)
    held.hold(sessionOwner(profileId), [credential])
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
      throw new Failure('sign-in-refused', 'The server does not accept this token.', { ...problem.error })
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
