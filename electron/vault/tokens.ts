/** The token itself: who it is, renewing it, ending it. API: https://developer.hashicorp.com/vault/api-docs/auth/token */
import { z } from 'zod'
import type { Identity } from '../contract/session.ts'
import { Failure } from '../contract/failure.ts'
import { parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { shortText, Time } from './responseFields.ts'
import type { VaultSession } from './session.ts'

/** What a token says of itself. */
export type TokenFacts = Omit<Identity, 'remembered' | 'complete'>

const names = z
  .array(shortText)
  .max(10_000)
  .nullish()
  .transform((list) => list ?? [])
const seconds = z.number().min(0).max(Number.MAX_SAFE_INTEGER)

const TokenType = z
  .string()
  .optional()
  .transform((type): Identity['type'] => (type === 'service' || type === 'batch' ? type : 'other'))

const LookupSelf = z.object({
  data: z.object({
    display_name: shortText.default(''),
    policies: names,
    identity_policies: names,
    entity_id: shortText.default(''),
    path: shortText.default(''),
    type: TokenType,
    orphan: z.boolean().default(false),
    renewable: z.boolean().default(false),
    creation_ttl: seconds.default(0),
    creation_time: z.number().min(0).max(8_640_000_000_000).optional(),
    issue_time: Time.nullish(),
    expire_time: Time.nullish(),
  }),
})

/**
 * Who the token is, without the token.
 * API: `GET /auth/token/lookup-self`
 * @throws Failure `token-expired` when the server does not know it (any more), `permission-denied` when its policies do
 * not let it look.
 */
export async function lookupSelf(session: VaultSession, signal?: AbortSignal): Promise<TokenFacts> {
  const answer = await session
    .request({ method: 'GET', path: 'auth/token/lookup-self', signal })
    .catch(async (problem: unknown) => {
      throw (await isOfDeadToken(problem, session, signal)) ? endedAs(problem) : problem
    })
  const { data } = parseBody(LookupSelf, answer)
  return {
    displayName: data.display_name,
    policies: data.policies,
    identityPolicies: data.identity_policies,
    entityId: data.entity_id,
    path: data.path,
    type: data.type,
    orphan: data.orphan,
    renewable: data.renewable,
    creationTtl: data.creation_ttl,
    expiresAt: data.expire_time ?? null,
    issuedAt:
      data.issue_time ?? (data.creation_time === undefined ? null : new Date(data.creation_time * 1000).toISOString()),
  }
}

const Auth = z.object({
  policies: names,
  identity_policies: names,
  metadata: z.record(z.string(), z.unknown()).nullish(),
  lease_duration: seconds.default(0),
  renewable: z.boolean().default(false),
  entity_id: shortText.default(''),
  token_type: TokenType,
  orphan: z.boolean().default(false),
})

/** What the `auth` block of a sign-in or a renewal tells about a token, for one that may not look itself up. */
export function factsOfAuth(auth: unknown, path: string): TokenFacts | undefined {
  const parsed = Auth.safeParse(auth)
  if (!parsed.success) return undefined
  const { data } = parsed
  const username = data.metadata?.['username']
  const now = Date.now()
  return {
    displayName: typeof username === 'string' ? username.slice(0, 200) : '',
    policies: data.policies,
    identityPolicies: data.identity_policies,
    entityId: data.entity_id,
    path,
    type: data.token_type,
    orphan: data.orphan,
    renewable: data.renewable,
    creationTtl: data.lease_duration,
    expiresAt: expiry(data.lease_duration, now),
    issuedAt: new Date(now).toISOString(),
  }
}

// Beyond this a date is none any more; no server grants it.
const longestLease = 10 * 365 * 24 * 3600

function expiry(leaseSeconds: number, now: number): string | null {
  return leaseSeconds === 0 || leaseSeconds > longestLease * 100
    ? null
    : new Date(now + leaseSeconds * 1000).toISOString()
}

const Renewed = z.object({ auth: z.object({ lease_duration: seconds, renewable: z.boolean().default(false) }) })

/**
 * Renews the token. `incrementSeconds` counts from now and is a wish: the answer's `ttl` (seconds) is what was granted.
 * API: `POST /auth/token/renew-self`
 * @throws Failure `rejected` for a token that cannot be renewed (batch, root).
 */
export async function renewSelf(
  session: VaultSession,
  incrementSeconds?: number,
  signal?: AbortSignal,
): Promise<{ readonly ttl: number; readonly renewable: boolean }> {
  const answer = await session.request({
    method: 'POST',
    path: 'auth/token/renew-self',
    body: incrementSeconds === undefined ? {} : { increment: `${Math.trunc(incrementSeconds)}s` },
    signal,
  })
  const { auth } = parseBody(Renewed, answer)
  return { ttl: auth.lease_duration, renewable: auth.renewable }
}

/** Ends the token and everything that came from it. API: `POST /auth/token/revoke-self` */
export async function revokeSelf(session: VaultSession, signal?: AbortSignal): Promise<void> {
  await session.request({ method: 'POST', path: 'auth/token/revoke-self', signal })
}

/** Ends a token and everything that came from it, by another's right. API: `POST /auth/token/revoke` */
export async function revokeToken(session: VaultSession, token: string, signal?: AbortSignal): Promise<void> {
  await session.request({ method: 'POST', path: 'auth/token/revoke', body: { token }, signal })
}

/**
 * Does the server still know this token? For a 403 that does not tell. `undefined`: it may not look itself up, so it
 * lives, or nobody knows.
 */
export async function tokenStillLives(session: VaultSession, signal?: AbortSignal): Promise<boolean | undefined> {
  try {
    await lookupSelf(session, signal)
    return true
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (error.code === 'token-expired') return false
    if (error.code === 'permission-denied') return undefined
    throw error
  }
}

/**
 * Is this refusal to look itself up that of a token which the server does not know? Vault says `invalid token` then.
 * OpenBao (tried on 2.7) says no more than `permission denied`, where a policy's refusal is a list of errors; and
 * `sys/internal/ui/mounts`, which answers every living token, refuses a dead one. Both must say so.
 */
async function isOfDeadToken(problem: unknown, session: VaultSession, signal?: AbortSignal): Promise<boolean> {
  if (!(problem instanceof Failure) || problem.code !== 'permission-denied') return false
  if (problem.error.vaultErrors?.join('\n') !== 'permission denied') return false
  try {
    await session.request({ method: 'GET', path: 'sys/internal/ui/mounts', signal, bound: answerBounds.lists })
    return false
  } catch (error) {
    return error instanceof Failure && error.code === 'permission-denied'
  }
}

const endedAs = (problem: unknown): Failure =>
  new Failure('token-expired', 'The token is not valid any more.', problem instanceof Failure ? problem.error : {})
