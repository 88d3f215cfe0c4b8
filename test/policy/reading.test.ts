/**
 * The parser's result for single policies: rules, errors and their positions. servers.test.ts compares it with the
 * servers.
 */
import { describe, expect, test } from 'vitest'
import type { Dialect } from '../../policy/dialect.ts'
import { readPolicy } from '../../policy/meaning.ts'
import { Lines, withEdits } from '../../policy/problems.ts'
import type { Policy } from '../../policy/rules.ts'

const read = (text: string, dialect: Dialect = 'vault'): Policy =>
  readPolicy(text, { dialect, now: Date.UTC(2026, 0, 1) })

/** Returns `line:column code what` for each problem. */
function problemsOf(text: string, dialect: Dialect = 'vault'): string[] {
  const { tree, problems } = read(text, dialect)
  const lines = new Lines(tree.source.text)
  return problems.map(({ code, start, end, parameters }) => {
    const { line, column } = lines.at(start)
    const what = parameters['expected'] ?? tree.source.text.slice(start, end)
    return `${line}:${column} ${code} ${what}`
  })
}

describe('parsed rules', () => {
  test('have path, pattern and capabilities', () => {
    const { rules } = read(`path "/secret/data/app/*" {
  capabilities = ["read", "list", "read"]
}
path "secret/+/x" { policy = "write" }
path "a" { capabilities = ["read", "deny", "list"] }`)
    expect(rules.map(({ pattern, capabilities }) => [pattern, capabilities])).toEqual([
      [{ kind: 'prefix', path: 'secret/data/app/' }, ['read', 'list']],
      [{ kind: 'segments', path: 'secret/+/x' }, ['create', 'read', 'update', 'delete', 'list']],
      [{ kind: 'exact', path: 'a' }, ['deny']],
    ])
  })

  test('have parameters in lower case and durations in nanoseconds', () => {
    const [rule] = read(`path "a" {
  capabilities = ["update"]
  allowed_parameters = { "TTL" = ["1h", 5, true], "*" = [] }
  required_parameters = ["ttl"]
  min_wrapping_ttl = "1m30s"
  max_wrapping_ttl = 3600
}`).rules
    expect(rule?.allowedParameters).toEqual(
      new Map<string, readonly unknown[]>([
        ['ttl', ['1h', 5, true]],
        ['*', []],
      ]),
    )
    expect(rule?.requiredParameters).toEqual(['ttl'])
    expect(rule?.minWrappingTtl).toBe(90_000_000_000n)
    expect(rule?.maxWrappingTtl).toBe(3_600_000_000_000n)
  })

  test('are the same in JSON and in HCL', () => {
    const hcl = read('path "a/*" { capabilities = ["read"] }\npath "b" { policy = "deny" }').rules
    const json = read('{"path": {"a/*": {"capabilities": ["read"]}, "b": {"policy": "deny"}}}').rules
    const meaning = (policy: typeof hcl) => policy.map(({ pattern, capabilities }) => ({ pattern, capabilities }))
    expect(meaning(json)).toEqual(meaning(hcl))
  })

  test('are marked if they have expired, with OpenBao', () => {
    const [past, future] = read(
      'path "a" { expiration = "2025-12-31T23:59:59Z" }\npath "b" { expiration = "2026-01-01T01:00:00+00:30" }',
      'openbao',
    ).rules
    expect(past?.expired).toBe(true)
    expect(future?.expired).toBe(false)
    expect(future?.expiration).toBe(Date.UTC(2026, 0, 1, 0, 30))
  })
})

