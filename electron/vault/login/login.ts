/** Signs in. API: https://developer.hashicorp.com/vault/api-docs/auth, one page per method. */
import { z } from 'zod'
import type { ErrorCode } from '../../contract/result.ts'
import { type Credentials, isLogin } from '../../contract/signInMethods.ts'
import { Failure } from '../../contract/failure.ts'
import { isJsonObject, parseBody } from '../../base/http/answer.ts'
import type { VaultSession } from '../session.ts'
import { factsOfAuth } from '../tokens.ts'
import type { TokenFacts } from '../tokens.ts'
import { loginRequest } from './methods.ts'
import { typedToken } from './token.ts'

export interface SignedIn {
  readonly token: string
  /** The facts of the sign-in answer; empty for a token, which has none until it is looked up. */
  readonly identityHints: Partial<TokenFacts>
}

const LoginAnswer = z.object({ auth: z.record(z.string(), z.unknown()) })
const Token = z
  .string()
  .min(1)
  .max(64 * 1024)

// The methods differ: wrong password (400), wrong role (400), locked or unknown user, unknown mount (403, 404).
const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'rejected',
  'permission-denied',
  'token-expired',
  'not-found',
])

/**
 * Signs in and returns the new token, or the typed one for the method `token`.
 * @throws Failure `sign-in-refused` with the server's message, `unsupported` if it requires a second factor.
 */
export async function login(session: VaultSession, credentials: Credentials, signal?: AbortSignal): Promise<SignedIn> {
  if (!isLogin(credentials)) return { token: typedToken(credentials), identityHints: {} }
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
