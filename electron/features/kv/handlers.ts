import type { SecretAddress } from '../../contract/ids.ts'
import type { Secret, WriteBase } from '../../contract/kv.ts'
import { Failure } from '../../contract/failure.ts'
import { listNames, writeSecret } from '../../vault/kv.ts'
import { entriesOf } from '../../vault/kvEntries.ts'
import type { CallContext, Handlers } from '../../core/handler.ts'
import { consentIfHeld } from '../../core/consent/heldConsent.ts'
import { otherVersion } from '../../core/kv/kvVersions.ts'
import { lazyTopic } from '../../core/calls/lazyTopic.ts'
import type { Services } from '../../core/services.ts'

/** Secrets of the KV engines. */
export function kvHandlers(services: Services): Handlers<'kv'> {
  const { servers, kvAccess, capabilities, secretValueCache, fingerprints } = services

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
    await servers.authenticated(at.profileId, context)
    const data = secretValueCache.get({ ...at, version }) ?? (await kvAccess.read(at, version, context)).data
    const entries = entriesOf(data, keys)
    await consentIfHeld(services, { profileId: at.profileId, place: at.mount + at.path }, entries, context)
    return { entries }
  }

  const load = async () => {
    const [history, patch, saving, passwords] = await Promise.all([
      import('./kvHistory.ts'),
      import('./kvPatch.ts'),
      import('./kvSaveValue.ts'),
      import('./kvPasswords.ts'),
    ])
    return {
      ...history.kvHistoryHandlers(services, refuseIfChanged),
      patch: patch.patchHandler(services),
      saveValue: saving.saveValue(services, reveal),
      ...passwords.kvPasswordHandlers(services),
    }
  }
  return lazyTopic('kv', load, {
    reveal,

    list: ({ profileId, mount, folder }, context) =>
      kvAccess.inMount({ profileId, mount }, context, async (session, kvMount) => ({
        names: await listNames(session, { ...kvMount, folder }, context.signal),
      })),

    read: async ({ at, version }, context): Promise<Secret> => {
      const { secret, data } = await kvAccess.read(at, version, context)
      return secret.kvVersion === 1 ? { ...secret, fingerprint: await fingerprints.of(data) } : secret
    },

    write: ({ at, entries, base }, context) =>
      kvAccess.inMount(
        at,
        context,
        async (session, mount) => {
          const to = { ...mount, path: at.path, entries }
          if (mount.kvVersion === 2) return writeSecret(session, { ...to, cas: casOf(base) }, context.signal)
          if (base.kind === 'version') throw otherVersion()
          if (base.kind !== 'blind') {
            await refuseIfChanged(at, base.kind === 'new' ? null : base.fingerprint, context)
          }
          const written = await writeSecret(session, to, context.signal)
          secretValueCache.forgetSecret(at)
          return written
        },
        'change',
      ),

    capabilities: async ({ profileId, paths }, context) => {
      await servers.authenticated(profileId, context)
      const known = await capabilities.of(profileId, paths)
      return {
        paths: paths.map((path, index) => {
          const can = known[index] ?? null
          return { path, capabilities: can === null ? null : [...can] }
        }),
      }
    },
  })
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
      throw otherVersion()
  }
}
