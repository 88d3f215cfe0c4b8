/**
 * Finds rules with which the holder of a policy can become root, e.g. by rewriting that policy. Each way is
 * tested on Vault 1.21 and OpenBao 2.7 (test/policy/escalation.test.ts), unless `escalationRoutes.ts` says otherwise.
 */
import type { Dialect } from './dialect.ts'
import { routesFor, type EscalationWay, type Route, type Step } from './escalationRoutes.ts'
import type { LintMount } from './lint/finding.ts'
import { Acl, type HeldRule, type NamedRules } from './match.ts'
import { splitPattern, type SplitPattern } from './pattern.ts'

export interface EscalationContext {
  readonly dialect: Dialect
  /** Null if unknown: then each auth method is assumed to be at the path of its type. */
  readonly mounts: readonly Pick<LintMount, 'path' | 'type'>[] | null
}

export interface Escalation {
  readonly way: EscalationWay
  /** One request for each step, e.g. `sys/policies/acl/ops`. */
  readonly paths: readonly string[]
  /** The rules that allow the first step. */
  readonly rules: readonly HeldRule[]
}

/** Placeholders for a name that the holder cannot choose, such as its entity's ID, and for the name of another user. */
const own = 'own-name-of-the-holder'
const other = 'name-of-someone-else'

/** The maximum number of names for one route; handwritten policies do not have more rules for one route. */
const maxNames = 200

const roots = ['sys', 'auth', 'identity']

/** All routes begin with one of `roots`. */
function mayMatter({ segments, isOpen }: SplitPattern): boolean {
  const [first = ''] = segments
  if (first === '+' || first.includes(own)) return true
  return isOpen && segments.length === 1 ? roots.some((root) => root.startsWith(first)) : roots.includes(first)
}

/**
 * Returns the ways in which the holder of these policies gets full access, each once. The holder has the given
 * policies, and `default`, since nearly every token has it.
 */
export function escalationsOf(policies: readonly NamedRules[], context: EscalationContext): readonly Escalation[] {
  const rules = policies.flatMap((policy) =>
    policy.rules.map(({ pattern }) => splitPattern(pattern, own)).filter(mayMatter),
  )
  const acl = new Acl(policies, { dialect: context.dialect, fill: () => own })
  const held = [...new Set([...policies.map(({ name }) => name.toLowerCase()), 'default'])].filter(
    (name) => name !== '',
  )
  const found: Escalation[] = []
  for (const route of routesFor(context)) {
    const escalation = tried(route, acl, rules, held)
    if (escalation !== null) found.push(escalation)
  }
  return found
}

function allows(acl: Acl, path: string, { operations, sudo, parameters }: Step): boolean {
  const { capabilities, by } = acl.decide(path)
  if (!operations.some((each) => capabilities.includes(each))) return false
  if (sudo === true && !capabilities.includes('sudo')) return false
  return parameters === undefined || parameters.some((each) => isFree(by?.rules ?? [], each))
}

/** Whether a request may send this parameter with any value. */
function isFree(rules: readonly HeldRule[], parameter: string): boolean {
  const denied = rules.some(({ rule: { deniedParameters: no } }) =>
    ['*', parameter].some((each) => no?.get(each)?.length === 0),
  )
  // A rule without the list allows all parameters, and rules of one path are combined.
  const allowed = rules.some(({ rule: { allowedParameters: yes } }) => {
    if (yes === null || yes.size === 0) return true
    const values = yes.get(parameter) ?? yes.get('*')
    return values !== undefined && (values.length === 0 || values.includes('*'))
  })
  return allowed && !denied
}

function tried(route: Route, acl: Acl, rules: readonly SplitPattern[], held: readonly string[]): Escalation | null {
  for (const name of namesFor(route, rules, held)) {
    const paths = route.steps.map(({ path }) => path.replace('{name}', () => name))
    if (!route.steps.every((step, index) => allows(acl, paths[index] ?? '', step))) continue
    return { way: route.way, paths, rules: acl.decide(paths[0] ?? '').by?.rules ?? [] }
  }
  return null
}

/** Returns the possible values of `{name}` in a route's paths. */
function namesFor({ steps, names }: Route, rules: readonly SplitPattern[], held: readonly string[]): Iterable<string> {
  if (names === 'held') return held
  if (names === 'own') return [own]
  if (names === 'other') return [other]
  const found = new Set<string>()
  for (const { path } of steps) {
    const [before = '', after] = path.split('{name}')
    if (after === undefined) found.add('')
    else
      for (const rule of rules) {
        if (found.size >= maxNames) break
        const name = nameIn(rule, before, after)
        if (name !== null) found.add(name)
      }
  }
  return found
}

/** Returns a name with which the rule's pattern can match `before` + name + `after`; null if there is none. */
function nameIn({ segments, isOpen }: SplitPattern, before: string, after: string): string | null {
  const wanted = before.split('/')
  for (const [at, part] of segments.entries()) {
    const isLast = isOpen && at === segments.length - 1
    const segment = wanted[at] ?? ''
    if (at === wanted.length - 1) {
      // The name is this segment, or its end.
      if (part === '+') return other
      if (isLast && part.startsWith(segment)) return part.slice(segment.length) + other
      if (isLast) return segment.startsWith(part) ? other : null
      return segment === '' && part !== '' && (after === '' || after.startsWith('/')) ? part : null
    }
    if (isLast) return segment.startsWith(part) ? other : null
    if (part !== '+' && part !== segment) return null
  }
  return null
}
