import { generatePassword, listPasswordPolicies } from '../../vault/passwordPolicies.ts'
import type { Handlers } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'

/** The server's password policies. */
export function kvPasswordHandlers({ servers }: Services): Pick<Handlers<'kv'>, 'passwordPolicies' | 'generate'> {
  return {
    passwordPolicies: async ({ profileId }, context) => ({
      names: await listPasswordPolicies(await servers.authenticated(profileId, context), context.signal),
    }),
    generate: async ({ profileId, policy }, context) => ({
      password: await generatePassword(await servers.authenticated(profileId, context), policy, context.signal),
    }),
  }
}
