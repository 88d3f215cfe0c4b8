import type { Secret } from '../../contract/kv.ts'
import { listNames } from '../../vault/kv.ts'
import { entriesOf } from '../../vault/kvEntries.ts'
import type { Handlers } from '../../core/handler.ts'
import { consentIfHeld } from '../../core/consent/heldConsent.ts'
import { lazyTopic } from '../../core/calls/lazyTopic.ts'
import type { Services } from '../../core/services.ts'
import { writeHandler } from './kvWrite.ts'

/** Secrets of the KV engines. */
export function kvHandlers(services: Services): Handlers<'kv'> {
  const { servers, kvAccess, capabilities, secretValueCache, fingerprints } = services

  const reveal: Handlers<'kv'>['reveal'] = async ({ at, version, keys }, context) => {
    // SECURITY: returns the values that were on the page when it was opened, only while the same person is signed in.
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
      ...history.kvHistoryHandlers(services),
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

    write: writeHandler(services),

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
