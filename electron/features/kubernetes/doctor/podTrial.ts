/** Signs in like a pod and reads a secret with the resulting token. The token exists only here, for a short time. */
import { Failure } from '../../../contract/failure.ts'
import type { Trial, TrialLogin, TrialRead } from '../../../contract/kubernetesDoctor.ts'
import type { ErrorCode } from '../../../contract/result.ts'
import { loginAsPod, aliasOn, type PodLogin } from '../../../vault/kubernetesLogin.ts'
import { readSecret } from '../../../vault/kv.ts'
import { anonymousSession, authenticatedSession, type VaultSession } from '../../../vault/session.ts'
import { revokeSelf, revokeToken, tokenStillLives } from '../../../vault/tokens.ts'
import { openTransport, type Transport } from '../../../vault/transport.ts'
import type { CallContext } from '../../../core/handler.ts'
import { sessionOwner } from '../../../core/held/heldDigests.ts'
import { confirmKv, within, type KvPlace } from '../../../core/kv/kvVersions.ts'
import type { SecretData } from '../../../core/held/secretValueCache.ts'
import { neverAborts } from '../../../base/async/neverAborts.ts'
import { listening } from '../../../core/sessions/servers.ts'
import type { Services } from '../../../core/services.ts'

export interface SecretPlace {
  readonly mount: string
  readonly path: string
}

export interface Pod {
  readonly mount: string
  readonly role: string
  readonly jwt: string
}

export type Refusal = NonNullable<Trial['refusal']>

/**
 * A trial reports these refusals of the server as its result; everything else (no network, sealed) is an error of the
 * call.
 */
const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'rejected',
  'permission-denied',
  'token-expired',
  'not-found',
  'unsupported',
  'server-error',
])

/** Returns the refusal. @throws any other error. */
export function asRefusal(problem: unknown): Refusal {
  if (!(problem instanceof Failure) || !refusals.has(problem.code)) throw problem
  const { code, status, vaultErrors, message } = problem.error
  return { code, status: status ?? null, words: [...(vaultErrors ?? (status === undefined ? [message] : []))] }
}

/**
 * Opens a separate transport to the server, so that a token can still be revoked when the app locks. It takes the way
 * that the person is signed in on. Errors: `signed-out`.
 */
export async function openOwnWay({ servers }: Pick<Services, 'servers'>, profileId: string): Promise<Transport> {
  return openTransport(await servers.authenticatedOptionsOf(profileId))
}

/** Signs in. If the trial was canceled during the sign-in, revokes the token and throws the Failure `canceled`. */
export async function signInAsPod(
  services: Pick<Services, 'servers' | 'held'>,
  profileId: string,
  transport: Transport,
  pod: Pod,
  context: CallContext,
): Promise<{ readonly login: PodLogin; readonly session: VaultSession }> {
  if (context.signal.aborted) throw new Failure('canceled', 'The call was canceled.')
  // SECURITY: this always waits for the answer. The server creates the token even if the call was canceled, and a token
  // that is not known here could not be revoked (docs/security.md, "Kubernetes").
  const login = await loginAsPod(listening(anonymousSession(transport), { ...context, signal: neverAborts }), pod)
  services.held.add(sessionOwner(profileId), login.token)
  const signedIn = { login, session: authenticatedSession(transport, login.token) }
  if (!context.signal.aborted) return signedIn
  await endPod(services, profileId, signedIn)
  throw new Failure('canceled', 'The call was canceled.')
}

/** Returns the part of a sign-in that crosses to the window: everything but the token. */
export async function describeLogin(
  login: PodLogin,
  mount: string,
  session: VaultSession,
  signal: AbortSignal,
): Promise<TrialLogin> {
  const { policies, ttl, renewable, type, entityId } = login
  return {
    policies: [...policies],
    ttl,
    renewable,
    type,
    entityId,
    metadata: Object.entries(login.metadata).map(([key, value]) => ({ key, value })),
    alias: entityId === '' ? null : await aliasOn(session, entityId, mount, signal),
  }
}

/** Reads with only the role's token. If the mount is not known, asks the server about it with the same token. */
export async function readAsPod(
  session: VaultSession,
  { mount, path }: SecretPlace,
  known: KvPlace | null,
  signal: AbortSignal,
): Promise<{ readonly read: Omit<TrialRead, 'id'>; readonly data: SecretData }> {
  const place = known ?? (await confirmKv(session, mount))
  const { secret, data } = await readSecret(within(session, place), { ...place, path }, signal)
  return { read: { version: secret.version ?? null, fields: secret.fields }, data }
}

/** Milliseconds for revoking the token. */
const patience = 10_000

/**
 * Revokes the role's token, however the call ended. Null: batch tokens cannot be revoked; false: it stays valid until
 * it expires. Never throws.
 */
export async function endPod(
  { servers }: Pick<Services, 'servers'>,
  profileId: string,
  { login: { token, type }, session }: { readonly login: PodLogin; readonly session: VaultSession },
): Promise<boolean | null> {
  if (type === 'batch') return null
  const signal = AbortSignal.timeout(patience)
  try {
    await revokeSelf(session, signal)
    return true
  } catch (problem) {
    if (problem instanceof Failure && problem.code === 'token-expired') return true
  }
  try {
    // A token without remaining uses, or past its TTL, has ended. Without the policy `default` it can't revoke itself.
    if ((await tokenStillLives(session, signal)) === false) return true
    await revokeToken(
      await servers.authenticated(profileId, { signal, window: undefined, warn: () => {} }),
      token,
      signal,
    )
    return true
  } catch {
    return false
  }
}
