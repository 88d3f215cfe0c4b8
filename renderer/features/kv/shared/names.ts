/** The names of a secret's place: that of the CLI, and that of the API and of policies; and reading either back. */
import { limits } from '../../../../electron/contract/limits.ts'
import { unprintable } from '../../../../electron/contract/visibleText.ts'

export type KvVersion = 1 | 2

export interface SecretPlace {
  /** With one slash at its end. */
  readonly mount: string
  /** Below the mount, exact. */
  readonly path: string
}

/** As the CLI and people write it: `secret/webapp/config`. */
export const cliName = ({ mount, path }: SecretPlace): string => `${mount}${path}`

/** As the API and policies write it: `secret/data/webapp/config` with KV 2, the same as the CLI's with KV 1. */
export const apiName = ({ mount, path }: SecretPlace, kvVersion: KvVersion): string =>
  kvVersion === 2 ? `${mount}data/${path}` : `${mount}${path}`

/** The path on which a policy must allow `list` for a folder: `secret/metadata/webapp/`. */
export const listName = ({ mount, path }: SecretPlace, kvVersion: KvVersion): string =>
  kvVersion === 2 ? `${mount}metadata/${path}` : `${mount}${path}`

/** The folder that a secret or folder is in: empty for the mount itself. */
export function folderOf(path: string): string {
  const end = path.endsWith('/') ? path.length - 2 : path.length - 1
  return path.slice(0, path.lastIndexOf('/', end) + 1)
}

/** The last name of a path; a folder's keeps its slash. */
export const lastName = (path: string): string => path.slice(folderOf(path).length)

/** Every folder above a place, from the mount's root (`''`) down; a folder itself is counted. */
export const foldersOnTheWay = (path: string): string[] => [
  '',
  ...[...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1)),
]

/** Why a path cannot be a secret's. Every other path is legal and kept exactly. */
export type PathProblem =
  | 'empty'
  | 'leading-slash'
  | 'double-slash'
  | 'dots'
  | 'folder'
  | 'control'
  | 'too-long'
  | 'unprintable'

/**
 * Returns the first problem of a secret's path below its mount, or null. The same rules as the contract's `SecretPath`.
 */
export function pathProblem(path: string): PathProblem | null {
  if (path === '') return 'empty'
  if (path.length > limits.path) return 'too-long'
  if (path.startsWith('/')) return 'leading-slash'
  if (path.includes('//')) return 'double-slash'
  if (path.split('/').some((segment) => segment === '.' || segment === '..')) return 'dots'
  if (/\p{Cc}/u.test(path)) return 'control'
  return path.endsWith('/') ? 'folder' : null
}

/**
 * Returns the first problem of a new secret's path, or null. In addition, the servers refuse characters that cannot be
 * seen.
 */
export const newPathProblem = (path: string): PathProblem | null =>
  pathProblem(path) ?? (unprintable.test(path) ? 'unprintable' : null)

/** A key as it is shown: an empty text would be invisible. */
export const shownKey = (key: string): string => (key === '' ? '""' : key)
