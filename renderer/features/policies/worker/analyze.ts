/** Everything that the page shows of a text, small enough to be posted between two key strokes. */
import { comparable } from '../../../lib/search.ts'
import { lintPolicy } from '../../../../policy/lint/lint.ts'
import type { Finding, LintMount, Severity } from '../../../../policy/lint/finding.ts'
import { indexMounts } from '../../../../policy/lint/mountIndex.ts'
import type { Problem } from '../../../../policy/problems.ts'
import { literalPart } from '../../../../policy/reach.ts'
import type { Rule } from '../../../../policy/rules.ts'
import type { Analysis, Remark, RuleRow, Setting } from './protocol.ts'
import { isStrictJson } from './changeJson.ts'
import { editsOf, readingOf, type Reading } from './reading.ts'

/** More than a person reads. */
const maxRemarks = 200
/** Characters of a name or value in a message. */
const longest = 300
/** Characters of a path that is shown as a field. */
const longestPath = 4096
/** Characters of an argument that is shown as a field. */
const longestArgument = 2000

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

export function analyze(text: string, setting: Setting, filter: string, limit: number): Analysis {
  const reading = readingOf(text, setting)
  const { policy } = reading
  const { source } = policy.tree
  const isLooseJson = source.form === 'json' && !source.base64 && !isStrictJson(source.text)
  const findings = lintPolicy(policy, {
    name: setting.name === '' ? null : setting.name,
    mounts: setting.allMounts ? setting.mounts : null,
    others: [],
  })
  const counts = { error: policy.problems.length, warning: 0, info: 0 }
  for (const { severity } of findings) counts[severity]++
  const said = [
    ...policy.problems.map((problem) => ({ kind: 'problem' as const, severity: 'error' as const, of: problem })),
    ...findings.map((finding) => ({ kind: 'finding' as const, severity: finding.severity, of: finding })),
  ]
  const shown =
    said.length <= maxRemarks
      ? said
      : said.sort((a, b) => rank[a.severity] - rank[b.severity] || a.of.start - b.of.start).slice(0, maxRemarks)
  const wanted = comparable(filter)
  const fitting = policy.rules.flatMap((rule, index) =>
    wanted === '' || comparable(rule.written).includes(wanted) ? [index] : [],
  )
  return {
    isAccepted: policy.problems.length === 0,
    form: source.form,
    isLooseJson,
    isBase64: source.base64,
    hasCarriageReturns: text.includes('\r\n'),
    ruleCount: policy.rules.length,
    remarks: shown
      .sort((a, b) => a.of.start - b.of.start || rank[a.severity] - rank[b.severity])
      .map(({ kind, severity, of }) => remarkOf(reading, kind, severity, of, text.length)),
    counts,
    rows: rowsOf(reading, fitting.slice(0, limit), setting, isLooseJson),
    rowCount: fitting.length,
  }
}

/** `length`: that of the text as it is written. */
function remarkOf(
  reading: Reading,
  kind: Remark['kind'],
  severity: Severity,
  of: Problem | Finding,
  length: number,
): Remark {
  const from = reading.written(of.start)
  const { line, column } = reading.lines.at(from)
  const { base64, text } = reading.policy.tree.source
  // A text in base64 cannot be fixed in one place, but the whole text can be replaced with its decoded form.
  const decoded = of.code === 'base64' ? [{ from: 0, to: length, insert: text }] : null
  const fix = of.fix === undefined ? null : editsOf(reading, of.fix)
  return {
    kind,
    code: of.code,
    severity,
    from,
    to: reading.written(of.end),
    line,
    column,
    parameters: Object.fromEntries(
      Object.entries(of.parameters).map(([name, value]) => [name, value.slice(0, longest)]),
    ),
    fix: base64 ? decoded : fix,
    changesAccess: 'changesAccess' in of,
  }
}

/** Rules in the form in which the builder shows them. */
function rowsOf(reading: Reading, indexes: readonly number[], { mounts }: Setting, isLooseJson: boolean): RuleRow[] {
  const index = indexMounts(mounts)
  return indexes.flatMap((each) => {
    const rule = reading.policy.rules[each]
    return rule === undefined ? [] : [rowOf(reading, rule, each, index.at(literalPart(rule.pattern)), isLooseJson)]
  })
}

function rowOf(reading: Reading, rule: Rule, index: number, mount: LintMount | null, isLooseJson: boolean): RuleRow {
  const { source } = reading.policy.tree
  const from = reading.written(rule.start)
  return {
    index,
    from,
    to: reading.written(rule.end),
    line: reading.lines.at(from).line,
    path: rule.written.slice(0, longestPath),
    isCut: rule.written.length > longestPath,
    kind: rule.pattern.kind,
    capabilities: rule.capabilities,
    templated: rule.templated,
    expired: rule.expired,
    arguments: rule.block.items.flatMap(({ keys, value }) => {
      const name = keys[0]?.value ?? ''
      if (name === 'capabilities') return []
      const written = source.text.slice(value.start, value.end)
      return [{ name, value: written.slice(0, longestArgument), isCut: written.length > longestArgument }]
    }),
    isFixed: isLooseJson,
    mount,
  }
}

/** Returns the rule at an offset, or null. */
export function ruleAt(text: string, setting: Setting, offset: number): RuleRow | null {
  const reading = readingOf(text, setting)
  const at = reading.parsed(offset)
  const found = reading.policy.rules.findIndex(({ start, end }) => start <= at && at <= end)
  return found === -1 ? null : (rowsOf(reading, [found], setting, false)[0] ?? null)
}
