/** What the capabilities of a rule are after a press, and the old word `policy` that may stand for them. */
import type { TextEdit } from '../../../../policy/problems.ts'
import { argumentOf, type Rule } from '../../../../policy/rules.ts'
import { quote } from '../../../../policy/strings.ts'

/** The names that the rule lists afterwards; what the old word gives is listed by its names. */
export function toggled(rule: Rule, name: string, isOn: boolean): readonly string[] {
  const names = rule.oldPolicy === null ? rule.capabilitySpans.map((span) => span.name) : rule.capabilities
  return isOn ? [...names, name] : names.filter((each) => each !== name)
}

/**
 * The old word written as these capabilities. Undefined where there is none; null where there are capabilities beside it,
 * and a person has to say which count.
 */
export function withoutOldPolicy(
  rule: Rule,
  capabilities: readonly string[],
  isJson: boolean,
): readonly TextEdit[] | null | undefined {
  if (rule.oldPolicy === null) return undefined
  const item = argumentOf(rule, 'policy')
  if (item === undefined || rule.capabilitiesItem !== null) return null
  const word = isJson ? '"capabilities": ' : 'capabilities = '
  return [{ start: item.start, end: item.end, text: `${word}[${capabilities.map(quote).join(', ')}]` }]
}
