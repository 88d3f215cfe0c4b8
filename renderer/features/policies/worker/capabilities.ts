/** The capabilities of a rule after a press, and the old keyword `policy` that may replace them. */
import type { TextEdit } from '../../../../policy/problems.ts'
import { argumentOf, type Rule } from '../../../../policy/rules.ts'
import { quote } from '../../../../policy/strings.ts'

/** The names that the rule lists afterwards; the capabilities of the old keyword are listed by name. */
export function toggled(rule: Rule, name: string, isOn: boolean): readonly string[] {
  const names = rule.oldPolicy === null ? rule.capabilitySpans.map((span) => span.name) : rule.capabilities
  return isOn ? [...names, name] : names.filter((each) => each !== name)
}

/**
 * The old keyword replaced with these capabilities. Undefined if the rule has none; null if it has capabilities as
 * well, and a person has to decide which count.
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
