/** Finds a policy inside another text: the body of an API call, an answer of the API, or a Terraform file. */
import { unquoteTerraform, terraformHeredoc } from './terraformText.ts'

export type Wrapping = 'api-body' | 'terraform'

export interface WrappedPolicy {
  readonly kind: Wrapping
  /** The policy; null if the text contains several, so that a person has to choose. */
  readonly text: string | null
  readonly count: number
}

/**
 * Returns the kind of a text that contains a policy and is not one itself; null for every other text. Call it only for
 * texts that a server refuses.
 */
export function wrappedIn(text: string): WrappedPolicy | null {
  const start = text.trimStart()
  if (start.startsWith('{')) {
    const inner = policyOfBody(start)
    return inner === null ? null : { kind: 'api-body', text: inner, count: 1 }
  }
  const found = policiesOfTerraform(text)
  const [first] = found
  return first === undefined
    ? null
    : { kind: 'terraform', text: found.length === 1 ? first : null, count: found.length }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Returns the `policy` of a body for `sys/policies/acl/NAME`, or of the answer, where it can be below `data`; `rules`
 * is its older name.
 */
function policyOfBody(text: string): string | null {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return null
  }
  if (!isObject(body) || 'path' in body) return null
  const fields = isObject(body['data']) ? body['data'] : body
  const policy = fields['policy'] ?? fields['rules']
  return typeof policy === 'string' && policy.trim() !== '' ? policy : null
}

const resource = /^[^\S\n]*resource\s+"vault_policy"\s+"[^"\n]*"\s*\{/gm
const nextBlock = /^(?:resource|data|module|variable|output|locals|provider|terraform|moved|import|check)\b/m

/** Returns the policies of all `vault_policy` resources, or of a `policy = <<EOT` without its resource. */
function policiesOfTerraform(text: string): readonly string[] {
  const headers = [...text.matchAll(resource)]
  if (headers.length === 0) {
    const alone = /^\s*(?:policy\s*=\s*)?(?=<<)/.exec(text)
    const value = alone === null ? null : terraformHeredoc(text, alone[0].length)
    return value === null ? [] : [value]
  }
  return headers.flatMap((header, index) => {
    const rest = text.slice(header.index + header[0].length, headers[index + 1]?.index)
    const argument = /^[^\S\n]*policy[^\S\n]*=[^\S\n]*/m.exec(rest)
    const end = nextBlock.exec(rest)?.index ?? rest.length
    if (argument === null || argument.index > end) return []
    const at = argument.index + argument[0].length
    const value = rest.startsWith('<<', at) ? terraformHeredoc(rest, at) : unquoteTerraform(rest, at)
    return value === null ? [] : [value]
  })
}
