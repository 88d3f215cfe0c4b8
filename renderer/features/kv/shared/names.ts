/** The names of a secret's place: the one the CLI takes, the one the API and policies take; and reading either back. */
import { limits } from '../../../../electron/contract/limits.ts'
import { unprintable } from '../../../../electron/contract/visibleText.ts'

export type KvVersion = 1 | 2

export interface SecretPlace {
  /** With one slash at its end. */
  readonly mount: string
  /** Below the mount, exact. */
  readonly path: string
}

/** As the CLI and people say it: `secret/webapp/config`. */
export const cliName = ({ mount, path }: SecretPlace): string => `${mount}${path}`

/** As the API and policies say it: `secret/data/webapp/config` with KV 2, the same as the CLI's with KV 1. */
export const apiName = ({ mount, path }: SecretPlace, kvVersion: KvVersion): string =>
  kvVersion === 2 ? `${mount}data/${path}` : `${mount}${path}`

/** What a policy must allow `list` on for a folder: `secret/metadata/webapp/`. */
export const listName = ({ mount, path }: SecretPlace, kvVersion: KvVersion): string =>
  kvVersion === 2 ? `${mount}metadata/${path}` : `${mount}${path}`

/** The folder that a secret or folder is in: empty for the mount itself. */
export function folderOf(path: string): string {
  const end = path.endsWith('/') ? path.length - 2 : path.length - 1
  return path.slice(0, path.lastIndexOf('/', end) + 1)
}

/** The last name of a path; a folder's keeps its slash. */
export const lastName = (path: string): string => path.slice(folderOf(path).length)

/** Every folder on the way to a place, from the mount's root (`''`) down; a folder itself is counted. */
export const foldersOnTheWay = (path: string): string[] => [
  '',
  ...[...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1)),
]

/** Why a path cannot be a secret's, or null. Everything else is legal and kept to the letter. */
export type PathProblem =
  | 'empty'
  | 'leading-slash'
  | 'double-slash'
  | 'dots'
  | 'folder'
  | 'control'
  | 'too-long'
  | 'unprintable'

/** The first thing wrong with the path of a secret below its mount. The same rules as the contract's `SecretPath`. */
export function pathProblem(path: string): PathProblem | null {
  if (path === '') return 'empty'
  if (path.length > limits.path) return 'too-long'
  if (path.startsWith('/')) return 'leading-slash'
  if (path.includes('//')) return 'double-slash'
  if (path.split('/').some((segment) => segment === '.' || segment === '..')) return 'dots'
  if (/\p{Cc}/u.test(path)) return 'control'
  return path.endsWith('/') ? 'folder' : null
}

/** The first thing wrong with the path of a new secret. In addition, the servers refuse characters that cannot be seen. */
export const newPathProblem = (path: string): PathProblem | null =>
  pathProblem(path) ?? (unprintable.test(path) ? 'unprintable' : null)

/** A key as it is shown: one that is the empty text would not be seen. */
export const shownKey = (key: string): string => (key === '' ? '""' : key)
