/** Rules for misspelled places, or for places that policies do not control. */
import { literalPart, overlap } from '../reach.ts'
import type { Rule } from '../rules.ts'
import { removeItem, writePath } from './edits.ts'
import { finding, type Finding, type LintMount, type Subject } from './finding.ts'
import { routeFolders } from './routes.ts'

/** Folders below a mount that people confuse with others, by the type of the mount. */
const mistaken: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'auth/approle': { roles: 'role' },
  'auth/kubernetes': { roles: 'role' },
  'auth/jwt': { roles: 'role' },
  'auth/oidc': { roles: 'role' },
  'auth/token': { role: 'roles' },
  'auth/userpass': { user: 'users' },
  'auth/cert': { cert: 'certs', crl: 'crls' },
  pki: { role: 'roles' },
  ssh: { role: 'roles' },
  transit: { key: 'keys' },
  database: { role: 'roles', 'static-role': 'static-roles', cred: 'creds', 'static-cred': 'static-creds' },
}

const keyOf = ({ path, type }: LintMount): string => (path.startsWith('auth/') ? `auth/${type}` : type)

function wrongFolder(rule: Rule, mount: LintMount): readonly Finding[] {
  const { written } = rule
  const start = written.startsWith('/') ? 1 : 0
  const rest = written.slice(start + mount.path.length)
  const first = /^[^/*+{]*/.exec(rest)?.[0] ?? ''
  const meant = mistaken[keyOf(mount)]?.[first]
  // `role*` may be meant for `roles/`, which it matches.
  const isOpen = rest.slice(first.length).startsWith('*')
  if (meant === undefined || routeFolders(mount).has(first) || (isOpen && meant.startsWith(first))) return []
  const fixed = written.slice(0, start + mount.path.length) + meant + rest.slice(first.length)
  return [finding(rule.pathSpan, 'error', 'wrong-folder', { path: rule.written, meant: fixed }, writePath(rule, fixed))]
}

/** Without mounts, only the default places of methods: `auth/NAME/login`. */
function isLogin(rule: Rule, mount: LintMount | null): boolean {
  const path = rule.written.startsWith('/') ? rule.written.slice(1) : rule.written
  if (mount !== null) return mount.type !== 'token' && /^login(?:\/|\*?$)/.test(path.slice(mount.path.length))
  return /^auth\/[^/]+\/login(?:\/|\*?$)/.test(path) && !path.startsWith('auth/token/')
}

/** The maximum number of rules to compare; in a longer policy, a rule for a login has no fix. */
const maxCompared = 200

/** A sign-in needs no token, so policies do not control it. */
function login(rule: Rule, mount: LintMount | null, subject: Subject): readonly Finding[] {
  if (!rule.written.includes('auth/') || !isLogin(rule, mount)) return []
  // If another rule matches, removing this one could look like a change of access.
  const { rules } = subject.policy
  const isAlone =
    rules.length <= maxCompared && rules.every((other) => other === rule || !overlap(other.pattern, rule.pattern))
  const fix = isAlone && subject.policy.tree.source.form !== 'json' ? removeItem(subject.text, rule) : null
  return [finding(rule.pathSpan, 'info', 'login-path', { path: rule.written }, fix)]
}

export function secretPathFindings(rule: Rule, subject: Subject): readonly Finding[] {
  const mount = subject.mounts?.at(literalPart(rule.pattern)) ?? null
  const inAuth = mount?.path.startsWith('auth/') === true ? mount : null
  return [
    ...(mount === null ? [] : wrongFolder(rule, mount)),
    ...(mount !== null && inAuth === null ? [] : login(rule, inAuth, subject)),
  ]
}
