/** Checks a policy for rules that the server would accept and that its author did not intend. */
import type { Policy } from '../rules.ts'
import type { Finding, LintContext, RuleCheck, Subject } from './finding.ts'
import { escalationFindings } from './escalates.ts'
import { engineFindings } from './kv.ts'
import { kvRuleFindings, partialDenials } from './kvRules.ts'
import { indexMounts } from './mountIndex.ts'
import { mountFindings } from './mounts.ts'
import { pathFindings } from './paths.ts'
import { secretPathFindings } from './secretPaths.ts'
import { singleFindings } from './single.ts'
import { sudoFindings } from './sudo.ts'
import { templateFindings } from './templateKeys.ts'
import { textFindings } from './text.ts'
import { togetherFindings } from './together.ts'

const ruleChecks: readonly RuleCheck[] = [
  pathFindings,
  mountFindings,
  engineFindings,
  kvRuleFindings,
  secretPathFindings,
  singleFindings,
  sudoFindings,
  templateFindings,
]

/** More than a person reads; a text with many errors must not fill the memory. */
const maxFindings = 2000

/** Returns all findings, in order of position. Takes linear time for any text. */
export function lintPolicy(policy: Policy, context: LintContext): readonly Finding[] {
  const subject: Subject = {
    policy,
    text: policy.tree.source.text,
    dialect: policy.dialect,
    mounts: context.mounts === null ? null : indexMounts(context.mounts),
    known: context,
    others: context.others,
  }
  const findings: Finding[] = [
    ...textFindings(subject),
    ...togetherFindings(subject),
    ...partialDenials(subject),
    ...escalationFindings(subject),
  ].slice(0, maxFindings)
  for (const rule of policy.rules) {
    if (findings.length >= maxFindings) break
    for (const check of ruleChecks) for (const found of check(rule, subject)) findings.push(found)
  }
  return findings.sort((a, b) => a.start - b.start || a.end - b.end)
}
