/** Indexes the rules of a policy by their pattern, so that no check has to compare all rules with each other. */
import type { Capability } from '../dialect.ts'
import type { Pattern, Policy } from '../rules.ts'

export type RuleIndex = ReadonlyMap<string, ReadonlySet<Capability>>

const indexes = new WeakMap<Policy, RuleIndex>()

export const patternKey = ({ kind, path }: Pattern): string => `${kind} ${path}`

/** Returns the combined capabilities of each pattern's rules, by `patternKey`. Computed once for a policy. */
export function indexRules(policy: Policy): RuleIndex {
  const known = indexes.get(policy)
  if (known !== undefined) return known
  const index = new Map<string, Set<Capability>>()
  for (const { pattern, capabilities } of policy.rules) {
    const given = index.get(patternKey(pattern)) ?? new Set()
    for (const capability of capabilities) given.add(capability)
    index.set(patternKey(pattern), given)
  }
  indexes.set(policy, index)
  return index
}
