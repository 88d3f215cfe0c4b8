/** The names of a secret's place: the one the CLI takes, the one the API and policies take; and reading either back. */
import { limits } from '../../../electron/contract/limits.ts'

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
export type PathProblem = 'empty' | 'leading-slash' | 'double-slash' | 'dots' | 'folder' | 'control' | 'too-long'

/** The first thing wrong with a new secret's path below its mount. The same rules as the contract's `SecretPath`. */
export function pathProblem(path: string): PathProblem | null {
  if (path === '') return 'empty'
  if (path.length > limits.path) return 'too-long'
  if (path.startsWith('/')) return 'leading-slash'
  if (path.includes('//')) return 'double-slash'
  if (path.split('/').some((segment) => segment === '.' || segment === '..')) return 'dots'
  if (/\p{Cc}/u.test(path)) return 'control'
  return path.endsWith('/') ? 'folder' : null
}

interface KnownMount {
  readonly path: string
  readonly kvVersion?: KvVersion | undefined
}

/**
 * The place that a person typed, in the CLI's or the API's form, with or without `v1/` before it. The longest known
 * mount that it begins with wins; without one it is below `here`. With KV 2, `data/` and `metadata/` right after the
 * mount are the API's. Null when a part of it is not legal.
 */
export function readTypedPlace(typed: string, mounts: readonly KnownMount[], here: string): SecretPlace | null {
  const text = typed.replace(/^\/+/, '').replace(/^v1\//, '')
  const mount = mounts
    .filter((each) => text.startsWith(each.path) || `${text}/` === each.path)
    .sort((a, b) => b.path.length - a.path.length)[0]
  const below = mount === undefined ? text : text.slice(mount.path.length)
  const known = mount ?? mounts.find((each) => each.path === here)
  const path = mount !== undefined && known?.kvVersion === 2 ? below.replace(/^(data|metadata)(\/|$)/, '') : below
  const problem = pathProblem(path)
  if (problem !== null && problem !== 'empty' && problem !== 'folder') return null
  return { mount: mount?.path ?? here, path }
}
