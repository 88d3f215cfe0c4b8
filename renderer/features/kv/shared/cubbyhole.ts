/** The mounts that the pages of secrets open: the KV engines, and the cubbyhole, which works like KV 1. */
import type { Mount } from '../../../../electron/contract/mounts.ts'
import type { KvVersion } from './names.ts'

/** The path at which the server mounts the cubbyhole in each namespace. No other engine can use it. */
const cubbyholeMount = 'cubbyhole/'

export const isCubbyhole = (mount: string): boolean => mount === cubbyholeMount

/** A mount that can be opened, with the KV version whose rules apply there. */
export interface OpenableMount {
  readonly path: string
  readonly kvVersion: KvVersion
}

/** The mounts that the pages of secrets open, in the order of the list. */
export function openableMounts(mounts: readonly Pick<Mount, 'path' | 'kvVersion'>[]): OpenableMount[] {
  return mounts.flatMap(({ path, kvVersion }) => {
    const version = isCubbyhole(path) ? 1 : kvVersion
    return version === undefined ? [] : [{ path, kvVersion: version }]
  })
}

/**
 * The version of a mount. One that is not listed is assumed to be KV 2, as most are; a secret has its own version when
 * it is read.
 */
export function kvVersionOf(
  mounts: readonly Pick<Mount, 'path' | 'kvVersion'>[] | undefined,
  mount: string,
): KvVersion {
  if (isCubbyhole(mount)) return 1
  return mounts?.find(({ path }) => path === mount)?.kvVersion ?? 2
}
