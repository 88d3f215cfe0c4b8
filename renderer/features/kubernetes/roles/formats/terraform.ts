/** The roles of a Terraform file. Values are read, expressions are not: only Terraform can evaluate them. */
import { parseHcl } from '../../../../../policy/hclParse.ts'
import type { Block, Item, Value } from '../../../../../policy/tree.ts'
import type { RawRole } from './rawRole.ts'

const resource = 'vault_kubernetes_auth_backend_role'

class Expression extends Error {}

/** @throws Expression for what is not a plain value. */
function plain(value: Value): unknown {
  if (value.kind === 'list') return value.values.map(plain)
  if (value.kind === 'block')
    return Object.fromEntries(value.items.map((item) => [nameOf(item, 0), plain(item.value)] as const))
  if (value.type === 'bool') return value.text === 'true'
  if (value.type === 'number' || value.type === 'float') return Number(value.text)
  if (value.value === null || /(?<!\$)\$\{|(?<!%)%\{/.test(value.text)) throw new Expression()
  return value.value.replaceAll('$${', '${').replaceAll('%%{', '%{')
}

const nameOf = ({ keys }: Item, index: number): string => keys[index]?.value ?? ''

/** The target of the import is chosen on the page; the other fields are about Terraform itself. */
const passedOver = new Set(['backend', 'namespace', 'provider', 'depends_on', 'lifecycle', 'provisioner'])

function roleOf(label: string, { items }: Block): RawRole {
  const body: Record<string, unknown> = {}
  let name = label
  for (const item of items) {
    const field = nameOf(item, 0)
    if (passedOver.has(field)) continue
    try {
      const value = plain(item.value)
      if (field === 'role_name') name = String(value)
      else body[field] = value
    } catch (problem) {
      if (!(problem instanceof Expression)) throw problem
      return { name, body, problem: { code: 'expression', detail: field } }
    }
  }
  return { name, body }
}

/** The blocks of a file that begin at the margin, one by one: one that cannot be read does not stop the others. */
function blocksOf(text: string): string[] {
  const starts = [...text.matchAll(/^[a-z]+[^\n]*\{/gm)].map(({ index }) => index)
  return starts.map((start, index) => text.slice(start, starts[index + 1]))
}

/** Every role of the file. */
export function readTerraform(text: string): readonly RawRole[] {
  return blocksOf(text).flatMap((block): RawRole[] => {
    const [, type, label] = /^resource\s+"([^"]*)"\s+"([^"]*)"/.exec(block) ?? []
    if (type !== resource || label === undefined) return []
    // A reference (`var.name`) or a call is not HCL 1; it is replaced by a text that is recognized as an expression.
    const marked = block
      .replaceAll(/^\s*depends_on\s*=\s*\[[^\]]*\]/gm, '')
      .replaceAll(/^(\s*[\w-]+\s*=\s*)(?!true\b|false\b)[A-Za-z_][^\n]*$/gm, (_, start: string) => `${start}"\${}"`)
    const { items, problems } = parseHcl(marked, false)
    const [item] = items
    if (problems.length > 0 || item?.value.kind !== 'block')
      return [{ name: label, body: {}, problem: { code: 'expression', detail: '' } }]
    return [roleOf(label, item.value)]
  })
}
