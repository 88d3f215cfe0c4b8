/** Paths that require `sudo` in addition to the capability itself. */
import type { Dialect } from '../dialect.ts'
import { patternOf } from '../pattern.ts'
import { literalPart, overlap } from '../reach.ts'
import type { Rule } from '../rules.ts'
import { withCapability, withoutCapability } from './edits.ts'
import { finding, type Finding, type LintMount, type Subject } from './finding.ts'
import { describedSudo } from './routes.ts'

/** With a `*` at the end for everything below. */
const guardedByBoth = [
  'auth/token/accessors',
  'sys/audit',
  'sys/audit/*',
  'sys/auth/*',
  'sys/config/auditing/*',
  'sys/config/cors',
  'sys/config/ui/headers/*',
  'sys/internal/inspect/*',
  'sys/leases',
  'sys/leases/lookup/*',
  'sys/leases/revoke-force/*',
  'sys/leases/revoke-prefix/*',
  'sys/plugins/catalog/*',
  'sys/raw',
  'sys/raw/*',
  'sys/remount',
  'sys/revoke-force/*',
  'sys/revoke-prefix/*',
  'sys/rotate',
  'sys/seal',
  'sys/step-down',
]

const guarded: Readonly<Record<Dialect, readonly string[]>> = {
  vault: [
    ...guardedByBoth,
    'auth/token/revoke-orphan',
    'sys/internal/counters/activity/export',
    'sys/plugins/runtimes/catalog/*',
    'sys/replication/dr/primary/secondary-token',
    'sys/replication/performance/primary/secondary-token',
    'sys/replication/primary/secondary-token',
    'sys/replication/reindex',
    'sys/storage/raft/snapshot-auto/config/*',
  ],
  openbao: [...guardedByBoth, 'sys/rotate/keyring', 'sys/rotate/root'],
}

/** Paths below a mount of a type. */
const guardedOfType: Readonly<Record<string, readonly string[]>> = { pki: ['root', 'root/sign-self-issued'] }

const isBelow = (guard: string, path: string): boolean =>
  guard.endsWith('*') ? path.startsWith(guard.slice(0, -1)) : path === guard || path === `${guard}/`

/** Whether every request to the path needs `sudo`. */
export function needsSudo(path: string, dialect: Dialect): boolean {
  return guarded[dialect].some((guard) => isBelow(guard, path))
}

function guardsOf(mount: LintMount | null, { dialect }: Subject): readonly string[] {
  const ofType = mount === null ? [] : (guardedOfType[mount.type] ?? []).map((path) => mount.path + path)
  return ofType.length === 0 ? guarded[dialect] : [...guarded[dialect], ...ofType]
}

/** `sudo` has an effect only together with another capability. */
function sudoAlone(rule: Rule): readonly Finding[] {
  if (rule.capabilities.length !== 1 || rule.capabilities[0] !== 'sudo') return []
  return [finding(rule.capabilitySpans[0] ?? rule.pathSpan, 'warning', 'sudo-alone', { path: rule.written })]
}

/** The maximum number of guarded paths in the message for `sys/*`. */
const maxNamed = 4

/** `sys/*` seems to grant all of `sys/`, but guarded paths need `sudo`, here or in a separate rule. */
function sudoBelow(rule: Rule, { policy, dialect }: Subject): readonly Finding[] {
  if (rule.pattern.kind !== 'prefix' || rule.pattern.path !== 'sys/') return []
  // Reported once, at the first rule with this path.
  if (policy.rules.find(({ pattern }) => pattern.kind === 'prefix' && pattern.path === 'sys/') !== rule) return []
  const withSudo = policy.rules.filter(({ capabilities }) => capabilities.includes('sudo'))
  const open = guarded[dialect].filter(
    (guard) => guard.startsWith('sys/') && !withSudo.some(({ pattern }) => overlap(pattern, patternOf(guard))),
  )
  if (open.length === 0) return []
  const parameters = { path: rule.written, guarded: open.slice(0, maxNamed).join(' ') }
  return [finding(rule.pathSpan, 'info', 'sudo-below', parameters)]
}

export function sudoFindings(rule: Rule, subject: Subject): readonly Finding[] {
  const { capabilities, pattern } = rule
  if (capabilities.length === 0 || capabilities[0] === 'deny') return []
  const literal = literalPart(pattern)
  const exact = pattern.kind === 'exact' && literal === pattern.path
  const mount = subject.mounts?.at(literal) ?? null
  const guards = guardsOf(mount, subject)
  const described = mount === null ? null : describedSudo(mount, pattern)
  if (!capabilities.includes('sudo')) {
    const listed = guards.some((guard) => isBelow(guard, literal) && (exact || guard.endsWith('*')))
    const inside = exact && described !== null && described !== 'some' ? described === 'all' : listed
    if (!inside) return sudoBelow(rule, subject)
    const fix = rule.oldPolicy === null ? withCapability(rule, subject.text, 'sudo') : null
    return [finding(rule.pathSpan, 'error', 'sudo-missing', { path: rule.written }, fix)]
  }
  const reaches =
    described === 'all' ||
    described === 'some' ||
    guards.some((guard) => {
      const bare = guard.endsWith('*') ? guard.slice(0, -1) : guard
      return isBelow(guard, literal) || (!exact && bare.startsWith(literal))
    })
  // Engines can guard their own paths; these are known not to.
  const type = mount?.type ?? ''
  if (reaches || !['kv', 'generic', 'cubbyhole', 'transit', 'system'].includes(type)) return sudoAlone(rule)
  const span = rule.capabilitySpans.find(({ name }) => name === 'sudo') ?? rule.pathSpan
  const fix = rule.oldPolicy === null ? withoutCapability(rule, subject.text, 'sudo') : null
  return [finding(span, 'info', 'unused-capability', { capability: 'sudo', path: rule.written, type }, fix)]
}
