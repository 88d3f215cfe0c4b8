import type { SecretAddress } from '../../contract/ids.ts'
import type { Secret, WriteBase } from '../../contract/kv.ts'
import { Failure } from '../../contract/failure.ts'
import { listNames, writeSecret } from '../../vault/kv.ts'
import { entriesOf } from '../../vault/kvEntries.ts'
import { generatePassword, listPasswordPolicies } from '../../vault/passwordPolicies.ts'
import type { CallContext, Handlers } from '../handler.ts'
import { consentIfHeld } from '../heldConsent.ts'
import { lazyHandlers } from '../lazyHandlers.ts'
import type { Services } from '../services.ts'
import { type HistoryCall, historyCalls } from './kvCalls.ts'
import { saveValue } from './kvSaveValue.ts'

/** Secrets of the KV engines. */
export function kvHandlers(services: Services): Handlers<'kv'> {
  const { servers, kvAccess, capabilities, openSecrets, fingerprints } = services

  /** KV 1 knows no check-and-set: the next best is to look right before writing. */
  async function refuseIfChanged(at: SecretAddress, fingerprint: string | null, context: CallContext): Promise<void> {
    const now = await kvAccess.read(at, undefined, context).then(
      (found) => fingerprints.of(found.data),
      (problem: unknown) => {
        if (problem instanceof Failure && problem.code === 'not-found') return null
        throw problem
      },
    )
    if (now !== fingerprint) throw new Failure('cas-mismatch', 'The secret was changed in between.')
  }

  const reveal: Handlers<'kv'>['reveal'] = async ({ at, version, keys }, context) => {
    // SECURITY: the values that were on the page when it was opened, while the same person is signed in.
    await servers.person(at.profileId, context)
    const data = openSecrets.get({ ...at, version }) ?? (await kvAccess.read(at, version, context)).data
    const entries = entriesOf(data, keys)
    await consentIfHeld(services, { profileId: at.profileId, place: at.mount + at.path }, entries, context)
    return { entries }
  }

  return {
    ...lazyHandlers<'kv', HistoryCall>(historyCalls, async () =>
      (await import('./kvHistory.ts')).kvHistoryHandlers(services, refuseIfChanged),
    ),
    ...lazyHandlers<'kv', 'patch'>(['patch'], async () => ({
      patch: (await import('../kvPatch.ts')).patchHandler(services),
    })),
    reveal,
    saveValue: saveValue(services, reveal),

    list: ({ profileId, mount, folder }, context) =>
      kvAccess.inMount({ profileId, mount }, context, async (session, kvMount) => ({
        names: await listNames(session, { ...kvMount, folder }, context.signal),
      })),

    read: async ({ at, version }, context): Promise<Secret> => {
      const { secret, data } = await kvAccess.read(at, version, context)
      return secret.kvVersion === 1 ? { ...secret, fingerprint: await fingerprints.of(data) } : secret
    },

    write: ({ at, entries, base }, context) =>
      kvAccess.inMount(at, context, async (session, mount) => {
        const to = { ...mount, path: at.path, entries }
        if (mount.kvVersion === 2) return writeSecret(session, { ...to, cas: casOf(base) }, context.signal)
        if (base.kind === 'version') throw new Failure('invalid-input', 'This mount keeps no versions.')
        if (base.kind !== 'blind') {
          await refuseIfChanged(at, base.kind === 'new' ? null : base.fingerprint, context)
        }
        const written = await writeSecret(session, to, context.signal)
        openSecrets.forgetSecret(at)
        return written
      }),

    capabilities: async ({ profileId, paths }, context) => {
      await servers.person(profileId, context)
      const known = await capabilities.of(profileId, paths)
      return {
        paths: paths.map((path, index) => {
          const can = known[index] ?? null
          return { path, capabilities: can === null ? null : [...can] }
        }),
      }
    },

    passwordPolicies: async ({ profileId }, context) => ({
      names: await listPasswordPolicies(await servers.person(profileId, context), context.signal),
    }),

    generate: async ({ profileId, policy }, context) => ({
      password: await generatePassword(await servers.person(profileId, context), policy, context.signal),
    }),
  }
}

/** What check-and-set must find: 0 for nothing there yet. */
function casOf(base: WriteBase): number | 'blind' {
  switch (base.kind) {
    case 'new':
      return 0
    case 'version':
      return base.version
    case 'blind':
      return 'blind'
    case 'fingerprint':
      throw new Failure('invalid-input', 'This mount keeps versions.')
  }
}
