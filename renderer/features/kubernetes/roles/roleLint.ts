/** Warnings about roles: settings that no server refuses, but that make a role wider than it was meant to be. */
import { fitsGlob } from '../../../../electron/contract/glob.ts'
import type { RoleSettings } from '../../../../electron/contract/kubernetes.ts'

export type RemarkCode =
  | 'everybody'
  | 'any-account'
  | 'any-namespace'
  | 'default-account'
  | 'impossible-name'
  | 'no-audience'
  | 'no-policy'
  | 'missing-policy'
  | 'escalating-policy'
  | 'ttl-open'
  | 'shared'

export interface Remark {
  readonly code: RemarkCode
  readonly tone: 'danger' | 'warn' | 'info'
  /** The names that the warning is about: policies, other roles. */
  readonly names: readonly string[]
}

export interface LintRole {
  readonly name: string
  readonly settings: RoleSettings
}

/** The known policies of the server, by their names as the server stores them; null if they may not be listed. */
export interface KnownPolicies {
  readonly names: ReadonlySet<string> | null
  /** Those with which their holder can become root; see `policy/escalation.ts`. */
  readonly escalating: ReadonlySet<string>
}

/** A policy's name as Vault and OpenBao keep and compare it. */
export const storedPolicy = (name: string): string => name.trim().toLowerCase()

/** `*` matches any characters; the characters next to it must fit a name of Kubernetes (RFC 1123). */
const withoutStars = (name: string): string => name.replaceAll('*', 'x')
const isNoNamespace = (name: string): boolean => !/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(withoutStars(name))
const isNoAccount = (name: string): boolean =>
  !withoutStars(name)
    .split('.')
    .every((part) => /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(part))

export const nothingKnown: KnownPolicies = { names: null, escalating: new Set() }

/**
 * Returns warnings about one role, the most severe first. `sharedWith`: other roles that a pod of this one may use; see
 * `sharedRoles`.
 */
export function remarksOn(
  settings: RoleSettings,
  { names, escalating }: KnownPolicies,
  sharedWith: readonly string[],
): readonly Remark[] {
  const { serviceAccounts, namespaces, audience, policies, ttl, maxTtl, period, explicitMaxTtl } = settings
  const found: Remark[] = []
  const add = (code: RemarkCode, tone: Remark['tone'], about: readonly string[] = []) =>
    found.push({ code, tone, names: about })
  const anyAccount = serviceAccounts.includes('*')
  const anyNamespace = namespaces.includes('*')
  if (anyAccount && anyNamespace) add('everybody', 'danger')
  const toRoot = policies.filter((policy) => escalating.has(storedPolicy(policy)) || storedPolicy(policy) === 'root')
  if (toRoot.length > 0) add('escalating-policy', 'danger', toRoot)
  const missing = names === null ? [] : policies.filter((policy) => !names.has(storedPolicy(policy)))
  if (missing.length > 0) add('missing-policy', 'warn', missing)
  if (anyAccount && !anyNamespace) add('any-account', 'warn')
  if (anyNamespace && !anyAccount) add('any-namespace', 'warn')
  const impossible = [...serviceAccounts.filter(isNoAccount), ...namespaces.filter(isNoNamespace)]
  if (impossible.length > 0) add('impossible-name', 'warn', impossible)
  if (serviceAccounts.includes('default')) add('default-account', 'warn')
  if (audience.trim() === '') add('no-audience', 'warn')
  if (policies.length === 0) add('no-policy', 'info')
  if (ttl === 0 && maxTtl === 0 && period === 0 && explicitMaxTtl === 0) add('ttl-open', 'info')
  if (sharedWith.length > 0) add('shared', 'info', sharedWith)
  return found
}

const isPattern = (name: string): boolean => name.includes('*')

/** Whether the two names or patterns (`*` for any characters) can match the same name. */
function meet(a: string, b: string): boolean {
  if (a === b || a === '*' || b === '*') return true
  if (!isPattern(a) && !isPattern(b)) return false
  if (isPattern(a) && isPattern(b)) {
    // Two patterns meet unless their fixed beginnings or ends differ.
    const [startA = '', startB = ''] = [a.split('*')[0], b.split('*')[0]]
    const [endA = '', endB = ''] = [a.split('*').at(-1), b.split('*').at(-1)]
    const starts = startA.startsWith(startB) || startB.startsWith(startA)
    return starts && (endA.endsWith(endB) || endB.endsWith(endA))
  }
  return isPattern(a) ? fitsGlob(a, b) : fitsGlob(b, a)
}

const anyMeet = (a: readonly string[], b: readonly string[]): boolean =>
  a.some((one) => b.some((other) => meet(one, other)))

/** At most this many names are shown for one role. */
const maxShared = 20

/**
 * Returns, for each role, the other roles that the same pod may use. Which namespaces a selector matches is not known
 * here, so only named namespaces count. Roles for all service accounts are left out: they would appear at every role,
 * and have a warning of their own.
 */
export function sharedRoles(roles: readonly LintRole[]): ReadonlyMap<string, readonly string[]> {
  const shared = new Map<string, string[]>()
  const note = (name: string, other: string) => {
    const names = shared.get(name) ?? []
    if (names.length < maxShared) names.push(other)
    shared.set(name, names)
  }
  const isForEverybody = ({ settings }: LintRole) =>
    settings.serviceAccounts.includes('*') && settings.namespaces.includes('*')
  const counted = roles.filter((role) => !isForEverybody(role))
  // Roles without patterns overlap only if they name the same account, so a lookup by name finds them. Only patterns
  // are compared with all roles.
  const byAccount = new Map<string, LintRole[]>()
  const patterns: LintRole[] = []
  for (const role of counted) {
    const { serviceAccounts, namespaces } = role.settings
    if ([...serviceAccounts, ...namespaces].some(isPattern)) patterns.push(role)
    else
      for (const namespace of namespaces)
        for (const account of serviceAccounts) {
          const key = `${namespace}/${account}`
          byAccount.set(key, [...(byAccount.get(key) ?? []), role])
        }
  }
  const seen = new Set<string>()
  const pair = (a: LintRole, b: LintRole) => {
    const key = a.name < b.name ? `${a.name}\n${b.name}` : `${b.name}\n${a.name}`
    if (a.name === b.name || seen.has(key)) return
    seen.add(key)
    note(a.name, b.name)
    note(b.name, a.name)
  }
  for (const group of byAccount.values())
    for (const [index, role] of group.slice(0, maxShared).entries())
      for (const other of group.slice(index + 1)) pair(role, other)
  for (const pattern of patterns) {
    for (const role of counted) {
      const accounts = anyMeet(pattern.settings.serviceAccounts, role.settings.serviceAccounts)
      if (accounts && anyMeet(pattern.settings.namespaces, role.settings.namespaces)) pair(pattern, role)
    }
  }
  return shared
}
