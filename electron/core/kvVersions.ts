/** Which version of the KV engine a mount runs: learnt once, because every secret's address depends on it. */
import { Failure } from '../contract/failure.ts'
import type { Mount } from '../contract/mounts.ts'
import { resolveMount } from '../vault/mounts.ts'
import type { VaultSession } from '../vault/session.ts'

export type KvVersion = 1 | 2

export interface KvVersions {
  /** Errors: `unsupported` where the mount is not KV, and what asking the server says. */
  of(profileId: string, mount: string, session: VaultSession): Promise<KvVersion>
  /** Asks the server again, because what was learnt does not fit. Errors: as `of`. */
  again(profileId: string, mount: string, session: VaultSession): Promise<KvVersion>
  learn(profileId: string, mounts: readonly Mount[]): void
  forget(profileId: string): void
}

/** `typed` answers what the person said about a mount that may not be listed. */
export function createKvVersions(typed: (profileId: string, mount: string) => Promise<KvVersion | null>): KvVersions {
  const known = new Map<string, Map<string, KvVersion>>()
  const learn = (profileId: string, mounts: readonly Mount[]): void => {
    const ofProfile = known.get(profileId) ?? new Map<string, KvVersion>()
    for (const mount of mounts) if (mount.kvVersion !== undefined) ofProfile.set(mount.path, mount.kvVersion)
    known.set(profileId, ofProfile)
  }
  const again = async (profileId: string, mount: string, session: VaultSession): Promise<KvVersion> => {
    const resolved = await resolveMount(session, mount)
    if (resolved.kvVersion === undefined) throw new Failure('unsupported', `The engine at this mount is not KV.`)
    learn(profileId, [{ ...resolved, path: mount }])
    return resolved.kvVersion
  }
  return {
    learn,
    again,
    forget: (profileId) => known.delete(profileId),
    of: async (profileId, mount, session) => {
      const version = known.get(profileId)?.get(mount)
      if (version !== undefined) return version
      const said = await typed(profileId, mount)
      if (said !== null) return said
      return again(profileId, mount, session)
    },
  }
}
