/**
 * Changes of the builder to a policy in JSON: what the builder does not know and the layout stay. Only if the text is
 * standard JSON, and not only JSON for the servers: otherwise a change could affect another place than the intended
 * one.
 */
import {
  type Edit as JsonEdit,
  findNodeAtLocation,
  findNodeAtOffset,
  getNodePath,
  type JSONPath,
  modify,
  type Node,
  parseTree,
} from 'jsonc-parser'
import { writeCapabilities, writePath } from '../../../../policy/lint/edits.ts'
import { readPolicy } from '../../../../policy/meaning.ts'
import { patternOf, patternText } from '../../../../policy/pattern.ts'
import type { TextEdit } from '../../../../policy/problems.ts'
import { argumentOf, type Policy, type Rule } from '../../../../policy/rules.ts'
import type { NewRule } from '../../../../policy/ruleText.ts'
import { toggled, withoutOldPolicy } from './capabilities.ts'
import type { RuleChange } from './protocol.ts'

/** Whether the text is standard JSON. */
export function isStrictJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Null if a person has to write it. */
export function changeJson(policy: Policy, change: RuleChange, now: number): readonly TextEdit[] | null {
  const { text } = policy.tree.source
  if (!isStrictJson(text)) return null
  const root = parseTree(text)
  if (root === undefined) return null
  const edits = change.kind === 'add' ? addAll(policy, change.rules, now) : changeOne(policy, root, change)
  return edits !== null && isWhatWasMeant(policy, edits, change, now) ? edits : null
}

function changeOne(
  policy: Policy,
  root: Node,
  change: Exclude<RuleChange, { kind: 'add' }>,
): readonly TextEdit[] | null {
  const rule = policy.rules[change.index]
  if (rule === undefined) return null
  const { text } = policy.tree.source
  const at = placeOf(root, rule)
  if (at === null) return null
  switch (change.kind) {
    case 'path':
      return writePath(rule, change.path)
    case 'remove':
      // An empty `path` would be a rule without a path.
      return modified(text, policy.rules.length === 1 ? at.slice(0, 1) : ofOneRule(root, at), undefined)
    case 'capability': {
      const left = toggled(rule, change.name, change.isOn)
      const old = withoutOldPolicy(rule, left, true)
      if (old !== undefined) return old
      if (rule.capabilitiesItem === null) return change.isOn ? inserted(text, root, at, 'capabilities', left) : null
      return writeCapabilities(rule, text, left)
    }
    case 'argument': {
      if (change.value === null) return modified(text, [...at, change.name], undefined)
      if (!isStrictJson(change.value)) return null
      const item = argumentOf(rule, change.name)
      // As it was typed, so that a number keeps its digits.
      if (item !== undefined) return [{ start: item.value.start, end: item.value.end, text: change.value }]
      return inserted(text, root, at, change.name, JSON.parse(change.value))
    }
  }
}

/** The path to the rule's braces; null if another place has the same path, so that it would lead there. */
function placeOf(root: Node, rule: Rule): JSONPath | null {
  const node = findNodeAtOffset(root, rule.block.start)
  if (node === undefined || node.offset !== rule.block.start) return null
  const path = getNodePath(node)
  return findNodeAtLocation(root, path) === node ? path : null
}

/** If the rule is the only one in a list, the list is removed with it. */
function ofOneRule(root: Node, path: JSONPath): JSONPath {
  let whole = path
  while (typeof whole.at(-1) === 'number') {
    const list = findNodeAtLocation(root, whole.slice(0, -1))
    if (list?.children?.length !== 1) break
    whole = whole.slice(0, -1)
  }
  return whole
}

/** Adds the rules one after the other, each to the text with the rules before it; returns one edit that differs. */
function addAll(policy: Policy, rules: readonly NewRule[], now: number): readonly TextEdit[] | null {
  const { text } = policy.tree.source
  let grown = policy
  for (const rule of rules) {
    const root = parseTree(grown.tree.source.text)
    const edits = root === undefined ? null : add(grown, root, rule)
    if (edits === null) return null
    grown = readPolicy(applied(grown.tree.source.text, edits), { dialect: policy.dialect, now })
  }
  const after = grown.tree.source.text
  const shorter = Math.min(text.length, after.length)
  let start = 0
  while (start < shorter && text[start] === after[start]) start++
  let same = 0
  while (same < shorter - start && text.at(-1 - same) === after.at(-1 - same)) same++
  return text === after ? [] : [{ start, end: text.length - same, text: after.slice(start, after.length - same) }]
}

