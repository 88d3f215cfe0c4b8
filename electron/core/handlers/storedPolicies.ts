import { Failure } from '../../contract/failure.ts'
import type { StoredPolicy } from '../../contract/policies.ts'
import { createPolicy, deletePolicy, listPolicies, readPolicy, replacePolicy } from '../../vault/policies.ts'
import { readHealth } from '../../vault/status.ts'
import type { VaultSession } from '../../vault/session.ts'
import type { CallContext, Handlers } from '../handler.ts'
import type { Services } from '../services.ts'

/** The servers keep names in small letters; asking for them so spares a warning and a second name for one policy. */
const stored = (name: string): string => name.toLowerCase()

/** ACL policies as the server stores them. */
export function storedPoliciesHandlers({ servers, capabilities }: Services): Handlers<'policies'> {
  /** The policy as it is now, null when there is none. */
  async function current(session: VaultSession, name: string, context: CallContext): Promise<StoredPolicy | null> {
    try {
      return await readPolicy(session, name, context.signal)
    } catch (problem) {
      if (problem instanceof Failure && problem.code === 'not-found') return null
      throw problem
    }
  }

  return {
    list: async ({ profileId }, context) => ({
      names: await listPolicies(await servers.person(profileId, context), context.signal),
    }),

    read: async ({ profileId, name }, context) =>
      readPolicy(await servers.person(profileId, context), stored(name), context.signal),

    write: async ({ profileId, name: typed, text, base }, context) => {
      const name = stored(typed)
      const session = await servers.person(profileId, context)
      const before = await current(session, name, context)
      if ((before?.text ?? null) !== base)
        throw new Failure('cas-mismatch', 'The policy was changed by somebody else meanwhile.')
      if (before === null) {
        const { product } = await readHealth(session)
        await createPolicy(session, name, { text, createOnly: product === 'openbao' })
      } else await replacePolicy(session, before, text)
      capabilities.forget(profileId)
      return readPolicy(session, name, context.signal)
    },

    remove: async ({ profileId, name }, context) => {
      await deletePolicy(await servers.person(profileId, context), stored(name))
      capabilities.forget(profileId)
      return {}
    },
  }
}
