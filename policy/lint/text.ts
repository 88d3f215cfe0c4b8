/** Text that the servers read differently from how it looks. */
import type { Tree } from '../tree.ts'
import { removeItem } from './edits.ts'
import { finding, type Finding, type Subject } from './finding.ts'

function jsonFaults({ source }: Tree): readonly Finding[] {
  if (source.form !== 'json') return []
  try {
    JSON.parse(source.text)
    return []
  } catch {
    return [finding({ start: 0, end: source.text.length }, 'warning', 'loose-json')]
  }
}

export function textFindings({ policy }: Subject): readonly Finding[] {
  const { tree, dropped } = policy
  const findings: Finding[] = [...jsonFaults(tree)]
  if (tree.source.base64) findings.push(finding({ start: 0, end: 0 }, 'warning', 'base64'))
  if (dropped !== null)
    findings.push(
      finding(dropped, 'error', 'dropped-argument', {}, [{ start: dropped.start, end: dropped.end, text: '' }]),
    )
  for (const item of tree.items) {
    if (item.keys[0]?.value === 'name') {
      const fix = tree.source.form === 'json' ? null : removeItem(tree.source.text, item)
      findings.push(finding(item, 'info', 'name-ignored', {}, fix))
    }
  }
  return findings
}
