/** Finds rules with which the holder of the policy can become root. */
import { escalationsOf } from '../escalation.ts'
import type { EscalationWay } from '../escalationRoutes.ts'
import type { Rule } from '../rules.ts'
import { finding, type Finding, type Subject } from './finding.ts'

/** Returns one finding for each rule, with all ways that it opens. */
export function escalationFindings({ policy, dialect, known }: Subject): readonly Finding[] {
  const own = { name: known.name ?? '', rules: policy.rules }
  const waysOf = new Map<Rule, Set<EscalationWay>>()
  for (const { way, rules } of escalationsOf([own], { dialect, mounts: known.mounts })) {
    const [first] = rules
    if (first === undefined) continue
    const ways = waysOf.get(first.rule)
    if (ways === undefined) waysOf.set(first.rule, new Set([way]))
    else ways.add(way)
  }
  return [...waysOf].map(([rule, ways]) =>
    finding(rule.pathSpan, 'warning', 'escalates', { path: rule.written, ways: [...ways].join(' ') }),
  )
}
