/** Writes rules into a new or an existing policy, without changing the rest of it. */
import { writeCapabilities } from './lint/edits.ts'
import { patternOf, patternText } from './pattern.ts'
import type { TextEdit } from './problems.ts'
import type { Policy, Rule } from './rules.ts'
import { ruleText, type NewRule } from './ruleText.ts'

/** Returns a policy with these rules. */
export const policyText = (rules: readonly NewRule[]): string => `${rules.map(ruleText).join('\n\n')}\n`

/** Whether a rule has only capabilities and grants access, so that further capabilities only add access. */
const isPlain = (rule: Rule): boolean => rule.block.items.length === 1 && rule.capabilities[0] !== 'deny'

/**
 * Returns the edits that add the rules to a policy: a rule for a path that already has one adds to its capabilities,
 * others are added at the end. Null for a policy in JSON, with errors, or with a denial of one of the paths: a person
 * has to decide there.
 */
export function addRules(policy: Policy, added: readonly NewRule[]): readonly TextEdit[] | null {
  const { text, form, base64 } = policy.tree.source
  if (form === 'json' || base64 || policy.problems.some(({ code }) => code !== 'empty')) return null
  const edits: TextEdit[] = []
  const appended: NewRule[] = []
  for (const rule of added) {
    const pattern = patternText(patternOf(rule.path))
    const same = policy.rules.filter((each) => !each.expired && patternText(each.pattern) === pattern)
    if (same.some(({ capabilities }) => capabilities[0] === 'deny')) return null
    const missing = rule.capabilities.filter((one) => !same.some(({ capabilities }) => capabilities.includes(one)))
    if (missing.length === 0) continue
    const [first] = same
    const written = first?.capabilitySpans.map(({ name }) => name) ?? []
    const grown =
      first !== undefined && isPlain(first) ? writeCapabilities(first, text, [...written, ...missing]) : null
    if (grown === null) appended.push({ ...rule, capabilities: missing })
    else edits.push(...grown)
  }
  if (appended.length === 0) return edits
  const end = text.trimEnd().length
  const before = end === 0 ? '' : '\n\n'
  return [...edits, { start: end, end: text.length, text: before + policyText(appended) }]
}
