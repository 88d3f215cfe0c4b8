/** Texts that contain a policy and are not one: reported once, with the policy as the fix. */
import { describe, expect, it, test } from 'vitest'
import { lintPolicy } from '../../policy/lint/lint.ts'
import { readPolicy } from '../../policy/meaning.ts'
import { withEdits } from '../../policy/problems.ts'
import { terraformHeredoc, unquoteTerraform } from '../../policy/terraformText.ts'
import { collected } from './collected.ts'

const now = Date.UTC(2026, 0, 1)
const inner = 'path "secret/data/shop" {\n  capabilities = ["read"]\n}\n'

/** Returns the codes of a text, and the text after its only fix. */
function read(text: string) {
  const { problems, tree } = readPolicy(text, { dialect: 'vault', now })
  const [first] = problems
  return {
    codes: problems.map(({ code }) => code),
    fixed: first?.fix === undefined ? null : withEdits(tree.source.text, first.fix),
  }
}

describe('an API body', () => {
  it.each([
    ['to write', { name: 'shop', policy: inner }],
    ['of the older endpoint', { rules: inner }],
    ['as an answer', { request_id: 'x', data: { name: 'shop', policy: inner }, warnings: null }],
  ])('%s is recognized, and its policy is the fix', (_, body) => {
    expect(read(JSON.stringify(body, null, 2))).toEqual({ codes: ['api-body'], fixed: inner })
  })

  it.each(['{"path":{"a":{"capabilities":["read"]}},"policy":"x"}', '{"policy":""}', '{"policy":1}', '{"name":"x"}'])(
    'is not recognized in %s',
    (text) => expect(read(text).codes).not.toContain('api-body'),
  )
})

describe('a Terraform file', () => {
  const file = (policy: string) =>
    `variable "app" {}\n\nresource "vault_policy" "shop" {\n  name   = "shop"\n  policy = ${policy}\n}\n`
  const indented = inner
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('')

  it.each([
    ['<<EOT', `<<EOT\n${inner}EOT`],
    ['<<-EOT', `<<-EOT\n${indented}  EOT`],
    ['<<-EOT with an empty line', `<<-EOT\n${indented}\n  EOT`, `${inner}\n`],
    ['quotes', JSON.stringify(inner)],
  ])('with %s is recognized, and its policy is the fix', (_, policy, expected = inner) => {
    expect(read(file(policy))).toEqual({ codes: ['terraform'], fixed: expected })
  })

  it('with two policies leaves the choice to the person', () => {
    expect(read(file(`<<EOT\n${inner}EOT`) + file(`<<EOT\n${inner}EOT`))).toEqual({ codes: ['terraform'], fixed: null })
  })

  it('is recognized as well if only the argument was copied', () => {
    expect(read(`policy = <<-EOT\n${indented}EOT\n`)).toEqual({ codes: ['terraform'], fixed: inner })
  })

  it('keeps expressions, and the policy has a warning for them', () => {
    const text = 'path "secret/data/${var.app}" {\n  capabilities = ["read"]\n}\n'
    const { fixed } = read(file(`<<EOT\n${text}EOT`))
    expect(fixed).toBe(text)
    const policy = readPolicy(fixed ?? '', { dialect: 'vault', now })
    const findings = lintPolicy(policy, { name: null, mounts: null, others: [] })
    expect(findings.map(({ code }) => code)).toEqual(['terraform-value'])
  })

  it('is not recognized in a comment of a policy', () => {
    expect(read(`/*\n${file(`<<EOT\n${inner}EOT`)}*/\n${inner}`).codes).toEqual([])
  })
})

test('no collected policy that a server accepts is recognized as another kind of text', () => {
  for (const { text } of collected)
    for (const dialect of ['vault', 'openbao'] as const) {
      const { problems } = readPolicy(text, { dialect, now })
      expect(problems.map(({ code }) => code)).not.toContain('terraform')
    }
})

describe('HCL 2 texts', () => {
  it.each([
    ['<<EOT\n  a\n b\nEOT\n', '  a\n b\n'],
    ['<<-EOT\n  a\n b\nEOT\n', ' a\nb\n'],
    ['<<-EOT\n    a\n\n      b\n  EOT', 'a\n\n  b\n'],
    ['<<EOT\n$${a} %%{b} \\n ${c}\nEOT', '${a} %{b} \\n ${c}\n'],
    ['<<EOT\r\na\r\nEOT\r\n', 'a\r\n'],
    ['<<EOT\nEOT', ''],
    ['<<EOT\na\n', null],
    ['<<EOT a\nEOT', null],
  ])('contain heredocs: %j is parsed as %j', (text, value) => expect(terraformHeredoc(text, 0)).toBe(value))

  it.each([
    [String.raw`"a\n\t\"\\"`, 'a\n\t"\\'],
    [String.raw`"\u00e9\U0001F600"`, 'é😀'],
    ['"$${a}"', '${a}'],
    [String.raw`"\x"`, null],
    ['"a', null],
    ['a', null],
  ])('contain quoted strings: %j is parsed as %j', (text, value) => expect(unquoteTerraform(text, 0)).toBe(value))
})

describe('aliases for several capabilities', () => {
  const mended = (list: string) => read(`path "a" { capabilities = ${list} }`).fixed

  it.each([
    ['["write"]', '["create", "update"]'],
    ['["create", "write"]', '["create", "update"]'],
    ['["*"]', '["create", "read", "update", "patch", "delete", "list"]'],
    ['["reed"]', '["read"]'],
  ])('are expanded: %s becomes %s', (list, expected) => {
    expect(mended(list)).toBe(`path "a" { capabilities = ${expected} }`)
  })
})

test('a duplicate argument is refused by Vault, without any further problem', () => {
  const text = 'path "a" {\n  capabilities = ["list"]\n  capabilities = ["read"]\n}\n'
  const codes = (dialect: 'vault' | 'openbao') => {
    const policy = readPolicy(text, { dialect, now })
    const found = lintPolicy(policy, { name: null, mounts: null, others: [] })
    return [...policy.problems.map(({ code }) => code), ...found.map(({ code }) => code)]
  }
  expect(codes('vault')).toEqual(['already-set'])
  expect(codes('openbao')).toEqual(['argument-twice'])
})
