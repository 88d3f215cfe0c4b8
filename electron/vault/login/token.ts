/** Signs in with a token, without a login: no request is sent, and the token is used as it is. */
import { Failure } from '../../contract/failure.ts'
import type { CredentialsOf } from '../../contract/signInMethods.ts'

/**
 * Returns the typed token without the white space around it. Its first use shows whether it is valid.
 * @throws Failure `sign-in-refused` when it cannot be a token.
 */
export function typedToken({ token }: CredentialsOf<'token'>): string {
  const trimmed = token.trim()
  if (!/^[\x21-\x7e]+$/.test(trimmed)) throw new Failure('sign-in-refused', 'This cannot be a token.')
  return trimmed
}
