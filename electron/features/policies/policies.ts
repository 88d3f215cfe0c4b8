import { Failure } from '../../contract/failure.ts'
import type { PolicyMount, StoredPolicy } from '../../contract/policies.ts'
import { listAuthMethods } from '../../vault/authMethods.ts'
import { readApiPaths } from '../../vault/apiPaths.ts'
import { listMounts, listVisibleMounts } from '../../vault/mounts.ts'
import { createPolicy, deletePolicy, listPolicies, readPolicy, replacePolicy } from '../../vault/policies.ts'
import { readHealth } from '../../vault/status.ts'
import type { VaultSession } from '../../vault/session.ts'
import { earlierPoliciesOf, type PolicyKey } from '../../core/custody/earlierPolicies.ts'
import { safeBaseName } from '../../base/files/fileNames.ts'
import type { CallContext, Handlers } from '../../core/handler.ts'
import { sessionOwner } from '../../core/held/heldDigests.ts'
import { neverAborts } from '../../base/async/neverAborts.ts'
import { tryPolicy } from './policyTrial.ts'
import { provenProfile } from '../../core/sessions/provenProfiles.ts'
import { compactPaths } from './policyPaths.ts'
import { gatherPolicyUsers } from './policyUsers.ts'
import { createPolicyExports } from './policyExport.ts'
import { saveAs } from '../../core/files/saveAs.ts'
import type { Services } from '../../core/services.ts'
import { wayOf } from '../../storage/profiles/way.ts'

/** Returns the name in lower case, as the servers store it. This avoids a warning and a second name for one policy. */
const stored = (name: string): string => name.toLowerCase()

/** Mounts that every server has, also where a token may not list them. */
const builtInMounts = ['sys/', 'identity/', 'auth/token/']

/** Types whose paths are names of secrets. The window knows their folders. */
const hasOwnRules: ReadonlySet<string> = new Set(['kv', 'generic', 'cubbyhole', 'ns_cubbyhole'])

/** Whether the change may have happened: the server gave no answer, or an error of its own. */
const isInDoubt = (problem: unknown): boolean => !(problem instanceof Failure) || (problem.error.status ?? 500) >= 500