const applied = (text: string, edits: readonly TextEdit[]): string =>
  [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((before, edit) => before.slice(0, edit.start) + edit.text + before.slice(edit.end), text)

function add(policy: Policy, root: Node, rule: NewRule): readonly TextEdit[] | null {
  const { text } = policy.tree.source
  const pattern = patternText(patternOf(rule.path))
  const same = policy.rules.find((each) => patternText(each.pattern) === pattern)
  if (same !== undefined) {
    const missing = rule.capabilities.filter((name) => !same.capabilities.includes(name))
    if (same.capabilities[0] === 'deny') return null
    if (missing.length === 0) return []
    if (same.block.items.length !== 1) return null
    return writeCapabilities(same, text, [...same.capabilitySpans.map(({ name }) => name), ...missing])
  }
  const paths = findNodeAtLocation(root, ['path'])
  const body = { capabilities: rule.capabilities }
  if (paths?.type === 'array') return modified(text, ['path', paths.children?.length ?? 0], { [rule.path]: body })
  return inserted(text, root, ['path'], rule.path, body)
}

/** One step of indentation, as the text has it; empty if the text is on one line. */
const stepOf = (text: string): string => /\n([ \t]+)\S/.exec(text)?.[1] ?? ''

function modified(text: string, path: JSONPath, value: unknown): TextEdit[] {
  const step = stepOf(text)
  const layout =
    step === '' ? {} : { formattingOptions: { tabSize: step.length, insertSpaces: !step.startsWith('\t'), eol: '\n' } }
  return modify(text, path, value, layout).map(({ offset, length, content }: JsonEdit) => ({
    start: offset,
    end: offset + length,
    text: content,
  }))
}

/** A new member after the last one of an object, with its indentation. */
function inserted(text: string, root: Node, parent: JSONPath, key: string, value: unknown): TextEdit[] {
  const last = findNodeAtLocation(root, parent)?.children?.at(-1)
  if (last === undefined) return modified(text, [...parent, key], value)
  const line = text.slice(text.lastIndexOf('\n', last.offset) + 1, last.offset)
  const at = last.offset + last.length
  const isOnLine = line.trim() === '' && text.includes('\n')
  const member = `${JSON.stringify(key)}: ${jsonText(value, isOnLine ? line : null, stepOf(text))}`
  return [{ start: at, end: at, text: isOnLine ? `,\n${line}${member}` : `, ${member}` }]
}

/** Lists on one line, objects on several if there is an indentation. */
function jsonText(value: unknown, indent: string | null, step: string): string {
  if (Array.isArray(value)) return `[${value.map((each) => jsonText(each, null, step)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = indent === null ? null : indent + step
  const members = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${jsonText(each, inner, step)}`)
  if (members.length === 0) return '{}'
  return inner === null
    ? `{ ${members.join(', ')} }`
    : `{\n${members.map((member) => inner + member).join(',\n')}\n${indent ?? ''}}`
}

/** Whether, after the edits, every other rule is unchanged and there is no new mistake. */
function isWhatWasMeant(policy: Policy, edits: readonly TextEdit[], change: RuleChange, now: number): boolean {
  const { text } = policy.tree.source
  const changed = applied(text, edits)
  const after = readPolicy(changed, { dialect: policy.dialect, now })
  if (!isStrictJson(changed)) return false
  // A typed value may itself be wrong, and so is a policy without a rule: the warnings next to the text show that.
  const mayBeWrong = change.kind === 'argument' || (change.kind === 'remove' && policy.rules.length === 1)
  if (!mayBeWrong && after.problems.length > policy.problems.length) return false
  const before = policy.rules.map(wordsOf)
  const later = after.rules.map(wordsOf)
  if (change.kind === 'add') return before.filter((words, at) => later[at] !== words).length <= change.rules.length
  if (change.kind === 'remove') return before.toSpliced(change.index, 1).join('\n') === later.join('\n')
  return before.length === later.length && before.every((words, at) => at === change.index || words === later[at])
}

const wordsOf = ({ written, capabilities, block }: Rule): string =>
  JSON.stringify([written, capabilities, block.items.map(({ keys }) => keys.map(({ value }) => value))])
