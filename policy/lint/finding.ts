/** A linter's findings about a policy that the server would accept. */
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
  // Rules in relation to each other
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

/**
 * `error`: the rule does not do what it seems to do. `warning`: it probably does not. `info`: it could be written
 * better.
 */
export type Severity = 'error' | 'warning' | 'info'

export interface Finding extends Span {
  readonly code: FindingCode
  readonly severity: Severity
  /** Names for the message. */
  readonly parameters: Readonly<Record<string, string>>
  /** The likely fix, if there is one. */
  readonly fix?: readonly TextEdit[]
  /** The fix may grant more access than the policy, so a person has to review it first. */
  readonly changesAccess?: true
}

/** Codes whose fixes grant what the author evidently intended, so they change access. */
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
  /** With a trailing slash, e.g. `secret/`, `auth/kubernetes/`. */
  readonly path: string
  /** The server's name of the type, e.g. `kv`. */
  readonly type: string
  /** Only for kv. */
  readonly version?: 1 | 2
  readonly accessor?: string
  /**
   * The paths that the server describes below it, in the form of `routes.ts`, with `s` if a path needs `sudo`. Undefined
   * if the server did not describe them.
   */
  readonly routes?: readonly string[]
}

const kvTypes: ReadonlySet<string> = new Set(['kv', 'generic', 'cubbyhole'])

/** Whether the paths of the mount are names of secrets. */
export const holdsSecrets = ({ type }: LintMount): boolean => kvTypes.has(type)

export interface LintContext {
  /** All mounts of the server; null if the token can't read them, and then mounts are not checked. */
  readonly mounts: readonly LintMount[] | null
  /** The name that the policy is saved under; null while it has no name. */
  readonly name: string | null
  /** Policies that a token would have in addition to this one; this one's earlier text is not among them. */
  readonly others: readonly NamedRules[]
}

/** The input of each check. */
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
  /** Returns the mount that a path belongs to; null if there is none. */
  at(path: string): LintMount | null
  /** Whether a mount's path begins with this text. */
  startsAny(prefix: string): boolean
  /** Returns the mount whose path, without its slash, is most similar to a mistyped one. Gives up after many calls. */
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
  // The servers also drop a single slash at the beginning; two slashes are a different path.
  const isChange = changing.has(code) || (code === 'leading-slash' && severity === 'error')
  return isChange ? { ...plain, fix, changesAccess: true } : { ...plain, fix }
}
