import type { Mount } from '../../contract/mounts.ts'
import { Failure } from '../../contract/failure.ts'
import {
  disableMount,
  enableMount,
  listMounts,
  listVisibleMounts,
  readKvConfig,
  resolveMount,
  tuneMount,
  writeKvConfig,
} from '../../vault/mounts.ts'
import { namesOwnMount, requireEnginePath } from '../../vault/serverPaths.ts'
import type { VaultSession } from '../../vault/session.ts'
import type { CallContext, Handlers } from '../../core/handler.ts'
import { within } from '../../core/kv/kvVersions.ts'
import type { Services } from '../../core/services.ts'

/** Secrets engines. */
export function mountsHandlers(services: Services): Handlers<'mounts'> {
  const { servers, profiles, kvVersions } = services

  /** Returns every known mount: the whole list if the token can read it, else the visible and the typed mounts. */
  async function list(profileId: string, session: VaultSession): Promise<{ mounts: Mount[]; complete: boolean }> {
    const typed = (await profiles.typedMounts(profileId))
      .filter(({ path }) => !namesOwnMount(path))
      .map(({ path, kvVersion }) => typedMount(path, kvVersion))
    const { found, complete } = await listMounts(session).then(
      (all) => ({ found: all, complete: true }),
      async (problem: unknown) => {
        if (!(problem instanceof Failure) || problem.code !== 'permission-denied') throw problem
        return { found: await listVisibleMounts(session).catch(() => []), complete: false }
      },
    )
    const known = new Set(found.map((mount) => mount.path))
    const mounts = [...found, ...typed.filter((mount) => !known.has(mount.path))]
    kvVersions.learn(profileId, found)
    return { mounts: mounts.sort((a, b) => (a.path < b.path ? -1 : 1)), complete }
  }

  async function one(profileId: string, path: string, session: VaultSession) {
    const { mounts } = await list(profileId, session)
    const mount = mounts.find((each) => each.path === path)
    if (mount === undefined) throw new Failure('not-found', 'The mount does not exist or is hidden.')
    const readConfig = async () => readKvConfig(await insideKv2(profileId, path, session), path)
    return { mount, kv: mount.kvVersion === 2 ? await readConfig().catch(whenDenied(null)) : null }
  }

  /** Returns a session for the settings of a KV 2 engine. Errors: `unsupported` if the mount has none. */
  async function insideKv2(profileId: string, path: string, session: VaultSession): Promise<VaultSession> {
    const place = await kvVersions.of(profileId, path, session)
    if (place.kvVersion === 1) throw new Failure('unsupported', 'KV 1 has no engine configuration.')
    return within(session, place)
  }

  const configure = async (
    session: VaultSession,
    { profileId, mount }: { readonly profileId: string; readonly mount: string },
    settings: {
      maxVersions?: number | undefined
      casRequired?: boolean | undefined
      deleteVersionAfter?: string | undefined
    },
    context: CallContext,
  ) => {
    const { maxVersions, casRequired, deleteVersionAfter } = settings
    const given = {
      ...(maxVersions === undefined ? {} : { maxVersions }),
      ...(casRequired === undefined ? {} : { casRequired }),
      ...(deleteVersionAfter === undefined ? {} : { deleteVersionAfter }),
    }
    if (Object.keys(given).length > 0) {
      await writeKvConfig(await insideKv2(profileId, mount, session), mount, given, context.signal)
    }
  }

  return {
    list: async ({ profileId }, context) => list(profileId, await servers.authenticated(profileId, context)),

    read: async ({ profileId, mount }, context) =>
      one(profileId, mount, await servers.authenticated(profileId, context)),

    enableKv: async ({ profileId, mount, version, description, ...settings }, context) => {
      requireEnginePath(mount)
      const session = await servers.authenticated(profileId, context)
      await enableMount(session, mount, { type: 'kv', description, options: { version: String(version) } })
      if (version === 2) await configure(session, { profileId, mount }, settings, context)
      return (await one(profileId, mount, session)).mount
    },

    tune: async ({ profileId, mount, description, defaultLeaseTtl, maxLeaseTtl, ...settings }, context) => {
      requireEnginePath(mount)
      const session = await servers.authenticated(profileId, context)
      const tuned = {
        ...(description === undefined ? {} : { description }),
        ...(defaultLeaseTtl === undefined ? {} : { defaultLeaseTtl }),
        ...(maxLeaseTtl === undefined ? {} : { maxLeaseTtl }),
      }
      if (Object.keys(tuned).length > 0) await tuneMount(session, mount, tuned)
      await configure(session, { profileId, mount }, settings, context)
      services.engineSettings.forget(profileId, mount)
      return one(profileId, mount, session)
    },

    disable: async ({ profileId, mount }, context) => {
      requireEnginePath(mount)
      await disableMount(await servers.authenticated(profileId, context), mount)
      kvVersions.forget(profileId)
      services.secretValueCache.forget(profileId)
      return {}
    },

    addTyped: async ({ profileId, mount, kvVersion }, context) => {
      const session = await servers.authenticated(profileId, context)
      // SECURITY: paths below return tokens, in any namespace (docs/security.md, "The window").
      if (namesOwnMount(mount))
        throw new Failure('unsupported', "A mount path can't contain a reserved path of the server.")
      const resolved = await resolveMount(session, mount).catch(() => null)
      if (resolved !== null && (resolved.kvVersion === undefined || !mount.startsWith(resolved.path))) {
        throw new Failure('unsupported', 'The engine at this mount is not KV.')
      }
      const version = resolved?.kvVersion ?? kvVersion
      await profiles.addTypedMount(profileId, { path: resolved?.path ?? mount, kvVersion: version })
      kvVersions.forget(profileId)
      return resolved === null ? typedMount(mount, version) : { ...resolved, source: 'typed' }
    },

    removeTyped: async ({ profileId, mount }) => {
      await profiles.removeTypedMount(profileId, mount)
      kvVersions.forget(profileId)
      return {}
    },
  }
}

function typedMount(path: string, kvVersion: 1 | 2): Mount {
  return {
    path,
    type: 'kv',
    kvVersion,
    description: '',
    accessor: '',
    runningVersion: '',
    options: { version: String(kvVersion) },
    local: false,
    sealWrap: false,
    defaultLeaseTtl: 0,
    maxLeaseTtl: 0,
    source: 'typed',
  }
}

/** Returns `value` if the token can't read, and rethrows every other failure. */
function whenDenied<T>(value: T) {
  return (problem: unknown): T => {
    if (problem instanceof Failure && problem.code === 'permission-denied') return value
    throw problem
  }
}
