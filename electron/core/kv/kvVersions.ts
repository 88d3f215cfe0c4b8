/**
 * Finds out which mounts hold secrets, and which version of the KV engine each runs. Only this file decides whether a
 * path from the window may be used as a mount (docs/security.md, "The window").
 */
import { Failure } from '../../contract/failure.ts'
import type { ErrorCode } from '../../contract/result.ts'
import type { Mount } from '../../contract/mounts.ts'
import type { KvMount } from '../../vault/kvAnswer.ts'
import { resolveMount } from '../../vault/mounts.ts'
import { cubbyholeMount, namesOwnMount, requireEnginePath } from '../../vault/serverPaths.ts'
import type { VaultSession } from '../../vault/session.ts'

export type KvVersion = 1 | 2

declare const made: unique symbol

/** A mount that may be used as KV. Only this file makes one. */
export interface KvPlace extends KvMount {
  /**
   * Whether the server itself reported that this is KV. Otherwise the person did, and no path below may name a part of
   * the server.
   */
  readonly confirmed: boolean
  readonly [made]: true
}

const placeOf = (mount: string, kvVersion: KvVersion, confirmed: boolean): KvPlace =>
  ({ mount, kvVersion, confirmed }) as KvPlace

/**
 * The cubbyhole of the token, which is KV 1 of its own kind. No call of KV gets this place, because the window names no
 * mount for it (`features/kv/cubbyholeAccess.ts`). The server keeps this path free of mounts and namespaces.
 */
export const cubbyholePlace: KvPlace = placeOf(cubbyholeMount, 1, true)

/**
 * Returns the error for an edit whose base is from another version of the engine. The editor handles it like an older
 * version of the secret.
 */
export const otherVersion = () =>
  new Failure('cas-mismatch', 'The KV version of this mount changed after the secret was read.')

const notKv = () => new Failure('unsupported', 'The engine at this mount is not KV.')

/**
 * Returns the mount as KV, if the server reports it as KV. A folder of a KV 1 engine counts as a mount, too.
 * @throws Failure `unsupported` if it is not KV; `permission-denied` if the server does not report the mount.
 */
export async function confirmKv(session: VaultSession, mount: string): Promise<KvPlace> {
  requireEnginePath(mount)
  const { path, kvVersion } = await resolveMount(session, mount)
  if (kvVersion === undefined || !mount.startsWith(path)) throw notKv()
  return placeOf(mount, kvVersion, true)
}

/**
 * Returns a session that reaches this mount and nothing else. Its requests throw `unsupported` for every other path,
 * and for parts of the server below a mount that is not confirmed.
 */
export function within(session: VaultSession, { mount, confirmed }: KvPlace): VaultSession {
  return {
    request: async (request) => {
      // SECURITY: if the server does not report what is mounted, the mount may be a namespace: `ns1/` and
      // `auth/token/lookup-self` would answer the token (docs/security.md, "The window").
      if (!request.path.startsWith(mount) || (!confirmed && namesOwnMount(request.path))) {
        throw new Failure('unsupported', 'The server does not report a KV engine for this path.')
      }
      return session.request(request)
    },
  }
}

/**
 * Errors of a server that does not report what is mounted. Causes are the policies, an older version, or a proxy in
 * between.
 */
const untold: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['permission-denied', 'not-found', 'unsupported', 'rejected'])

export interface KvVersions {
  /** Errors: `unsupported` if the mount is not KV, and those of the request to the server. */
  of(profileId: string, mount: string, session: VaultSession): Promise<KvPlace>
  /** Asks the server again, because the known version does not fit. Errors: as `of`. */
  again(profileId: string, mount: string, session: VaultSession): Promise<KvPlace>
  /** Takes mounts that the server listed, never a mount that a person typed. */
  learn(profileId: string, mounts: readonly Mount[]): void
  forget(profileId: string): void
}

/** `typed` returns the version that the person chose for a mount that cannot be listed. */
export function createKvVersions(typed: (profileId: string, mount: string) => Promise<KvVersion | null>): KvVersions {
  const known = new Map<string, Map<string, KvPlace>>()
  const keep = (profileId: string, place: KvPlace): KvPlace => {
    const ofProfile = known.get(profileId) ?? new Map<string, KvPlace>()
    ofProfile.set(place.mount, place)
    known.set(profileId, ofProfile)
    return place
  }
  const again: KvVersions['again'] = async (profileId, mount, session) => {
    try {
      return keep(profileId, await confirmKv(session, mount))
    } catch (problem) {
      if (!(problem instanceof Failure) || !untold.has(problem.code) || problem.error.status === undefined)
        throw problem
      const said = await typed(profileId, mount)
      const before = known.get(profileId)?.get(mount)
      // The version learned from a list remains the best information available.
      if (said === null && before !== undefined) return before
      if (said === null) throw problem
      if (namesOwnMount(mount)) throw notKv()
      return keep(profileId, placeOf(mount, said, false))
    }
  }
  return {
    learn: (profileId, mounts) => {
      for (const { path, kvVersion, source } of mounts) {
        if (kvVersion === undefined || source === 'typed' || namesOwnMount(path)) continue
        keep(profileId, placeOf(path, kvVersion, true))
      }
    },
    again,
    forget: (profileId) => known.delete(profileId),
    of: async (profileId, mount, session) => known.get(profileId)?.get(mount) ?? again(profileId, mount, session),
  }
}
