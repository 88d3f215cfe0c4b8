/** Describes a sign-in method for the client: the contract's description of it, and its login request. */
import { type CredentialsOf, type LoginMethod, signInMethods } from '../../contract/signInMethods.ts'

/** A login request, which is a `POST` to the mount of the method and needs no token. */
interface LoginRequest {
  /** Below the mount, e.g. `login/ann`. Not encoded: the transport encodes it, and refuses `..` segments. */
  readonly path: string
  // SECURITY: passwords and secret ids are sent only in the body, never in a path or a query
  // (docs/security.md, "Tokens").
  readonly body: Readonly<Record<string, string>>
}

export type LoginDescriptor<M extends LoginMethod> = (typeof signInMethods)[M] & {
  readonly id: M
  toRequest(credentials: CredentialsOf<M>): LoginRequest
}

/** Adds the login request to the contract's description of a method. */
export const describeLogin = <M extends LoginMethod>(
  id: M,
  toRequest: LoginDescriptor<M>['toRequest'],
): LoginDescriptor<M> => ({ ...signInMethods[id], id, toRequest })
