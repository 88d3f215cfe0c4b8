/** What a linter says about a policy that the server would take. */
import type { Dialect } from '../dialect.ts'
import type { NamedRules } from '../match.ts'
import type { TextEdit } from '../problems.ts'
import type { Policy, Rule } from '../rules.ts'
import type { Span } from '../tree.ts'

export const findingCodes = [
  // Secrets engines
  'kv2-no-prefix',
  'kv2-list-on-data',
  'kv2-parameters',
  'kv1-prefix',
  'no-such-mount',
  'unused-capability',
  'needs-update',
  'half-write',
  'folder-without-star',
  'mount-without-slash',
  'wrong-folder',
  'login-path',
  // Paths
  'edge-spaces',
  'terraform-value',
  'star-inside',
  'plus-inside',
  'leading-slash',
  'api-version',
  'empty-path',
  'no-path',
  'second-path',
  'list-without-slash',
  'double-slash',
  'too-broad',
  'escalates',
  // Rules against each other
  'same-path',
  'never-wins',
  'denied-here',
  'denies-nothing',
  'denies-data-only',
  // One rule
  'no-capabilities',
  'deny-and-more',
  'capability-twice',
  'old-policy',
  'expired',
  'sudo-missing',
  'sudo-alone',
  'sudo-below',
  'unknown-template',
  'unknown-accessor',
  // The text
  'dropped-argument',
  'argument-twice',
  'name-ignored',
  'base64',
  'loose-json',
] as const
export type FindingCode = (typeof findingCodes)[number]

/** `error`: it does not do what it says. `warning`: it probably does not. `info`: it could be said better. */
export type Severity = 'error' | 'warning' | 'info'

export interface Finding extends Span {
  readonly code: FindingCode
  readonly severity: Severity
  /** Names for the words. */
  readonly parameters: Readonly<Record<string, string>>
  /** The likely fix, if there is one. */
  readonly fix?: readonly TextEdit[]
  /** The fix may grant more access than the policy, so a person has to review it first. */
  readonly changesAccess?: true
}

/** Codes whose fixes allow what the author evidently meant, so that they change access. */
const changing: ReadonlySet<FindingCode> = new Set([
  'kv2-no-prefix',
  'kv2-list-on-data',
  'kv2-parameters',
  'kv1-prefix',
  'no-such-mount',
  'star-inside',
  'api-version',
  'double-slash',
  'list-without-slash',
  'sudo-missing',
  'unknown-template',
  'needs-update',
  'folder-without-star',
  'mount-without-slash',
  'wrong-folder',
  'edge-spaces',
])

/** A mounted secrets engine, or auth method with `auth/` before its path. */
export interface LintMount {
  /** With a slash at its end, e.g. `secret/`, `auth/kubernetes/`. */
  readonly path: string
  /** As the server names it, e.g. `kv`. */
  readonly type: string
  /** Of kv alone. */
  readonly version?: 1 | 2
  readonly accessor?: string
}

export interface LintContext {
  /** All of the server's; null when the token may not read them, so that nothing is said about mounts. */
  readonly mounts: readonly LintMount[] | null
  /** What the policy is saved under; null while it has no name. */
  readonly name: string | null
  /** Policies that a token would have beside this one; this one's earlier text is not among them. */
  readonly others: readonly NamedRules[]
}

/** What each check is given. */
export interface Subject {
  readonly policy: Policy
  readonly text: string
  readonly dialect: Dialect
  readonly mounts: MountIndex | null
  readonly known: LintContext
  readonly others: readonly NamedRules[]
}

export interface MountIndex {
  readonly all: readonly LintMount[]
  /** The mount that a path lies in; null when there is none. */
  at(path: string): LintMount | null
  /** Whether a mount's path begins with this. */
  startsAny(prefix: string): boolean
  /** The mount whose path, without its slash, is nearest to a mistyped one. Gives up after many questions. */
  nearest(name: string): string | null
  readonly accessors: ReadonlySet<string>
}

export type RuleCheck = (rule: Rule, subject: Subject) => readonly Finding[]

export function finding(
  span: Span,
  severity: Severity,
  code: FindingCode,
  parameters: Readonly<Record<string, string>> = {},
  fix: readonly TextEdit[] | null = null,
): Finding {
  const plain = { code, severity, start: span.start, end: span.end, parameters }
  if (fix === null) return plain
  // A single slash at the beginning is dropped by the servers as well; two are a path of its own.
  const isChange = changing.has(code) || (code === 'leading-slash' && severity === 'error')
  return isChange ? { ...plain, fix, changesAccess: true } : { ...plain, fix }
}
