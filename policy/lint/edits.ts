/** The edits of fixes. Each function returns null if an edit could lose text, e.g. a comment in a list. */
import type { Capability } from '../dialect.ts'
import type { TextEdit } from '../problems.ts'
import type { Rule } from '../rules.ts'
import { quote } from '../strings.ts'
import type { Item, Span } from '../tree.ts'

const hasComment = (text: string): boolean => /#|\/\/|\/\*/.test(text)

/** Whether the path has consecutive slashes after its beginning. */
export const hasDoubleSlash = (path: string): boolean => /[^/]\/\//.test(path)

/** Returns an edit that replaces the path. */
export const writePath = (rule: Rule, path: string): readonly TextEdit[] => [
  { start: rule.pathSpan.start, end: rule.pathSpan.end, text: quote(path) },
]

/** Returns an edit that replaces the list of capabilities; null if there is no plain list to replace. */
export function writeCapabilities(
  rule: Rule,
  text: string,
  capabilities: readonly string[],
): readonly TextEdit[] | null {
  const list = rule.capabilitiesItem?.value
  // Several lists are combined; a person has to decide which one to change.
  const lists = rule.block.items.filter(({ keys }) => keys[0]?.value === 'capabilities')
  if (lists.length !== 1 || list?.kind !== 'list' || hasComment(text.slice(list.start, list.end))) return null
  return [{ start: list.start, end: list.end, text: `[${capabilities.map(quote).join(', ')}]` }]
}

/** Null also if it is the only one, because a rule without capabilities is no better. */
export function withoutCapability(rule: Rule, text: string, capability: Capability): readonly TextEdit[] | null {
  const left = rule.capabilitySpans.map(({ name }) => name).filter((name) => name !== capability)
  return left.length === 0 ? null : writeCapabilities(rule, text, left)
}

export const withCapability = (rule: Rule, text: string, capability: Capability): readonly TextEdit[] | null =>
  writeCapabilities(rule, text, [...rule.capabilitySpans.map(({ name }) => name), capability])

/** Returns the span extended to its whole line if the line contains nothing else. */
export function lineOf(text: string, span: Span): Span {
  const before = text.lastIndexOf('\n', span.start - 1) + 1
  const after = text.indexOf('\n', span.end)
  const end = after === -1 ? text.length : after
  const alone = text.slice(before, span.start).trim() === '' && text.slice(span.end, end).trim() === ''
  return alone ? { start: before, end: after === -1 ? end : end + 1 } : span
}

/** Removes an argument or rule, with its comma. */
export function removeItem(text: string, item: Item | Rule): readonly TextEdit[] {
  const comma = /^[ \t]*,/.exec(text.slice(item.end, item.end + 20))
  const span = lineOf(text, { start: item.start, end: item.end + (comma?.[0].length ?? 0) })
  return [{ start: span.start, end: span.end, text: '' }]
}