describe('an error', () => {
  test('does not hide the next one', () => {
    expect(
      problemsOf(`path "a" {
  capabilities = ["raed"
}
path "b" {
  capabilites = ["read"]
  min_wrapping_ttl = "soon"
}
pth "c" {
  capabilities = "list"
}`),
    ).toEqual([
      '3:1 expected comma-or-bracket',
      '5:3 unknown-rule-key capabilites',
      '6:22 bad-duration "soon"',
      '8:1 unknown-key pth',
    ])
  })

  test('is fixed by its fix', () => {
    const text = 'path "a" { capabilites = ["raed"] }'
    const once = read(text).problems.flatMap(({ fix }) => fix ?? [])
    const mended = withEdits(text, once)
    const twice = read(mended).problems.flatMap(({ fix }) => fix ?? [])
    expect(withEdits(mended, twice)).toBe('path "a" { capabilities = ["read"] }')
  })

  test.each([
    ['path "a" {', '1:10 expected closing-brace'],
    ['path "a" {}\n}', '2:1 expected name'],
    ['path "a" { policy "read" }', '1:26 expected name-or-brace'],
    ['path "a" { policy = }', '1:21 expected value'],
    ['path "a" { policy = read }', '1:21 expected value'],
    ['name = "a', '1:8 string-not-ended "a'],
    ['path "a\\q" {}', '1:8 illegal-escape \\q'],
    ['/* a', '1:1 comment-not-ended /*'],
    ['name = <<A\nx', '1:8 heredoc-not-ended <<A\nx'],
    ['path "a" { policy = "read" policy = "deny" }', '1:28 already-set policy'],
    ['path "{{a" {}', '1:6 template-braces "{{a"'],
    ['path "a" { capabilities = [true] }', '1:28 wrong-type string'],
    ['path "a" { max_wrapping_ttl = "1s" min_wrapping_ttl = "1m" }', '1:31 wrapping-order "1s"'],
    ['\ufeffpath "a" {}', '1:1 byte-order-mark \ufeff'],
    ['path "a" {} // \0', '1:16 nul \0'],
    ['{"path": {"a": {"capabilities": ["raed"]}}}', '1:34 unknown-capability "raed"'],
    ['{"path" {}}', '1:9 expected json-name'],
    ['[]', '1:1 expected name'],
  ])('has its position: %j is at %s', (text, place) => {
    expect(problemsOf(text)).toEqual([place])
  })

  test('in a text with Windows line endings has the right line number', () => {
    expect(problemsOf('path "a" {\r\n\r\n  nope = 1\r\n}\r\n')).toEqual(['3:3 unknown-rule-key nope'])
  })
})

describe('hostile texts', () => {
  const million = 1_000_000
  const texts: readonly (readonly [string, string])[] = [
    ['brackets', '['.repeat(million)],
    ['blocks in blocks', 'a{'.repeat(million / 2)],
    ['objects in objects', '{"a":'.repeat(million / 5)],
    ['lists in an object', `{"a":${'['.repeat(million)}`],
    ['quotes', '"'.repeat(million)],
    ['closing braces', '}'.repeat(million)],
    ['signs without values', 'a='.repeat(million / 2)],
    ['words', 'a '.repeat(million / 2)],
    ['interpolations', '"${'.repeat(million / 3)],
    ['heredocs', '<<A\n'.repeat(million / 4)],
    ['comments', '/*'.repeat(million / 2)],
    ['NULs', '\0'.repeat(million)],
    ['escapes', `path "${'\\q'.repeat(million / 2)}" {}`],
    ['templates', `path "${'{{a'.repeat(million / 3)}" {}`],
    ['pluses', `path "${'+/'.repeat(million / 2)}*" {}`],
    ['unknown names', Array.from({ length: 60_000 }, (_, i) => `name${i} = 1`).join('\n')],
    ['keys of JSON', `{${'"path":{"a":{}},'.repeat(50_000)}}`],
    ['siblings deep down', `{"path":${'{"a":'.repeat(95)}{${'"b":{},'.repeat(100_000)}}${'}'.repeat(96)}`],
  ]

  // Linear work takes less than a second; quadratic work would take hours, and end at the limit of every test.
  test.each(texts)('a megabyte of %s is parsed to the end and does not overflow', (_, text) => {
    const { problems } = read(text, 'openbao')
    expect(problems.length).toBeLessThanOrEqual(501)
  })

  test('nesting has a limit that is reported', () => {
    const nested = `path "a" { comment = ${'['.repeat(200)}${']'.repeat(200)} }`
    expect(read(nested).problems.map(({ code }) => code)).toContain('too-deep')
  })
})
