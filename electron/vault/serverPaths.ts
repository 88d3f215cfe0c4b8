/**
 * The mounts that belong to the server itself. Vault and OpenBao return tokens, leases and identities below them. On
 * OpenBao and Vault Enterprise every namespace has its own, so they also occur further down a path.
 */
import { Failure } from '../contract/failure.ts'

const own: ReadonlySet<string> = new Set(['auth', 'sys', 'identity', 'cubbyhole'])

/** Each token has its own cubbyhole; no other token can access it. */
export const cubbyholeMount = 'cubbyhole/'

/** Whether any segment is one of the server's own mounts, in any letter case. */
export const namesOwnMount = (path: string): boolean =>
  path.split('/').some((segment) => own.has(segment.toLowerCase()))

/**
 * Throws `unsupported` for a path of the server's own mounts, and for `…/tune/`, which are the settings of another
 * mount: no secrets engine can be mounted there.
 */
export function requireEnginePath(mount: string): void {
  const [first = '', ...more] = mount.split('/')
  // SECURITY: such a path can return tokens (docs/security.md, "The window").
  if (own.has(first))
    throw new Failure('unsupported', `${first}/ belongs to the server itself: no secrets engine is there.`)
  refuseTunePath(more)
}

/** Throws `unsupported` for an auth mount whose path contains the settings of another mount. */
export const requireAuthPath = (mount: string): void => refuseTunePath(mount.split('/').slice(1))

function refuseTunePath(more: readonly string[]): void {
  if (more.at(-2) === 'tune') throw new Failure('unsupported', 'Paths that end in /tune are the settings of a mount.')
}
