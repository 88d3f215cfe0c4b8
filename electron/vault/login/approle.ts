/** API: https://developer.hashicorp.com/vault/api-docs/auth/approle#login-with-approle */
import { describeLogin } from './descriptor.ts'

export const approle = describeLogin('approle', ({ roleId, secretId }) => ({
  path: 'login',
  body: { role_id: roleId, ...(secretId !== '' && { secret_id: secretId }) },
}))
