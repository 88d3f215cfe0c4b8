/** API: https://developer.hashicorp.com/vault/api-docs/auth/userpass#login */
import { describeLogin } from './descriptor.ts'

export const userpass = describeLogin('userpass', ({ username, password }) => ({
  path: `login/${username}`,
  body: { password },
}))