/** ACL policies as the server stores them. */
export function storedPoliciesHandlers(services: Services): Handlers<'policies'> {
  const { log, profiles, servers, store, capabilities, held, ways } = services
  const earlier = earlierPoliciesOf(store)
  const exports = createPolicyExports(services.writtenFiles)

  /** Returns the current policy, or null if there is none. */
  async function current(session: VaultSession, name: string, context: CallContext): Promise<StoredPolicy | null> {
    try {
      return await readPolicy(session, name, context.signal)
    } catch (problem) {
      if (problem instanceof Failure && problem.code === 'not-found') return null
      throw problem
    }
  }

  /**
   * Stores a text that is about to be replaced or removed. A failure does not stop the person, who has seen the
   * difference.
   */
  async function keep(place: PolicyKey, before: StoredPolicy | null): Promise<void> {
    if (before === null) return
    await earlier.keep(place, before.text).catch((problem: unknown) => {
      log.warn({ code: problem instanceof Failure ? problem.code : 'internal' }, 'an earlier policy could not be kept')
    })
  }

  /** Changes a policy and stores its earlier text, also if the change may have happened without an answer. */
  async function changing(place: PolicyKey, before: StoredPolicy | null, change: () => Promise<void>): Promise<void> {
    try {
      await change()
    } catch (problem) {
      if (isInDoubt(problem)) await keep(place, before)
      throw problem
    }
    await keep(place, before)
  }

  /** Returns the policy's place on the server that the connection leads to now. */
  async function placeOf(profileId: string, name: string): Promise<PolicyKey> {
    const profile = await provenProfile(services, profileId)
    const way = servers.signedInOn(profileId) ?? wayOf(profile)
    await ways.note(profileId, way)
    return { profileId, wayId: way.id, isPractice: profile.practice, name: stored(name) }
  }

  async function places(
    profileId: string,
    context: CallContext,
  ): Promise<{ mounts: PolicyMount[]; complete: boolean }> {
    const session = await servers.authenticated(profileId, context)
    let complete = true
    const ifDenied =
      <T>(instead: () => Promise<T>) =>
      async (problem: unknown): Promise<T> => {
        if (!(problem instanceof Failure) || problem.code !== 'permission-denied') throw problem
        complete = false
        return instead()
      }
    const [engines, methods] = await Promise.all([
      listMounts(session, context.signal).catch(
        ifDenied(() => listVisibleMounts(session, context.signal).catch(() => [])),
      ),
      listAuthMethods(session, context.signal).catch(ifDenied(() => Promise.resolve([]))),
    ])
    const mounts = engines.map(({ path, type, kvVersion, accessor }) => ({
      path,
      type,
      ...(kvVersion === undefined ? {} : { version: kvVersion }),
      accessor,
    }))
    return { mounts: [...mounts, ...methods], complete }
  }

  return {
    list: async ({ profileId }, context) => ({
      names: await listPolicies(await servers.authenticated(profileId, context), context.signal),
    }),

    read: async ({ profileId, name }, context) =>
      readPolicy(await servers.authenticated(profileId, context), stored(name), context.signal),

    write: async ({ profileId, name: typed, text, base }, context) => {
      const place = await placeOf(profileId, typed)
      const { name } = place
      const session = await servers.authenticated(profileId, context)
      const before = await current(session, name, context)
      if ((before?.text ?? null) !== base)
        throw new Failure('cas-mismatch', 'The policy was changed by somebody else meanwhile.')
      if (before === null) {
        const { product } = await readHealth(session)
        await createPolicy(session, name, { text, createOnly: product === 'openbao' })
      } else {
        await changing(place, before, () => replacePolicy(session, before, text))
      }
      capabilities.forget(profileId)
      return readPolicy(session, name, context.signal)
    },

    remove: async ({ profileId, name: typed }, context) => {
      const place = await placeOf(profileId, typed)
      const { name } = place
      const session = await servers.authenticated(profileId, context)
      // A token that can delete may not be able to read; then there is no text for an undo.
      const before = await current(session, name, context).catch(() => null)
      await changing(place, before, () => deletePolicy(session, name))
      capabilities.forget(profileId)
      return {}
    },

    places: ({ profileId }, context) => places(profileId, context),

    paths: async ({ profileId }, context) => {
      const { mounts } = await places(profileId, context)
      const session = await servers.authenticated(profileId, context)
      const all = [...builtInMounts, ...mounts.filter(({ type }) => !hasOwnRules.has(type)).map(({ path }) => path)]
      return compactPaths(await readApiPaths(session, all, context.signal))
    },

    users: async ({ profileId }, context) => {
      const { mounts } = await places(profileId, context)
      return gatherPolicyUsers(await servers.authenticated(profileId, context), mounts, context.signal)
    },

    // SECURITY: stored texts of a server are only for a person who is signed in there (docs/security.md, "Drafts").
    earlier: async ({ profileId, name }, context) => {
      await servers.authenticated(profileId, context)
      return earlier.list(await placeOf(profileId, name))
    },

    earlierText: async ({ profileId, name, id }, context) => {
      await servers.authenticated(profileId, context)
      return { text: await earlier.read(await placeOf(profileId, name), id) }
    },

    trial: async ({ profileId, name, path, operation }, context) => {
      const { mounts } = await places(profileId, context)
      const isKv2Data = mounts.some((mount) => mount.version === 2 && path.startsWith(`${mount.path}data/`))
      // SECURITY: creating and revoking the token is not canceled with the call; see `tryPolicy`.
      const { session, transport } = await servers.authenticatedOn(profileId, { ...context, signal: neverAborts })
      return tryPolicy(
        session,
        transport,
        { policy: stored(name), path, operation, isKv2Data },
        context.signal,
        (token) => held.add(sessionOwner(profileId), token),
      )
    },

    exportBegin: async ({ profileId, handle }, context) => {
      await servers.authenticated(profileId, context)
      const { name } = await profiles.get(profileId)
      const chosenFiles = await services.chosenFiles()
      const parent = chosenFiles.path('policies', handle)
      const begun = await exports.begin(profileId, parent, `${name}-policies-${new Date().toISOString().slice(0, 10)}`)
      // One export for each folder that the person chose.
      chosenFiles.forget(handle)
      return begun
    },

    exportPolicy: async ({ profileId, name, exportId }, context) => {
      const { text } = await readPolicy(await servers.authenticated(profileId, context), stored(name), context.signal)
      context.signal.throwIfAborted()
      return { file: await exports.write(profileId, exportId, stored(name), text) }
    },

    exportText: async ({ name, text }) => {
      const file = safeBaseName(name, 'policy')
      return (await saveAs(services, `${file}.${/^\s*\{/.test(text) ? 'json' : 'hcl'}`, text)).saved
    },
  }
}
