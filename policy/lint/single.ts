/** Checks of one rule that need neither other rules nor the server. */
import { argumentOf, type Rule } from '../rules.ts'
import { quote } from '../strings.ts'
import { removeItem, writeCapabilities } from './edits.ts'
import { finding, type Finding, type Subject } from './finding.ts'

/** The old `policy = "write"`, which is less clear than capabilities. */
function oldPolicy(rule: Rule): readonly Finding[] {
  const { oldPolicy: old } = rule
  const item = argumentOf(rule, 'policy')
  if (old === null || old.name === '' || item === undefined) return []
  const text = `capabilities = [${rule.capabilities.map(quote).join(', ')}]`
  const alone = rule.capabilitiesItem === null && item.keys[0]?.type === 'identifier'
  const fix = alone ? [{ start: item.start, end: item.end, text }] : null
  return [finding(item, 'info', 'old-policy', { name: old.name, capabilities: rule.capabilities.join(' ') }, fix)]
}

function capabilities(rule: Rule, subject: Subject): readonly Finding[] {
  const { capabilitySpans: spans, capabilitiesItem: item } = rule
  if (rule.capabilities.length === 0)
    return [finding(item ?? rule.pathSpan, 'warning', 'no-capabilities', { path: rule.written })]
  const findings: Finding[] = []
  const names = spans.map(({ name }) => name)
  if (names.includes('deny') && names.some((name) => name !== 'deny'))
    findings.push(
      finding(
        item ?? rule,
        'error',
        'deny-and-more',
        {
          path: rule.written,
          ignored: names.filter((name) => name !== 'deny').join(' '),
        },
        writeCapabilities(rule, subject.text, ['deny']),
      ),
    )
  const twice = spans.find(({ name }, index) => names.indexOf(name) < index)
  if (twice !== undefined)
    findings.push(
      finding(
        twice,
        'info',
        'capability-twice',
        { capability: twice.name },
        writeCapabilities(rule, subject.text, [...new Set(names)]),
      ),
    )
  return findings
}

function expired(rule: Rule, subject: Subject): readonly Finding[] {
  const item = argumentOf(rule, 'expiration')
  if (!rule.expired || item === undefined) return []
  const fix = subject.policy.tree.source.form === 'json' ? null : removeItem(subject.text, rule)
  const time = rule.expiration === null ? '' : new Date(rule.expiration).toISOString()
  return [finding(item, 'warning', 'expired', { path: rule.written, time }, fix)]
}

/** Names that occur twice in a block, if the server accepts that. If it refuses, that is already a problem. */
function twice(rule: Rule, { policy: { problems } }: Subject): readonly Finding[] {
  const seen = new Set<string>()
  const findings: Finding[] = []
  for (const { keys, start, end } of rule.block.items) {
    const name = keys[0]?.value ?? ''
    const isRefused = (): boolean =>
      problems.some(({ code, start: at }) => code === 'already-set' && at === keys[0]?.start)
    // Several blocks of the same name are intended.
    if (seen.has(name) && name !== 'control_group' && !isRefused())
      findings.push(
        finding({ start: keys[0]?.start ?? start, end: keys[0]?.end ?? end }, 'warning', 'argument-twice', { name }),
      )
    seen.add(name)
  }
  return findings
}

export function singleFindings(rule: Rule, subject: Subject): readonly Finding[] {
  if (rule.expired) return expired(rule, subject)
  return [...oldPolicy(rule), ...capabilities(rule, subject), ...twice(rule, subject)]
}
