import type { SecretAddress } from '../../contract/ids.ts'
import { Failure } from '../../contract/failure.ts'
import { compareVersions } from '../../vault/kvCompare.ts'
import { readSecret, writeSecret } from '../../vault/kv.ts'
import { entriesOf } from '../../vault/kvEntries.ts'
import { readMetadata } from '../../vault/kvMetadata.ts'
import {
  deleteNewest,
  deleteSecret,
  deleteVersions,
  destroyVersions,
  undeleteVersions,
} from '../../vault/kvVersions.ts'
import type { VaultSession } from '../../vault/session.ts'
import type { CallContext, Handlers } from '../../core/handler.ts'
import { changeMetadata } from './kvMetadata.ts'
import { refuseIfChanged } from './refuseIfChanged.ts'
import { otherVersion } from '../../core/kv/kvVersions.ts'
import type { Services } from '../../core/services.ts'

/** Versions and metadata of KV 2 secrets, and the removal of secrets. */
export function kvHistoryHandlers(services: Services) {
  const { kvAccess, secretValueCache, capabilities } = services
  const isDenied = (problem: unknown) => problem instanceof Failure && problem.code === 'permission-denied'

  /**
   * Returns the number of the newest version, or null if the token can read neither metadata nor data. Errors:
   * `not-found`.
   */
  async function newest(session: VaultSession, at: SecretAddress, context: CallContext): Promise<number | null> {
    try {
      return (await readMetadata(session, at, Promise.resolve(null), context.signal)).currentVersion
    } catch (problem) {
      if (!isDenied(problem)) throw problem
    }
    try {
      const { secret } = await readSecret(session, { ...at, kvVersion: 2 }, context.signal)
      return secret.version ?? null
    } catch (problem) {
      if (isDenied(problem)) return null
      throw problem
    }
  }

  /**
   * Deletes one version, which is the newest. `POST delete/` deletes exactly that version. `DELETE data/` deletes the
   * one that is newest at that time, so it is the second choice, after a check.
   */
  async function deleteOne(session: VaultSession, at: SecretAddress, version: number, context: CallContext) {
    const may = await capabilities.may(at.profileId, `${at.mount}delete/${at.path}`, 'update')
    if (may !== false) {
      try {
        return await deleteVersions(session, at, [version], context.signal)
      } catch (problem) {
        if (!isDenied(problem)) throw problem
      }
    }
    const now = await newest(session, at, context)
    if (now !== null && now !== version) throw new Failure('cas-mismatch', 'There is a newer version.')
    return deleteNewest(session, { mount: at.mount, path: at.path, kvVersion: 2 }, context.signal)
  }

  /**
   * Runs a change of a KV 2 secret. The cached values of the secret are dropped, even if it is unknown whether the
   * change arrived.
   */
  const change = (at: SecretAddress, context: CallContext, work: (session: VaultSession) => Promise<void>) =>
    kvAccess
      .inKv2(
        at,
        context,
        async (session) => {
          await work(session)
          return {}
        },
        'change',
      )
      .finally(() => secretValueCache.forgetSecret(at))

  return {
    metadata: ({ at }, context) =>
      kvAccess.inKv2(at, context, (session) =>
        readMetadata(session, at, kvAccess.engineSettings(at, session), context.signal),
      ),

    changeMetadata: ({ at, ...wanted }, context) =>
      change(at, context, (session) => changeMetadata(services, session, at, wanted, context)),

    compare: async ({ at, a, b }, context) => {
      const [one, other] = await Promise.all([kvAccess.read(at, a, context), kvAccess.read(at, b, context)])
      return compareVersions(one, other)
    },

    rollback: ({ at, from, base }, context) =>
      kvAccess.inKv2(
        at,
        context,
        async (session) => {
          const { secret, data } = await kvAccess.read(at, from, context)
          if (secret.state !== 'current') {
            throw new Failure('not-found', `Version ${from} is ${secret.state}: it has no values to roll back to.`)
          }
          const to = { mount: at.mount, kvVersion: 2 as const, path: at.path, entries: entriesOf(data), cas: base }
          const { version } = await writeSecret(session, to, context.signal)
          if (version === undefined)
            throw new Failure('answer-invalid', 'The server did not report the version that it wrote.')
          return { version }
        },
        'change',
      ),

    deleteLatest: async ({ at, base }, context) => {
      try {
        return await kvAccess.inMount(
          at,
          context,
          async (session, { kvVersion }) => {
            const newestOfAll = { mount: at.mount, path: at.path, kvVersion }
            if (base.kind === 'blind') await deleteNewest(session, newestOfAll, context.signal)
            else if (kvVersion === 1) {
              if (base.kind === 'version') throw otherVersion()
              await refuseIfChanged(services, at, base.fingerprint, context)
              await deleteNewest(session, newestOfAll, context.signal)
            } else {
              if (base.kind === 'fingerprint') throw otherVersion()
              await deleteOne(session, at, base.version, context)
            }
            return {}
          },
          'change',
        )
      } finally {
        secretValueCache.forgetSecret(at)
      }
    },

    deleteVersions: ({ at, versions }, context) =>
      change(at, context, async (session) => {
        const [only] = versions
        if (versions.length > 1 || only === undefined) {
          return deleteVersions(session, at, versions, context.signal)
        }
        try {
          await deleteVersions(session, at, versions, context.signal)
        } catch (problem) {
          // The newest version can also be deleted by another request, which the token may be allowed to send.
          if (!isDenied(problem) || (await newest(session, at, context)) !== only) throw problem
          await deleteNewest(session, { mount: at.mount, path: at.path, kvVersion: 2 }, context.signal)
        }
      }),

    undelete: ({ at, versions }, context) =>
      change(at, context, (session) => undeleteVersions(session, at, versions, context.signal)),

    destroy: ({ at, versions }, context) =>
      change(at, context, (session) => destroyVersions(session, at, versions, context.signal)),

    deleteAll: ({ at }, context) => change(at, context, (session) => deleteSecret(session, at, context.signal)),
  } satisfies Partial<Handlers<'kv'>>
}
