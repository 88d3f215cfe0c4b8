/** Access to secrets: the session, the version of the KV engine on the mount, and the values that were read last. */
import { Failure } from '../../contract/failure.ts'
import type { SecretAddress } from '../../contract/ids.ts'
import type { KvConfig } from '../../contract/mounts.ts'
import { readSecret, type ReadSecret } from '../../vault/kv.ts'
import type { KvMount } from '../../vault/kvAnswer.ts'
import { readKvConfig } from '../../vault/mounts.ts'
import type { VaultSession } from '../../vault/session.ts'
import type { TtlCache } from '../../base/async/ttlCache.ts'
import type { CallContext } from '../handler.ts'
import { within, type KvVersions } from './kvVersions.ts'
import type { SecretValueCache } from '../held/secretValueCache.ts'
import type { Servers } from '../sessions/servers.ts'

interface Mounted {
  readonly profileId: string
  /** Ends with one slash. */
  readonly mount: string
}

export interface KvAccess {
  /**
   * Works on a mount as the signed-in person. Every `change` first asks the server for the engine's version: a mount
   * that was upgraded, or disabled and enabled again, has other paths, and a write would miss the secret.
   */
  inMount<T>(
    at: Mounted,
    context: CallContext,
    work: (session: VaultSession, mount: KvMount) => Promise<T>,
    how?: 'change',
  ): Promise<T>
  /** The same for operations that only KV 2 has. Errors: `unsupported` for KV 1. */
  inKv2<T>(at: Mounted, context: CallContext, work: (session: VaultSession) => Promise<T>, how?: 'change'): Promise<T>
  /** Reads a secret and caches its values for `kv.reveal`. */
  read(at: SecretAddress, version: number | undefined, context: CallContext): Promise<ReadSecret>
  /** Returns the settings of a KV 2 engine, or null if the token can't read them. */
  engineSettings(at: Mounted, session: VaultSession): Promise<KvConfig | null>
}

/** Returns the engine's settings, or null if the token can't read them. */
export async function settingsOrNull(session: VaultSession, mount: string): Promise<KvConfig | null> {
  try {
    return await readKvConfig(session, mount)
  } catch (problem) {
    if (problem instanceof Failure && (problem.code === 'permission-denied' || problem.code === 'answer-wrapped')) {
      return null
    }
    throw problem
  }
}

interface KvAccessDeps {
  readonly servers: Servers
  readonly kvVersions: Pick<KvVersions, 'of' | 'again'>
  readonly secretValueCache: SecretValueCache
  /** By profile and mount; null if the token can't read them. */
  readonly engineSettings: TtlCache<KvConfig | null>
}

export function createKvAccess({ servers, kvVersions, secretValueCache, engineSettings }: KvAccessDeps): KvAccess {
  const inMount: KvAccess['inMount'] = async ({ profileId, mount }, context, work, how) => {
    const session = await servers.authenticated(profileId, context)
    const place = await kvVersions[how === 'change' ? 'again' : 'of'](profileId, mount, session)
    try {
      return await work(within(session, place), place)
    } catch (problem) {
      // The engine's version may have changed: each version returns 404 for every path of the other.
      if (how === 'change' || !(problem instanceof Failure) || problem.code !== 'not-found') throw problem
      const now = await kvVersions.again(profileId, mount, session).catch(() => place)
      if (now.kvVersion === place.kvVersion) throw problem
      return work(within(session, now), now)
    }
  }

  return {
    inMount,
    inKv2: (at, context, work, how) =>
      inMount(
        at,
        context,
        (session, { kvVersion }) => {
          if (kvVersion === 2) return work(session)
          throw new Failure('unsupported', 'KV 1 has no versions and no metadata.')
        },
        how,
      ),
    read: async (at, version, context) => {
      const keep = secretValueCache.reading()
      const found = await inMount(at, context, (session, mount) =>
        readSecret(session, { ...mount, path: at.path, ...(version === undefined ? {} : { version }) }, context.signal),
      )
      keep({ ...at, version: found.secret.version }, found.data)
      return found
    },
    engineSettings: ({ profileId, mount }, session) =>
      engineSettings.get(profileId, mount, () => settingsOrNull(session, mount)),
  }
}
