/** Signing in with a token, which is no login: nothing is requested, and the token is used as it is. */
import { Failure } from '../../contract/failure.ts'
import type { CredentialsOf } from '../../contract/signInMethods.ts'

/**
 * The token as it was typed, without the white space around it. Whether it is valid shows when it is used.
 * @throws Failure `sign-in-refused` when it cannot be a token.
 */
export function typedToken({ token }: CredentialsOf<'token'>): string {
  const trimmed = token.trim()
  if (!/^[\x21-\x7e]+$/.test(trimmed)) throw new Failure('sign-in-refused', 'This cannot be a token.')
  return trimmed
}
