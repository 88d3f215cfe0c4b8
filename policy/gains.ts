/** Finds the access that one policy text grants and another does not, by evaluating the paths of both. */
import { conditionKeys, dialects, type Capability, type Dialect } from './dialect.ts'
import { Acl, filledPath, type Grant, type HeldRule } from './match.ts'
import { patternOf, patternText, splitPattern } from './pattern.ts'
import type { Pattern, Policy, Rule } from './rules.ts'

export interface Gain {
  /** The rule's path that decides in the new text, e.g. `secret/data/app/*`. */
  readonly path: string
  /** The capabilities there that the old text did not grant; empty if only a condition became weaker. */
  readonly capabilities: readonly Capability[]
}

/** Above this number of paths nothing is compared, and every change counts as a gain. */
const maxPaths = 200_000

/** Names that occur in no rule, not even as a prefix. */
interface FreshNames {
  /** Stands for any segment. */
  readonly any: string
  /** Returns a placeholder for the server's value of a template, a different one for each key. */
  readonly ofTemplate: (key: string) => string
}

function freshNames(rules: readonly Rule[]): FreshNames {
  const texts = rules.map(({ written }) => written).join('')
  // From the private use area, which has 6,400 characters. A path with all of them would be longer than a policy can
  // be.
  let code = 0xe000
  while (texts.includes(String.fromCharCode(code))) code += 1
  const any = String.fromCharCode(code)
  const keys = new Map<string, string>()
  return {
    any,
    ofTemplate: (key) => {
      const name = keys.get(key) ?? `${any}${keys.size}`
      keys.set(key, name)
      return name
    },
  }
}

/**
 * Yields paths that both patterns match, without segments that the patterns do not require. After an open end there are
 * several: up to `depth` segments, because a pattern with `+` matches a fixed number of them.
 */
function* common(a: Pattern, b: Pattern, any: string, depth: number): Generator<string> {
  const one = splitPattern(a, any)
  const two = splitPattern(b, any)
  const path: string[] = []
  for (let at = 0; ; at++) {
    const left = one.segments[at]
    const right = two.segments[at]
    if (left === undefined && right === undefined) return yield path.join('/')
    const endsLeft = one.isOpen && at === one.segments.length - 1
    const endsRight = two.isOpen && at === two.segments.length - 1
    // After an open end, use the segments of the other pattern.
    if (left === undefined || right === undefined) return
    const leftIsAny = a.kind === 'segments' && left === '+'
    const rightIsAny = b.kind === 'segments' && right === '+'
    const joined = leftIsAny ? (rightIsAny ? any : right) : rightIsAny ? left : null
    if (endsLeft || endsRight) {
      const [open, other, rest] = endsLeft ? [left, right, two] : [right, left, one]
      const otherIsAny = endsLeft ? rightIsAny : leftIsAny
      const text = otherIsAny ? open + any : longest(open, other, endsLeft && endsRight)
      if (text === null) return
      const more = rest.segments.slice(at + 1).map((segment) => (segment === '+' ? any : segment))
      const whole = [...path, text, ...more].join('/')
      if (!rest.isOpen) return yield whole
      for (let level = 0; level <= depth; level++) yield whole + any + `/${any}`.repeat(level)
      return
    }
    if (joined === null && left !== right) return
    path.push(joined ?? left)
  }
}

/** Returns the text that begins with `open` and is `other`, or begins with it if that is open as well. */
function longest(open: string, other: string, isOtherOpen: boolean): string | null {
  if (other.startsWith(open)) return other
  return isOtherOpen && open.startsWith(other) ? open : null
}

/** Yields paths that distinguish the two policies in every place where they differ. */
function* askedPaths(
  changed: readonly Pattern[],
  all: readonly Pattern[],
  any: string,
  depth: number,
): Generator<string> {
  for (const pattern of changed)
    for (const other of all)
      for (const path of common(pattern, other, any, depth)) {
        yield path
        // A list request uses the path of the folder.
        yield path.endsWith('/') ? path.slice(0, -1) : `${path}/`
      }
}

const conditionsOf = (text: string, { block }: Rule): string =>
  block.items
    .filter(({ keys }) => conditionKeys.has(keys[0]?.value?.toLowerCase() ?? ''))
    .map(({ start, end }) => text.slice(start, end).replaceAll(/\s+/g, ' '))
    .sort()
    .join('\n')

/** Returns a rule with all of its fields as a text; equal for rules that grant exactly the same. */
const keyOf = (text: string, rule: Rule): string =>
  JSON.stringify([patternText(rule.pattern), rule.capabilities, rule.expired, conditionsOf(text, rule)])

/**
 * Returns what a token gains when the policy becomes `after`. Empty only if no path, capability or weaker condition was
 * gained. `dialect` decides about list requests.
 */
export function gainsOf(before: Policy, after: Policy, dialect: Dialect): readonly Gain[] {
  const texts = { before: before.tree.source.text, after: after.tree.source.text }
  const keysBefore = new Set(before.rules.map((rule) => keyOf(texts.before, rule)))
  const keysAfter = new Set(after.rules.map((rule) => keyOf(texts.after, rule)))
  const changed = [
    ...before.rules.filter((rule) => !keysAfter.has(keyOf(texts.before, rule))),
    ...after.rules.filter((rule) => !keysBefore.has(keyOf(texts.after, rule))),
  ]
  const all = [...before.rules, ...after.rules]
  const depth = Math.max(0, ...all.map(({ written }) => written.split('/').length))
  if (changed.length * all.length * (depth + 1) > maxPaths)
    return changed.map(({ written, capabilities }) => ({ path: written, capabilities }))
  const { any, ofTemplate: fill } = freshNames(all)
  const old = new Acl([{ name: 'before', rules: before.rules }], { dialect, fill })
  const next = new Acl([{ name: 'after', rules: after.rules }], { dialect, fill })
  const found = new Map<string, Set<Capability>>()
  const note = (path: string, gained: readonly Capability[]): void => {
    const known = found.get(path) ?? new Set<Capability>()
    for (const each of gained) known.add(each)
    found.set(path, known)
  }
  const patternsOf = (rules: readonly Rule[]): Pattern[] =>
    rules.map((rule) => filledPath(rule, fill)).flatMap((path) => (path === null ? [] : patternOf(path)))
  for (const path of new Set(askedPaths(patternsOf(changed), patternsOf(all), any, depth))) {
    for (const capability of dialects[dialect].capabilities) {
      if (capability === 'deny') continue
      const now = next.decide(path, capability)
      if (now.by === null || !now.capabilities.includes(capability)) continue
      const earlier = old.decide(path, capability)
      if (!earlier.capabilities.includes(capability)) note(writtenOf(now.by), [capability])
      else if (isWeaker(texts, earlier.by, now.by)) note(writtenOf(now.by), [])
    }
  }
  return [...found].map(([path, capabilities]) => ({ path, capabilities: [...capabilities].sort() }))
}

/** Returns the path as in its first rule, with its templates. */
const writtenOf = ({ rules, text }: Grant): string => rules[0]?.rule.written ?? text

/** Whether the conditions have changed. Stricter ones count, too, because only the servers can compare them. */
function isWeaker(texts: Readonly<Record<'before' | 'after', string>>, before: Grant | null, after: Grant): boolean {
  const said = (text: string, rules: readonly HeldRule[]): string =>
    [...new Set(rules.map(({ rule }) => conditionsOf(text, rule)))].sort().join('\n\n')
  return said(texts.before, before?.rules ?? []) !== said(texts.after, after.rules)
}
