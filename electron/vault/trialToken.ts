/**
 * A short-lived token to try a policy with. API: https://developer.hashicorp.com/vault/api-docs/auth/token#create-token
 */
import { z } from 'zod'
import { parseBody } from '../base/http/answer.ts'
import type { VaultSession } from './session.ts'
import { revokeSelf, revokeToken } from './tokens.ts'

const Created = z.object({
  auth: z.object({
    client_token: z
      .string()
      .min(1)
      .max(64 * 1024),
  }),
})

/** Seconds until the server revokes the token automatically, if it has not been revoked before. */
const life = 120

/**
 * Creates a child token with only one policy. API: `POST /auth/token/create`
 * @throws Failure `permission-denied`; `rejected` when the person's own token does not have the policy.
 */
export async function createTrialToken(session: VaultSession, policy: string): Promise<string> {
  const answer = await session.request({
    method: 'POST',
    path: 'auth/token/create',
    body: {
      policies: [policy],
      no_default_policy: true,
      ttl: `${life}s`,
      explicit_max_ttl: `${life}s`,
      renewable: false,
      type: 'service',
      display_name: 'strongroom-trial',
    },
  })
  return parseBody(Created, answer).auth.client_token
}

/** Revokes it with the person's own token; if that fails, the token revokes itself. */
export async function revokeTrialToken(session: VaultSession, ofTrial: VaultSession, token: string): Promise<void> {
  try {
    await revokeToken(session, token)
  } catch {
    // A token with only its policy can rarely revoke itself. It then expires after its two minutes.
    await revokeSelf(ofTrial).catch(() => undefined)
  }
}

const Reckoned = z.object({ data: z.object({ capabilities: z.array(z.string().max(100)).max(100) }) })

/**
 * Returns the capabilities of a token on a path. API: `POST /sys/capabilities`. @throws Failure `permission-denied`.
 */
export async function capabilitiesOf(
  session: VaultSession,
  token: string,
  path: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const answer = await session.request({
    method: 'POST',
    path: 'sys/capabilities',
    body: { token, paths: [path] },
    repeatable: true,
    signal,
  })
  return parseBody(Reckoned, answer).data.capabilities.sort()
}
