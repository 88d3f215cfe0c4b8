/** The paths of secrets engines, and the capabilities that have an effect there. */
import type { Capability } from '../dialect.ts'
import type { Rule } from '../rules.ts'
import { holdsSecrets, type LintMount } from './finding.ts'
import { usableBelow } from './routes.ts'

/** First segments of the paths of kv version 2 below its mount. */
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

/** Transit's operations with a key; all are writes. */
const transitCalls = new Set(['encrypt', 'decrypt', 'rewrap', 'sign', 'verify', 'hmac', 'datakey', 'random', 'hash'])

/** Useful for any path, or only a server can decide. */
const alwaysUseful: ReadonlySet<Capability> = new Set(['deny', 'sudo', 'subscribe', 'recover'])

/** Returns the capabilities that have an effect below `rest` of a mount; null if the place is unknown. */
function usable(mount: LintMount, rest: string): readonly Capability[] | null {
  const first = rest.split('/', 1)[0] ?? ''
  // A path that ends within its first segment can match several.
  const whole = rest.includes('/')
  if (mount.type === 'kv' || mount.type === 'generic') {
    if (mount.version !== 2) return kv1
    return whole || first === 'config' ? (kv2Prefixes[first] ?? null) : null
  }
  if (mount.type === 'cubbyhole') return kv1
  if (mount.type === 'transit' && whole && transitCalls.has(first)) return ['create', 'update']
  return null
}

/** Returns the capabilities of a rule that have no effect at `rest` below the mount. */
export function useless(
  mount: LintMount,
  rest: string,
  { pattern, capabilities }: Pick<Rule, 'pattern' | 'capabilities'>,
): readonly Capability[] {
  const used = mount.routes === undefined || holdsSecrets(mount) ? usable(mount, rest) : null
  const idle = (isUsed: (capability: Capability) => boolean): readonly Capability[] =>
    capabilities.filter((capability) => !alwaysUseful.has(capability) && !isUsed(capability))
  if (used !== null) return idle((capability) => used.includes(capability))
  const known = usableBelow(mount, pattern)
  if (known === null) return []
  // Policies often contain `create` next to `update`; without `update` the write is refused (`needsUpdate`).
  return idle((capability) => known.has(capability) || (capability === 'create' && known.has('update')))
}

/** Whether a rule grants `create` for writes that only `update` allows. */
export function needsUpdate(mount: LintMount, { pattern, capabilities }: Rule): boolean {
  if (!capabilities.includes('create') || capabilities.includes('update')) return false
  const known = usableBelow(mount, pattern)
  return known !== null && known.has('update') && !known.has('create')
}
