/** Checks the keys of `{{…}}` in paths, which a server replaces. */
import { nearest } from '../nearest.ts'
import { templatesOf } from '../pattern.ts'
import type { Rule } from '../rules.ts'
import { writePath } from './edits.ts'
import { finding, type Finding, type Subject } from './finding.ts'

const aliasFields = String.raw`(?:id|name|(?:custom_)?metadata\..+)`

// oxlint-disable-next-line no-restricted-globals -- built from constants of this file
const known = new RegExp(
  [
    String.raw`^identity\.entity\.(?:id|name|metadata\..+|aliases\.[^.]+\.${aliasFields})$`,
    String.raw`^identity\.groups\.(?:ids|names)\.[^.]+\.(?:id|name|metadata\..+)$`,
    String.raw`^time\.now(?:\.(?:plus|minus)\..+)?$`,
  ].join('|'),
  's',
)

/** Maximum findings of one path, because each contains the path with its fix. */
const maxTemplates = 20

const fixed = ['identity.entity.id', 'identity.entity.name']

export function templateFindings(rule: Rule, { mounts }: Subject): readonly Finding[] {
  if (!rule.templated) return []
  const findings: Finding[] = []
  /** Accessors that have been reported: once is enough for a path. */
  const said = new Set<string>()
  for (const { key, start, end } of templatesOf(rule.written).slice(0, maxTemplates)) {
    if (!known.test(key)) {
      const meant = nearest(key, fixed)
      const path = `${rule.written.slice(0, start)}{{${meant ?? ''}}}${rule.written.slice(end)}`
      const parameters = { key, ...(meant === null ? {} : { meant }) }
      const fix = meant === null ? null : writePath(rule, path)
      findings.push(finding(rule.pathSpan, 'error', 'unknown-template', parameters, fix))
      continue
    }
    const accessor = /^identity\.entity\.aliases\.([^.]+)\./.exec(key)?.[1]
    if (accessor === undefined || said.has(accessor) || mounts === null || mounts.accessors.size === 0) continue
    said.add(accessor)
    if (!mounts.accessors.has(accessor))
      findings.push(finding(rule.pathSpan, 'warning', 'unknown-accessor', { accessor, key }))
  }
  return findings
}
