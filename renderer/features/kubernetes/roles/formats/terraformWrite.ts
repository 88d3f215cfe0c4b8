/** Roles as resources of Terraform, for the provider of `terraformFields.ts`. */
import { shortBodyOf } from './body.ts'
import { terraformFields, terraformProvider } from './terraformFields.ts'
import type { NamedRole } from './namedRole.ts'

/** Escapes of JSON that HCL 2 does not have. */
const escapes: Readonly<Record<string, string>> = {
  [String.raw`\b`]: String.raw`\u0008`,
  [String.raw`\f`]: String.raw`\u000c`,
}

/** A text of HCL 2: nothing in it is an expression. */
const hclText = (text: string): string =>
  JSON.stringify(text)
    .replaceAll(/\\[\s\S]/g, (pair) => escapes[pair] ?? pair)
    .replaceAll(/[$%](?=\{)/g, (sign) => sign + sign)

function hclValue(value: unknown): string {
  if (typeof value === 'string') return hclText(value)
  if (Array.isArray(value)) return `[${value.map(hclValue).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, each]) => `${hclText(key)} = ${hclValue(each)}`)
      .join(', ')} }`
  return JSON.stringify(value)
}

/** A name of a resource: letters, digits, _ and -, not beginning with a digit. */
const resourceName = (name: string): string => name.replaceAll(/[^\w-]/g, '_').replace(/^(?=\d)/, '_')

/** One role; fields that the provider does not know are written as a comment. */
export function resourceOf(mount: string, { name, settings }: NamedRole): string {
  const fields = Object.entries(shortBodyOf(settings)).map(([field, value]) => [field, hclValue(value)] as const)
  const lines = [
    ['backend', hclText(mount.replace(/\/$/, ''))] as const,
    ['role_name', hclText(name)] as const,
    ...fields.filter(([field]) => terraformFields.has(field)),
  ]
  const width = Math.max(...lines.map(([field]) => field.length))
  const left = fields.filter(([field]) => !terraformFields.has(field))
  const text = [
    ...lines.map(([field, value]) => `  ${field.padEnd(width)} = ${value}`),
    ...(left.length === 0 ? [] : [`  # Version ${terraformProvider} of the provider cannot say:`]),
    ...left.map(([field, value]) => `  # ${field} = ${value}`),
  ].join('\n')
  return `resource "vault_kubernetes_auth_backend_role" "${resourceName(name)}" {\n${text}\n}\n`
}
