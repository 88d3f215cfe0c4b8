/** A secret as a person writes it (`secret/webapp/config`), taken apart by the mounts that are known. */
import type { Mount } from '../../../../electron/contract/mounts.ts'

export interface SecretPlace {
  readonly mount: string
  readonly path: string
}

/**
 * Mount and path of a text: the longest mount that it begins with, else its first part. `data/` of the API's path is left
 * out where the mount is KV 2. Null for what names no secret.
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
