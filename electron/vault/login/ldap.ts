/** API: https://developer.hashicorp.com/vault/api-docs/auth/ldap#login-with-ldap-user */
import { describeLogin } from './descriptor.ts'

/** A slash in the user name stays a slash of the path. */
export const ldap = describeLogin('ldap', ({ username, password }) => ({
  path: `login/${username}`,
  body: { password },
}))
