/** Splits a secret as a person writes it (`secret/webapp/config`) by the known mounts. */
import type { Mount } from '../../../../electron/contract/mounts.ts'

export interface SecretPlace {
  readonly mount: string
  readonly path: string
}

/**
 * Returns the mount and the path of a text: the longest mount that it begins with, else its first part. `data/` of the
 * API's path is left out if the mount is KV 2. Null if the text does not name a secret.
 */
export function secretPlaceOf(text: string, mounts: readonly Pick<Mount, 'path' | 'kvVersion'>[]): SecretPlace | null {
  const written = text.trim().replace(/^\/+/, '')
  const [known] = mounts
    .filter(({ path, kvVersion }) => kvVersion !== undefined && written.startsWith(path))
    .sort((a, b) => b.path.length - a.path.length)
  const mount = known?.path ?? written.slice(0, written.indexOf('/') + 1)
  if (mount === '') return null
  const below = written.slice(mount.length)
  const path = known?.kvVersion === 2 ? below.replace(/^data\//, '') : below
  const isPath = path !== '' && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  return isPath ? { mount, path } : null
}
