/** Signing in. API: https://developer.hashicorp.com/vault/api-docs/auth, one page per method. */
import { z } from 'zod'
import type { ErrorCode } from '../contract/result.ts'
import type { Credentials } from '../contract/session.ts'
import { Failure } from '../contract/failure.ts'
import { isJsonObject, parseBody } from '../base/http/answer.ts'
import type { VaultSession } from './session.ts'
import { factsOfAuth } from './tokens.ts'
import type { TokenFacts } from './tokens.ts'
import type { VaultRequest } from './transport.ts'

export interface SignedIn {
  readonly token: string
  /** What the sign-in told; empty for a token, which tells nothing until it is looked up. */
  readonly identityHints: Partial<TokenFacts>
}

/** The request that a method's sign-in is. The user's name is part of the path, its slashes (LDAP) with it. */
function loginRequest(credentials: Exclude<Credentials, { method: 'token' }>): VaultRequest {
  const mount = `auth/${credentials.mount}`
  // SECURITY: passwords and secret ids travel in the body alone, never in a path or a query (docs/security.md, "Tokens").
  return credentials.method === 'approle'
    ? {
        method: 'POST',
        path: `${mount}login`,
        body: {
          role_id: credentials.roleId,
          ...(credentials.secretId === '' ? {} : { secret_id: credentials.secretId }),
        },
      }
    : { method: 'POST', path: `${mount}login/${credentials.username}`, body: { password: credentials.password } }
}

const LoginAnswer = z.object({ auth: z.record(z.string(), z.unknown()) })
const Token = z
  .string()
  .min(1)
  .max(64 * 1024)

// However a method words it: wrong password (400), wrong role (400), locked or unknown user, unknown mount (403, 404).
const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'rejected',
  'permission-denied',
  'token-expired',
  'not-found',
])

/**
 * Signs in and answers the new token. A token is taken as it is, white space around it forgiven; whether it lives
 * shows when it is used.
 * @throws Failure `sign-in-refused` with the server's words, `unsupported` when it wants a second factor.
 */
export async function login(session: VaultSession, credentials: Credentials, signal?: AbortSignal): Promise<SignedIn> {
  if (credentials.method === 'token') {
    const token = credentials.token.trim()
    if (!/^[\x21-\x7e]+$/.test(token)) throw new Failure('sign-in-refused', 'This cannot be a token.')
    return { token, identityHints: {} }
  }
  const request = loginRequest(credentials)
  const answer = await session.request({ ...request, signal }).catch((error: unknown) => {
    if (!(error instanceof Failure) || !refusals.has(error.code)) throw error
    const { code: _code, message: _message, ...details } = error.error
    throw new Failure('sign-in-refused', 'The server refuses these credentials.', { ...details, retryable: false })
  })
  const { auth } = parseBody(LoginAnswer, answer)
  if (isJsonObject(auth['mfa_requirement'])) {
    throw new Failure(
      'unsupported',
      'The server asks for a second factor (login MFA), which Strongroom cannot give yet.',
    )
  }
  const token = Token.safeParse(auth['client_token'])
  if (!token.success) throw new Failure('answer-invalid', 'The sign-in succeeded without a token.')
  return { token: token.data, identityHints: factsOfAuth(auth, request.path) ?? {} }
}
