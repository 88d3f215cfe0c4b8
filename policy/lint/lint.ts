/** Looks through a policy for what the server would take and its author did not mean. */
import type { Policy } from '../rules.ts'
import type { Finding, LintContext, RuleCheck, Subject } from './finding.ts'
import { escalationFindings } from './escalates.ts'
import { engineFindings } from './kv.ts'
import { kvRuleFindings, partialDenials } from './kvRules.ts'
import { indexMounts } from './mountIndex.ts'
import { mountFindings } from './mounts.ts'
import { pathFindings } from './paths.ts'
import { placeFindings } from './places.ts'
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
  placeFindings,
  singleFindings,
  sudoFindings,
  templateFindings,
]

/** More than anybody reads; a text of nothing but findings is not to fill the memory. */
const maxFindings = 2000

/** All findings, in order of place. Takes time in proportion to the text, whatever is in it. */
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
