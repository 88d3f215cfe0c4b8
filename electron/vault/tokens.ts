/**
 * The token itself: looks it up, renews it, revokes it. API: https://developer.hashicorp.com/vault/api-docs/auth/token
 */
import { z } from 'zod'
import type { Identity } from '../contract/session.ts'
import { Failure } from '../contract/failure.ts'
import { parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { shortText, Time } from './responseFields.ts'
import type { VaultSession } from './session.ts'

/** A token's facts about itself. */
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
 * Returns whom the token belongs to, without the token. API: `GET /auth/token/lookup-self`
 * @throws Failure `token-expired` if the server does not know it (anymore), `permission-denied` if its policies do not
 * allow the lookup.
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

/** Returns a token's facts from the `auth` block of a sign-in or a renewal, for a token that can't look itself up. */
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

// No server grants longer leases. Leases far beyond this get no date.
const longestLease = 10 * 365 * 24 * 3600

function expiry(leaseSeconds: number, now: number): string | null {
  return leaseSeconds === 0 || leaseSeconds > longestLease * 100
    ? null
    : new Date(now + leaseSeconds * 1000).toISOString()
}

const Renewed = z.object({ auth: z.object({ lease_duration: seconds, renewable: z.boolean().default(false) }) })

/**
 * Renews the token. `incrementSeconds` counts from now and is a request: the answer's `ttl` (seconds) is the granted
 * time. API: `POST /auth/token/renew-self`
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

/** Revokes the token and all of its children and leases. API: `POST /auth/token/revoke-self` */
export async function revokeSelf(session: VaultSession, signal?: AbortSignal): Promise<void> {
  await session.request({ method: 'POST', path: 'auth/token/revoke-self', signal })
}

/**
 * Revokes a token and all of its children and leases, with another token's permission. API: `POST /auth/token/revoke`
 */
export async function revokeToken(session: VaultSession, token: string, signal?: AbortSignal): Promise<void> {
  await session.request({ method: 'POST', path: 'auth/token/revoke', body: { token }, signal })
}

/**
 * Whether the server still knows this token, for a 403 without a clear cause. `undefined`: the token can't look itself
 * up, so it is valid, or the result is unknown.
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
 * Whether this refusal of a self-lookup is that of a token which the server does not know. Vault then answers `invalid
 * token`. OpenBao (tested on 2.7) answers only `permission denied`, while a policy's refusal is a list of errors; and
 * `sys/internal/ui/mounts`, which answers every valid token, refuses an invalid one. Both must apply.
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
