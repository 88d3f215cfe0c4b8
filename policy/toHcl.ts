/** Converts a policy in JSON to HCL. */
import { flatten } from './flatten.ts'
import { readPolicy } from './meaning.ts'
import type { Policy, Rule } from './rules.ts'
import { quote } from './strings.ts'
import type { Item, Key, Value } from './tree.ts'

/** Returns the same policy in HCL; null if it has errors, or if HCL cannot express it. */
export function hclOf(policy: Policy, now: number): string | null {
  if (policy.problems.length > 0) return null
  const parts = itemsOf(policy).map((item) => itemText(item, ''))
  if (parts.some((part) => part === null)) return null
  const text = `${parts.join('\n')}\n`
  const again = readPolicy(text, { dialect: policy.dialect, now })
  return again.problems.length === 0 && meaningOf(again) === meaningOf(policy) ? text : null
}

/** Returns the blocks as in HCL: JSON's objects are converted. */
const itemsOf = ({ tree }: Policy): readonly Item[] => (tree.source.form === 'json' ? flatten(tree.items) : tree.items)

const wordOf = ({ value }: Key): string | null => {
  if (value === null) return null
  return /^[A-Za-z_][\w-]*$/.test(value) && value !== 'true' && value !== 'false' ? value : quote(value)
}

function itemText({ keys, value }: Item, indent: string): string | null {
  const words = keys.map((key, index) => {
    const word = wordOf(key)
    // The names of blocks are quoted, as is usual.
    return index > 0 && word !== null && key.value !== null ? quote(key.value) : word
  })
  const written = valueText(value, indent)
  if (written === null || words.includes(null)) return null
  return `${indent}${words.join(' ')}${value.kind === 'block' ? ' ' : ' = '}${written}`
}

function valueText(value: Value, indent: string): string | null {
  if (value.kind === 'literal') {
    if (value.value === null) return null
    return value.type === 'string' || value.type === 'null' ? quote(value.value) : value.text
  }
  if (value.kind === 'list') {
    const parts = value.values.map((each) => valueText(each, indent))
    return parts.includes(null) ? null : `[${parts.join(', ')}]`
  }
  const parts = value.items.map((item) => itemText(item, `${indent}  `))
  if (parts.includes(null)) return null
  return parts.length === 0 ? '{}' : `{\n${parts.join('\n')}\n${indent}}`
}

/** Returns everything that a server reads in it, without positions. */
export const meaningOf = (policy: Policy): string =>
  JSON.stringify([policy.rules.map(partsOf), itemsOf(policy).map(shapeOfItem)], (_, value: unknown) => {
    if (typeof value === 'bigint') return String(value)
    return value instanceof Map ? [...(value as Map<unknown, unknown>)] : value
  })

const partsOf = (rule: Rule): unknown => [
  rule.written,
  rule.pattern,
  rule.capabilities,
  rule.capabilitySpans.map(({ name }) => name),
  rule.oldPolicy?.name,
  rule.allowedParameters,
  rule.deniedParameters,
  rule.requiredParameters,
  rule.minWrappingTtl,
  rule.maxWrappingTtl,
  rule.templated,
  rule.expiration,
  rule.expired,
]

const shapeOfItem = ({ keys, value }: Item): unknown => [keys.map((key) => key.value), shapeOf(value)]

function shapeOf(value: Value): unknown {
  if (value.kind === 'block') return { block: value.items.map(shapeOfItem) }
  if (value.kind === 'list') return value.values.map(shapeOf)
  return [value.type === 'null' ? 'string' : value.type, value.value]
}
