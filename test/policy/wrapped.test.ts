/** Texts that hold a policy and are none: said once, with the policy as the fix. */
import { describe, expect, it, test } from 'vitest'
import { lintPolicy } from '../../policy/lint/lint.ts'
import { readPolicy } from '../../policy/meaning.ts'
import { withEdits } from '../../policy/problems.ts'
import { terraformHeredoc, unquoteTerraform } from '../../policy/terraformText.ts'
import { collected } from './collected.ts'

const now = Date.UTC(2026, 0, 1)
const inner = 'path "secret/data/shop" {\n  capabilities = ["read"]\n}\n'

/** The codes of a text, and the text that the only fix makes of it. */
function read(text: string) {
  const { problems, tree } = readPolicy(text, { dialect: 'vault', now })
  const [first] = problems
  return {
    codes: problems.map(({ code }) => code),
    fixed: first?.fix === undefined ? null : withEdits(tree.source.text, first.fix),
  }
}

describe('a body of the API', () => {
  it.each([
    ['to write', { name: 'shop', policy: inner }],
    ['of the older endpoint', { rules: inner }],
    ['as an answer', { request_id: 'x', data: { name: 'shop', policy: inner }, warnings: null }],
  ])('%s is named, and its policy is the fix', (_, body) => {
    expect(read(JSON.stringify(body, null, 2))).toEqual({ codes: ['api-body'], fixed: inner })
  })

  it.each(['{"path":{"a":{"capabilities":["read"]}},"policy":"x"}', '{"policy":""}', '{"policy":1}', '{"name":"x"}'])(
    '%s is none',
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
  ])('with %s is named, and its policy is the fix', (_, policy, expected = inner) => {
    expect(read(file(policy))).toEqual({ codes: ['terraform'], fixed: expected })
  })

  it('with two policies leaves the choice to the person', () => {
    expect(read(file(`<<EOT\n${inner}EOT`) + file(`<<EOT\n${inner}EOT`))).toEqual({ codes: ['terraform'], fixed: null })
  })

  it('of which only the argument was copied is read as well', () => {
    expect(read(`policy = <<-EOT\n${indented}EOT\n`)).toEqual({ codes: ['terraform'], fixed: inner })
  })

  it('keeps expressions, which the policy is then marked for', () => {
    const text = 'path "secret/data/${var.app}" {\n  capabilities = ["read"]\n}\n'
    const { fixed } = read(file(`<<EOT\n${text}EOT`))
    expect(fixed).toBe(text)
    const policy = readPolicy(fixed ?? '', { dialect: 'vault', now })
    const findings = lintPolicy(policy, { name: null, mounts: null, others: [] })
    expect(findings.map(({ code }) => code)).toEqual(['terraform-value'])
  })

  it('in a comment of a policy is no Terraform file', () => {
    expect(read(`/*\n${file(`<<EOT\n${inner}EOT`)}*/\n${inner}`).codes).toEqual([])
  })
})

test('no collected policy that a server takes is called another kind of text', () => {
  for (const { text } of collected)
    for (const dialect of ['vault', 'openbao'] as const) {
      const { problems } = readPolicy(text, { dialect, now })
      expect(problems.map(({ code }) => code)).not.toContain('terraform')
    }
})

describe('texts of HCL 2', () => {
  it.each([
    ['<<EOT\n  a\n b\nEOT\n', '  a\n b\n'],
    ['<<-EOT\n  a\n b\nEOT\n', ' a\nb\n'],
    ['<<-EOT\n    a\n\n      b\n  EOT', 'a\n\n  b\n'],
    ['<<EOT\n$${a} %%{b} \\n ${c}\nEOT', '${a} %{b} \\n ${c}\n'],
    ['<<EOT\r\na\r\nEOT\r\n', 'a\r\n'],
    ['<<EOT\nEOT', ''],
    ['<<EOT\na\n', null],
    ['<<EOT a\nEOT', null],
  ])('%j says %j', (text, value) => expect(terraformHeredoc(text, 0)).toBe(value))

  it.each([
    [String.raw`"a\n\t\"\\"`, 'a\n\t"\\'],
    [String.raw`"\u00e9\U0001F600"`, 'é😀'],
    ['"$${a}"', '${a}'],
    [String.raw`"\x"`, null],
    ['"a', null],
    ['a', null],
  ])('%j says %j', (text, value) => expect(unquoteTerraform(text, 0)).toBe(value))
})

describe('words for several capabilities', () => {
  const mended = (list: string) => read(`path "a" { capabilities = ${list} }`).fixed

  it.each([
    ['["write"]', '["create", "update"]'],
    ['["create", "write"]', '["create", "update"]'],
    ['["*"]', '["create", "read", "update", "patch", "delete", "list"]'],
    ['["reed"]', '["read"]'],
  ])('%s is written %s', (list, expected) => {
    expect(mended(list)).toBe(`path "a" { capabilities = ${expected} }`)
  })
})

test('an argument twice is refused by Vault, and nothing more is said', () => {
  const text = 'path "a" {\n  capabilities = ["list"]\n  capabilities = ["read"]\n}\n'
  const codes = (dialect: 'vault' | 'openbao') => {
    const policy = readPolicy(text, { dialect, now })
    const found = lintPolicy(policy, { name: null, mounts: null, others: [] })
    return [...policy.problems.map(({ code }) => code), ...found.map(({ code }) => code)]
  }
  expect(codes('vault')).toEqual(['already-set'])
  expect(codes('openbao')).toEqual(['argument-twice'])
})
