/**
 * Compares rules with each other: the same path twice, rules that never decide, denials of access that no rule grants.
 */
import { patternText } from '../pattern.ts'
import { firstPlus, overlap } from '../reach.ts'
import type { Rule } from '../rules.ts'
import { removeItem, writeCapabilities } from './edits.ts'
import { finding, type Finding, type Subject } from './finding.ts'

/** The maximum number of comparisons of denials with grants; above it there are no hints, to avoid a long wait. */
const maxComparisons = 200_000

/** The maximum number of a pattern's segments that are compared. */
const maxSegments = 64

/** Whether a rule has only capabilities, so that two such rules can be merged. */
const isPlain = (rule: Rule): boolean => rule.block.items.length === 1 && rule.capabilitiesItem !== null

function samePath(first: Rule, again: Rule, subject: Subject): Finding {
  const denies = (rule: Rule): boolean => rule.capabilities[0] === 'deny'
  const parameters = { path: patternText(again.pattern) }
  if (denies(first) !== denies(again)) {
    const loser = denies(first) ? again : first
    const fix = subject.policy.tree.source.form === 'json' ? null : removeItem(subject.text, loser)
    return finding(loser.pathSpan, 'error', 'denied-here', parameters, fix)
  }
  const both = [...new Set([...first.capabilities, ...again.capabilities])]
  const merged = isPlain(first) && isPlain(again) ? writeCapabilities(first, subject.text, both) : null
  const fix =
    merged === null || subject.policy.tree.source.form === 'json'
      ? null
      : [...merged, ...removeItem(subject.text, again)]
  return finding(again.pathSpan, 'warning', 'same-path', parameters, fix)
}

/**
 * Returns the wider pattern that has priority over a pattern with `+` that ends in `*`, because it has fewer `+`; null
 * if there is none. For example, `a/*` decides for all of `a/+/b*`, because the servers count wildcards before they
 * compare lengths.
 */
function beatenBy(rule: Rule, patterns: ReadonlySet<string>): string | null {
  const { pattern } = rule
  if (pattern.kind !== 'segments' || !pattern.path.endsWith('*')) return null
  const plus = firstPlus(pattern.path)
  if (plus === -1) return null
  const segments = pattern.path.split('/', maxSegments)
  let candidate = ''
  let wildcards = 0
  const total = pattern.path.split('/').filter((segment) => segment === '+').length
  for (const segment of segments) {
    // A wider pattern ends before this segment, not before the first `+`: that would be a shorter literal part.
    if (candidate.length >= plus && wildcards < total && patterns.has(`${candidate}*`)) return `${candidate}*`
    if (segment === '+') wildcards++
    candidate += `${segment}/`
  }
  return null
}

function neverWinning(rules: readonly Rule[], subject: Subject): readonly Finding[] {
  const patterns = new Set(rules.filter(({ expired }) => !expired).map(({ pattern }) => patternText(pattern)))
  return rules.flatMap((rule) => {
    const by = rule.expired ? null : beatenBy(rule, patterns)
    if (by === null) return []
    const fix = subject.policy.tree.source.form === 'json' ? null : removeItem(subject.text, rule)
    return [finding(rule.pathSpan, 'error', 'never-wins', { path: rule.written, by }, fix)]
  })
}

/** Denials of paths that no rule of this policy or the others grants: without them access is denied as well. */
function denyingNothing(rules: readonly Rule[], subject: Subject): readonly Finding[] {
  const denials = rules.filter(({ capabilities, expired }) => capabilities[0] === 'deny' && !expired)
  const grants = [...rules, ...subject.others.flatMap(({ rules: more }) => more)].filter(
    ({ capabilities, expired }) => capabilities.length > 0 && capabilities[0] !== 'deny' && !expired,
  )
  if (denials.length * grants.length > maxComparisons) return []
  return denials
    .filter((denial) => !grants.some((grant) => overlap(denial.pattern, grant.pattern)))
    .map((denial) => finding(denial.pathSpan, 'info', 'denies-nothing', { path: denial.written }))
}

export function togetherFindings(subject: Subject): readonly Finding[] {
  const { rules } = subject.policy
  const first = new Map<string, Rule>()
  const findings: Finding[] = []
  for (const rule of rules) {
    if (rule.expired) continue
    const key = `${rule.pattern.kind} ${rule.pattern.path}`
    const before = first.get(key)
    if (before === undefined) first.set(key, rule)
    else findings.push(samePath(before, rule, subject))
  }
  return [...findings, ...neverWinning(rules, subject), ...denyingNothing(rules, subject)]
}
