/** A rule for a mount that the server does not have. */
import { literalPart } from '../reach.ts'
import type { Rule } from '../rules.ts'
import { writePath } from './edits.ts'
import { finding, type Finding, type Subject } from './finding.ts'

/** A common prefix of several mounts, such as `auth/`, is not a mount, but a valid place. */
export function mountFindings(rule: Rule, subject: Subject): readonly Finding[] {
  const { mounts } = subject
  const literal = literalPart(rule.pattern)
  if (mounts === null || literal === '' || mounts.at(literal) !== null) return []
  // Both have a separate finding, whose fix shows the mount.
  if (/^\/*v1\//.test(rule.written) || rule.written.startsWith('//')) return []
  // `secre*` may match `secret/`; so may `sec` before a template.
  const open = rule.pattern.kind !== 'exact' || rule.templated
  if (mounts.startsAny(open ? literal : `${literal}/`)) return []
  if (!open && mounts.startsAny(literal) && literal.endsWith('/')) return []
  const depth = literal.startsWith('auth/') ? 2 : 1
  const name = literal.split('/').slice(0, depth).join('/')
  const meant = mounts.nearest(name)
  const fixed = meant === null ? null : meant + literal.slice(name.length) + rest(rule, literal)
  return [
    finding(
      rule.pathSpan,
      'warning',
      'no-such-mount',
      { mount: `${name}/`, ...(meant === null ? {} : { meant: `${meant}/` }) },
      fixed === null ? null : writePath(rule, fixed),
    ),
  ]
}

const rest = (rule: Rule, literal: string): string =>
  (rule.written.startsWith('/') ? rule.written.slice(1) : rule.written).slice(literal.length)
