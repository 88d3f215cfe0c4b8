/** Fixes that merge rules or rewrite a JSON policy: no part of a rule is lost, and JSON stays valid. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LintContext } from '../../policy/lint/finding.ts'
import { lintPolicy } from '../../policy/lint/lint.ts'
import { readPolicy } from '../../policy/meaning.ts'
import { withEdits } from '../../policy/problems.ts'
import { jsonPolicy } from './generateJson.ts'

const context: LintContext = {
  name: 'own',
  mounts: [
    { path: 'secret/', type: 'kv', version: 2 },
    { path: 'kv1/', type: 'kv', version: 1 },
  ],
  others: [],
}
const found = (text: string) => lintPolicy(readPolicy(text, { dialect: 'openbao', now: 0 }), context)
const fixesOf = (text: string, code: string) =>
  found(text)
    .filter((each) => each.code === code)
    .map(({ fix }) => fix)

const plain = 'path "secret/data/a" {\n  capabilities = ["update"]\n}\n'
const withArgument = (argument: string) => `path "secret/data/a" {\n  capabilities = ["update"]\n  ${argument}\n}\n`

describe('two rules for one path', () => {
  test('are merged if they only list capabilities', () => {
    const text = `${plain}path "secret/data/a" {\n  capabilities = ["read"]\n}\n`
    const [fix] = fixesOf(text, 'same-path')
    expect(withEdits(text, fix ?? [])).toBe('path "secret/data/a" {\n  capabilities = ["update", "read"]\n}\n')
  })

  test.each([
    'allowed_parameters = { "data" = [] }',
    'denied_parameters = { "options" = [] }',
    'required_parameters = ["options"]',
    'min_wrapping_ttl = "1s"',
    'max_wrapping_ttl = "90s"',
    'subscribe_event_types = ["*"]',
    'comment = "why it is there"',
    'expiration = "2126-01-01T00:00:00Z"',
    'pagination_limit = 5',
    'policy = "read"',
    'capabilities = ["read"]',
  ])('are not merged if one has %s, in either order', (argument) => {
    for (const text of [plain + withArgument(argument), withArgument(argument) + plain]) {
      const fixes = fixesOf(text, 'same-path')
      expect(fixes).toHaveLength(1)
      expect(fixes).toEqual([undefined])
    }
  })

  test('are not merged by an edit in a JSON policy', () => {
    const text =
      '{"path": [{"secret/data/a": {"capabilities": ["read"]}}, {"secret/data/a": {"capabilities": ["update"]}}]}'
    expect(fixesOf(text, 'same-path')).toEqual([undefined])
  })
})

describe('a fix of a JSON policy', () => {
  const rules = fc.dictionary(
    fc.constantFrom(
      'secret/app',
      'secret/app/*',
      'secret/data/app',
      'secret/data/app/*',
      'secret/hr/*',
      'kv1/data/a',
      'secret//data/a',
      '/secret/data/a',
      'v1/secret/data/a',
    ),
    fc.record(
      {
        capabilities: fc.uniqueArray(fc.constantFrom('read', 'list', 'update', 'deny', 'sudo'), { minLength: 1 }),
        denied_parameters: fc.constant({ password: [] }),
      },
      { requiredKeys: ['capabilities'] },
    ),
    { minKeys: 1, maxKeys: 4, noNullPrototype: true },
  )
  const isJson = (text: string): boolean => {
    try {
      return typeof JSON.parse(text) === 'object'
    } catch {
      return false
    }
  }
  /** Returns the number of fixes, and those whose result is not JSON. */
  const spoiling = (texts: readonly string[]) => {
    const fixed = texts.flatMap((text) =>
      found(text).flatMap(({ code, fix }) => (fix === undefined ? [] : [{ code, text, after: withEdits(text, fix) }])),
    )
    return { count: fixed.length, spoilt: fixed.filter(({ after }) => !isJson(after)).slice(0, 3) }
  }

  test.each<[string, readonly string[], string | null]>([
    ['secret/app', ['read'], '{"path":{"secret/data/app":{"capabilities":["read"]}}}'],
    ['secret/app', ['list'], '{"path":{"secret/metadata/app":{"capabilities":["list"]}}}'],
    // Two rules would be needed, and an edit of JSON cannot add one as in HCL.
    ['secret/app', ['read', 'list'], null],
    ['secret/app', ['deny'], null],
  ])('is computed for %s with %j', (path, capabilities, expected) => {
    const text = JSON.stringify({ path: { [path]: { capabilities } } })
    const [fix] = fixesOf(text, 'kv2-no-prefix')
    expect(fix === undefined ? null : withEdits(text, fix)).toBe(expected)
  })

  test('is omitted for a listing below data/ if it would need a second rule', () => {
    const text = JSON.stringify({ path: { 'secret/data/app': { capabilities: ['read', 'list'] } } })
    expect(fixesOf(text, 'kv2-list-on-data')).toEqual([undefined])
  })

  test('results in JSON', () => {
    const mistaken = fc.sample(rules, { numRuns: 2000, seed: 3 }).map((path) => JSON.stringify({ path }, null, 2))
    const { count, spoilt } = spoiling(mistaken)
    expect(spoilt).toEqual([])
    expect(count).toBeGreaterThan(500)
    // Texts that were JSON before; the servers also accept a looser form.
    const generated = fc.sample(jsonPolicy, { numRuns: 1500, seed: 3 }).filter(isJson)
    const others = spoiling(generated)
    expect(others.spoilt).toEqual([])
    expect(others.count).toBeGreaterThan(0)
  })
})
