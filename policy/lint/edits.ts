/** Changes that fixes are made of. Each answers null where it could lose something, e.g. a comment in a list. */
import type { Capability } from '../dialect.ts'
import type { TextEdit } from '../problems.ts'
import type { Rule } from '../rules.ts'
import { quote } from '../strings.ts'
import type { Item, Span } from '../tree.ts'

const hasComment = (text: string): boolean => /#|\/\/|\/\*/.test(text)

/** Whether the path has slashes in a row behind its beginning. */
export const hasDoubleSlash = (path: string): boolean => /[^/]\/\//.test(path)

/** An edit that replaces the path. */
export const writePath = (rule: Rule, path: string): readonly TextEdit[] => [
  { start: rule.pathSpan.start, end: rule.pathSpan.end, text: quote(path) },
]

/** An edit that replaces the list of capabilities; null if there is no plain list to replace. */
export function writeCapabilities(
  rule: Rule,
  text: string,
  capabilities: readonly string[],
): readonly TextEdit[] | null {
  const list = rule.capabilitiesItem?.value
  // Lists that stand beside each other add up; which one to write is for a person to say.
  const lists = rule.block.items.filter(({ keys }) => keys[0]?.value === 'capabilities')
  if (lists.length !== 1 || list?.kind !== 'list' || hasComment(text.slice(list.start, list.end))) return null
  return [{ start: list.start, end: list.end, text: `[${capabilities.map(quote).join(', ')}]` }]
}

/** Null also when it is the only one: a rule that gives nothing is no better. */
export function withoutCapability(rule: Rule, text: string, capability: Capability): readonly TextEdit[] | null {
  const left = rule.capabilitySpans.map(({ name }) => name).filter((name) => name !== capability)
  return left.length === 0 ? null : writeCapabilities(rule, text, left)
}

export const withCapability = (rule: Rule, text: string, capability: Capability): readonly TextEdit[] | null =>
  writeCapabilities(rule, text, [...rule.capabilitySpans.map(({ name }) => name), capability])

/** A span and the rest of its line, when nothing else stands on it. */
export function lineOf(text: string, span: Span): Span {
  const before = text.lastIndexOf('\n', span.start - 1) + 1
  const after = text.indexOf('\n', span.end)
  const end = after === -1 ? text.length : after
  const alone = text.slice(before, span.start).trim() === '' && text.slice(span.end, end).trim() === ''
  return alone ? { start: before, end: after === -1 ? end : end + 1 } : span
}

/** An argument or rule taken out, with its comma. */
export function removeItem(text: string, item: Item | Rule): readonly TextEdit[] {
  const comma = /^[ \t]*,/.exec(text.slice(item.end, item.end + 20))
  const span = lineOf(text, { start: item.start, end: item.end + (comma?.[0].length ?? 0) })
  return [{ start: span.start, end: span.end, text: '' }]
}
