/**
 * The paths that a server describes itself. API:
 * https://developer.hashicorp.com/vault/api-docs/system/internal-specs-openapi
 */
import { z } from 'zod'
import { parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { shortList, shortRecord } from '../base/json/bounded.ts'
import type { VaultSession } from './session.ts'

/** What a path accepts. A write needs `update`; with `create` it needs `create` if the object does not exist yet. */
export interface ApiOperations {
  readonly create: boolean
  readonly read: boolean
  readonly update: boolean
  readonly patch: boolean
  readonly delete: boolean
  readonly list: boolean
  /** Every request also needs `sudo`. */
  readonly sudo: boolean
}

export interface DescribedMount {
  /** With a slash at the end. */
  readonly path: string
  /** By path below the mount, `+` in place of each name. */
  readonly operations: ReadonlyMap<string, ApiOperations>
}

const longestPath = 1024
/** Servers describe about 150 paths for each mount. */
const maxPaths = 50_000

const Operation = z.object({
  parameters: shortList(z.object({ name: z.string(), required: z.boolean().nullish() }), 100).nullish(),
})
const Path = z.object({
  get: Operation.nullish(),
  post: z.unknown().optional(),
  patch: z.unknown().optional(),
  delete: z.unknown().optional(),
  'x-vault-createSupported': z.boolean().nullish(),
  'x-vault-sudo': z.boolean().nullish(),
})
const Description = z.object({ paths: shortRecord(Path, maxPaths) })

const exists = (value: unknown): boolean => value !== undefined && value !== null

function operationsOf(path: z.infer<typeof Path>): ApiOperations {
  // A list is a `GET` with this parameter. Where only a list is possible, the parameter is required.
  const list = path.get?.parameters?.find(({ name }) => name === 'list')
  const scan = path.get?.parameters?.find(({ name }) => name === 'scan')
  return {
    create: path['x-vault-createSupported'] === true,
    read: exists(path.get) && list?.required !== true && scan?.required !== true,
    update: exists(path.post),
    patch: exists(path.patch),
    delete: exists(path.delete),
    list: list !== undefined || scan !== undefined,
    sudo: path['x-vault-sudo'] === true,
  }
}

/** Merges `roles` with `roles/`, the path of its list. `sudo` is needed only if both say so. */
const merged = (one: ApiOperations, two: ApiOperations): ApiOperations => ({
  create: one.create || two.create,
  read: one.read || two.read,
  update: one.update || two.update,
  patch: one.patch || two.patch,
  delete: one.delete || two.delete,
  list: one.list || two.list,
  sudo: one.sudo && two.sudo,
})

/** Returns the path with `+` for each parameter; null if it is a regular expression or unusually long. */
function templateOf(path: string): string | null {
  const segments = path.split('/').map((segment) => (segment.includes('{') ? '+' : segment))
  const template = segments.join('/').replace(/\/$/, '')
  return template.length <= longestPath && /^[\w.~+%-]+(?:\/[\w.~+%-]+)*$/.test(template) ? template : null
}

/**
 * Returns the paths below each of these mounts. A server describes only mounts that the token has access to. A mount
 * with a path that cannot be expressed with `+` is left out, because its list would be incomplete.
 * @throws Failure `answer-too-large` for a server with very many mounts.
 */
export async function readApiPaths(
  session: VaultSession,
  mounts: readonly string[],
  signal?: AbortSignal,
): Promise<DescribedMount[]> {
  const answer = await session.request({
    method: 'GET',
    path: 'sys/internal/specs/openapi',
    signal,
    bound: answerBounds.lists,
  })
  const known = new Set(mounts)
  const longestMount = mounts.reduce((longest, { length }) => Math.max(longest, Math.min(length, longestPath)), 0)
  const found = new Map<string, Map<string, ApiOperations> | null>()
  for (const [written, path] of Object.entries(parseBody(Description, answer).paths)) {
    // Each slash costs a look at the list of mounts, so only the part that can be a mount is looked at.
    const mount = mountOf(written.slice(1, 1 + longestMount), known)
    if (mount === null) continue
    const below = found.get(mount)
    if (below === null) continue
    const template = templateOf(written.slice(1 + mount.length))
    if (template === null) found.set(mount, null)
    else {
      const all = below ?? new Map<string, ApiOperations>()
      const before = all.get(template)
      all.set(template, before === undefined ? operationsOf(path) : merged(before, operationsOf(path)))
      found.set(mount, all)
    }
  }
  return [...found].flatMap(([path, operations]) => (operations === null ? [] : [{ path, operations }]))
}

/** Returns the longest mount that the path is below. */
function mountOf(path: string, mounts: ReadonlySet<string>): string | null {
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    if (mounts.has(path.slice(0, slash + 1))) return path.slice(0, slash + 1)
  }
  return null
}
