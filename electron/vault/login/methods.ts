/** Every method that signs in with a login request. A token needs none (token.ts). */
import type { CredentialsOf, LoginMethod } from '../../contract/signInMethods.ts'
import type { VaultRequest } from '../transport.ts'
import { approle } from './approle.ts'
import type { LoginDescriptor } from './descriptor.ts'
import { ldap } from './ldap.ts'
import { userpass } from './userpass.ts'

export const loginMethods: { readonly [M in LoginMethod]: LoginDescriptor<M> } = { userpass, ldap, approle }

/** Returns the login request for credentials, at the mount of their method. */
export function loginRequest<M extends LoginMethod>(credentials: CredentialsOf<M>): VaultRequest {
  const { path, body } = loginMethods[credentials.method].toRequest(credentials)
  return { method: 'POST', path: `auth/${credentials.mount}${path}`, body }
}
