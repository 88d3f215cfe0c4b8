/** Reads a policy: its rules, and every reason why the server would refuse it. */
import { attempt, checkKeys, type ReadingOptions } from './checkKeys.ts'
import { Decoder } from './decode.ts'
import { dialects } from './dialect.ts'
import { flatten } from './flatten.ts'
import { parseHcl, type Parsed } from './hclParse.ts'
import { parseJson } from './jsonParse.ts'
import { ProblemList } from './problemList.ts'
import { problemAt, type Problem } from './problems.ts'
import { readRule } from './rule.ts'
import type { Policy, Rule } from './rules.ts'
import { isTooLarge, sourceOf } from './source.ts'
import type { Item, Tree } from './tree.ts'
import { wrappedIn } from './wrapped.ts'

const rootKeys = ['name', 'path']

/** True if the server would accept the policy. */
export const isAccepted = (policy: Policy): boolean => policy.problems.length === 0

/** Reads the text of a policy. Never throws, for any text. */
export function readPolicy(written: string, options: ReadingOptions): Policy {
  const { dialect } = options
  const problems = new ProblemList()
  if (isTooLarge(written, dialect)) {
    problems.add({ start: 0, end: 0 }, 'too-large', { limit: String(dialects[dialect].maxBytes) })
    return { tree: emptyTree, dialect, rules: [], problems: problems.all, dropped: null }
  }
  if (written === '') problems.add({ start: 0, end: 0 }, 'empty')
  const source = sourceOf(written)
  const refuseDuplicates = dialects[dialect].duplicateArguments === 'refused'
  const parsed: Parsed = source.form === 'json' ? parseJson(source.text) : parseHcl(source.text, refuseDuplicates)
  problems.takeAll(parsed.problems)
  const items = source.form === 'json' ? flatten(parsed.items) : parsed.items
  const rules = readRoot(items, new Decoder(problems, source.form === 'json'), problems, options)
  const wrapped = problems.all.length === 0 ? null : wrappingProblem(source.text)
  const inOrder =
    wrapped !== null ? [wrapped] : withoutEchoes(problems.all).sort((a, b) => a.start - b.start || a.end - b.end)
  return {
    tree: { source, items: parsed.items },
    dialect,
    rules,
    problems: inOrder,
    dropped: parsed.dropped,
  }
}

/** Returns one problem in place of all others, if the text is another kind of text that contains a policy. */
function wrappingProblem(text: string): Problem | null {
  const wrapped = wrappedIn(text)
  if (wrapped === null) return null
  const whole = { start: 0, end: text.length }
  const fix = wrapped.text === null ? undefined : [{ ...whole, text: wrapped.text }]
  return problemAt(whole, wrapped.kind, { count: String(wrapped.count) }, fix)
}

/** Removes duplicates: a text that cannot be decoded because of an escape is one error, not two. */
function withoutEchoes(problems: readonly Problem[]): Problem[] {
  const escapes = problems.filter(({ code }) => code === 'illegal-escape')
  if (escapes.length === 0) return [...problems]
  return problems.filter(
    ({ code, start, end }) =>
      code !== 'undecodable' || !escapes.some((escape) => escape.start >= start && escape.end <= end),
  )
}

const emptyTree: Tree = { source: { text: '', form: 'hcl', base64: false }, items: [] }

function readRoot(items: readonly Item[], decoder: Decoder, problems: ProblemList, options: ReadingOptions): Rule[] {
  checkKeys(items, rootKeys, 'unknown-key', decoder, problems)
  attempt(() => {
    decoder.readKeys(items)
    decoder.field(decoder.group(items), 'name', 'string')
  })
  const rules: Rule[] = []
  for (const item of items) {
    const [first, ...keys] = item.keys
    if (first?.value !== 'path') continue
    const rule = attempt(() => readRule({ ...item, keys }, first, decoder, problems, options))
    if (rule !== undefined && rule !== null) rules.push(rule)
  }
  return rules
}
