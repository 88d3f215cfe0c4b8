/** Changes of the builder to a text: as small as possible, so that comments and layout stay. */
import { removeItem, writeCapabilities, writePath } from '../../../../policy/lint/edits.ts'
import type { TextEdit } from '../../../../policy/problems.ts'
import { argumentOf, type Policy, type Rule } from '../../../../policy/rules.ts'
import { quote } from '../../../../policy/strings.ts'
import { addRules } from '../../../../policy/writing.ts'
import type { Edit, RuleChange, Setting } from './protocol.ts'
import { toggled, withoutOldPolicy } from './capabilities.ts'
import { changeJson } from './changeJson.ts'
import { editsOf, readingOf } from './reading.ts'

/** Null if a person has to write it: a policy in base64, or in JSON that only the servers read. */
export function changeRule(text: string, setting: Setting, change: RuleChange): readonly Edit[] | null {
  const reading = readingOf(text, setting)
  const { policy } = reading
  if (policy.tree.source.base64) return null
  if (policy.tree.source.form === 'json') {
    const changed = changeJson(policy, change, setting.now)
    return changed === null ? null : editsOf(reading, changed)
  }
  const edits = change.kind === 'add' ? addRules(policy, change.rules) : changeOne(policy, change)
  return edits === null ? null : editsOf(reading, edits)
}

function changeOne(policy: Policy, change: Exclude<RuleChange, { kind: 'add' }>): readonly TextEdit[] | null {
  const rule = policy.rules[change.index]
  if (rule === undefined) return null
  const { text } = policy.tree.source
  switch (change.kind) {
    case 'path':
      return writePath(rule, change.path)
    case 'remove':
      return removeItem(text, rule)
    case 'capability':
      return toggle(rule, text, change.name, change.isOn)
    case 'argument':
      return writeArgument(rule, text, change.name, change.value)
  }
}

function toggle(rule: Rule, text: string, name: string, isOn: boolean): readonly TextEdit[] | null {
  const left = toggled(rule, name, isOn)
  const old = withoutOldPolicy(rule, left, false)
  if (old !== undefined) return old
  const item = rule.capabilitiesItem
  if (item === null) {
    return isOn ? writeArgument(rule, text, 'capabilities', `[${quote(name)}]`) : null
  }
  const whole = writeCapabilities(rule, text, left)
  if (whole !== null) return whole
  // The list contains a comment: only the one name changes.
  if (item.value.kind !== 'list') return null
  if (!isOn) {
    return rule.capabilitySpans
      .filter((span) => span.name === name)
      .map(({ start, end }) => {
        const comma = /^[^\S\n]*,[^\S\n]*/.exec(text.slice(end, end + 40))
        return { start, end: end + (comma?.[0].length ?? 0), text: '' }
      })
  }
  const last = item.value.values.at(-1)
  const at = last?.end ?? item.value.start + 1
  return [{ start: at, end: at, text: last === undefined ? quote(name) : `, ${quote(name)}` }]
}

/** Sets an argument to a value as it would be written, or removes it. */
function writeArgument(rule: Rule, text: string, name: string, value: string | null): readonly TextEdit[] | null {
  const item = argumentOf(rule, name)
  if (item !== undefined) {
    return value === null ? removeItem(text, item) : [{ start: item.value.start, end: item.value.end, text: value }]
  }
  if (value === null) return null
  // Before the brace that closes the rule, on a line of its own.
  const close = rule.block.end - 1
  const before = text.slice(rule.block.start + 1, close)
  const line = `  ${name} = ${value}\n`
  if (before.trim() === '') return [{ start: rule.block.start + 1, end: close, text: `\n${line}` }]
  const end = rule.block.start + 1 + before.trimEnd().length
  return [{ start: end, end: close, text: `\n${line}` }]
}
