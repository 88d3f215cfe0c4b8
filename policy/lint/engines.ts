/** What the paths of secrets engines are for: which capabilities do something there. */
import type { Capability } from '../dialect.ts'
import type { Rule } from '../rules.ts'
import type { LintMount } from './finding.ts'
import { usableBelow } from './routes.ts'

/** First segments that a path of kv version 2 can have below its mount. */
export const kv2Prefixes: Readonly<Record<string, readonly Capability[]>> = {
  data: ['create', 'read', 'update', 'patch', 'delete'],
  metadata: ['create', 'read', 'update', 'patch', 'delete', 'list', 'scan'],
  'detailed-metadata': ['list', 'scan'],
  delete: ['update'],
  undelete: ['update'],
  destroy: ['update'],
  subkeys: ['read'],
  config: ['read', 'update'],
}

const kv1: readonly Capability[] = ['create', 'read', 'update', 'delete', 'list', 'scan']

/** Transit's calls that do work with a key; all are writes. */
const transitCalls = new Set(['encrypt', 'decrypt', 'rewrap', 'sign', 'verify', 'hmac', 'datakey', 'random', 'hash'])

/** Useful for any path, or only a server can tell. */
const alwaysUseful: ReadonlySet<Capability> = new Set(['deny', 'sudo', 'subscribe', 'recover'])

/** Capabilities that do something below `rest` of a mount; null when nothing is known about the place. */
function usable(mount: LintMount, rest: string): readonly Capability[] | null {
  const first = rest.split('/', 1)[0] ?? ''
  // A path that ends in the middle of its first segment may mean several.
  const whole = rest.includes('/')
  if (mount.type === 'kv' || mount.type === 'generic') {
    if (mount.version !== 2) return kv1
    return whole || first === 'config' ? (kv2Prefixes[first] ?? null) : null
  }
  if (mount.type === 'cubbyhole') return kv1
  if (mount.type === 'transit' && whole && transitCalls.has(first)) return ['create', 'update']
  return null
}

/** The capabilities of a rule that do nothing at `rest` below the mount. */
export function useless(
  mount: LintMount,
  rest: string,
  { pattern, capabilities }: Pick<Rule, 'pattern' | 'capabilities'>,
): readonly Capability[] {
  const used = usable(mount, rest)
  const idle = (isUsed: (capability: Capability) => boolean): readonly Capability[] =>
    capabilities.filter((capability) => !alwaysUseful.has(capability) && !isUsed(capability))
  if (used !== null) return idle((capability) => used.includes(capability))
  const known = usableBelow(mount, pattern)
  if (known === null) return []
  // People write `create` beside `update`; where it is alone, the write is refused (`needsUpdate`).
  return idle((capability) => known.has(capability) || (capability === 'create' && known.has('update')))
}

/** Whether a rule gives `create` for writes that only `update` allows. */
export function needsUpdate(mount: LintMount, { pattern, capabilities }: Rule): boolean {
  if (!capabilities.includes('create') || capabilities.includes('update')) return false
  const known = usableBelow(mount, pattern)
  return known !== null && known.has('update') && !known.has('create')
}
