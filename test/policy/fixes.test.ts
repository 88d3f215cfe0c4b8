/** A fix never widens access unless it is marked: checked against the decision module, and against real servers. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { conditionKeys, dialects, type Dialect } from '../../policy/dialect.ts'
import { gainsOf } from '../../policy/gains.ts'
import type { Finding, LintContext } from '../../policy/lint/finding.ts'
import { lintPolicy } from '../../policy/lint/lint.ts'
import { isAccepted, readPolicy } from '../../policy/meaning.ts'
import { withEdits } from '../../policy/problems.ts'
import type { Policy } from '../../policy/rules.ts'
import { inParallel, startPolicyServer, type PolicyServer } from './askServer.ts'
import { collected } from './collected.ts'
import { hclPolicy } from './generateHcl.ts'
import { jsonPolicy } from './generateJson.ts'

const context: LintContext = {
  name: 'own',
  mounts: [
    { path: 'secret/', type: 'kv', version: 2 },
    { path: 'kv1/', type: 'kv', version: 1 },
    { path: 'transit/', type: 'transit' },
    { path: 'auth/userpass/', type: 'userpass' },
  ],
  others: [],
}

const read = (text: string, dialect: Dialect = 'vault'): Policy => readPolicy(text, { dialect, now: Date.now() })
const rule = (path: string, ...capabilities: string[]): string =>
  `path ${JSON.stringify(path)} {\n  capabilities = ${JSON.stringify(capabilities).replaceAll(',', ', ')}\n}\n`
const findingsOf = (text: string): readonly Finding[] => lintPolicy(read(text), context)

describe('fixes that could widen access', () => {
  test('are not offered for options that the server compares', () => {
    for (const argument of ['allowed_parameters', 'denied_parameters']) {
      const text = `path "secret/data/app" {\n  capabilities = ["create", "update"]\n  ${argument} = {\n    "options" = []\n  }\n}\n`
      expect(findingsOf(text)).toEqual([])
    }
    const both = `path "secret/data/app" {\n  capabilities = ["create", "update"]\n  denied_parameters = {\n    "options" = []\n    "password" = []\n  }\n}\n`
    expect(findingsOf(both).map(({ code, fix }) => [code, fix])).toEqual([['kv2-parameters', undefined]])
  })

  test('are not offered for conditions that block writes', () => {
    for (const argument of ['allowed_parameters = { "password" = [] }', 'required_parameters = ["password"]']) {
      const found = findingsOf(`path "secret/data/app" {\n  capabilities = ["create", "update"]\n  ${argument}\n}\n`)
      expect(found.map(({ code, fix }) => [code, fix])).toEqual([['kv2-parameters', undefined]])
    }
  })

  test.each([
    ['/v1/secret/data/app', ['api-version'], 'secret/data/app'],
    ['v1/secret/data/app', ['api-version'], 'secret/data/app'],
    ['secret//data/a', ['double-slash'], 'secret/data/a'],
    ['secret/data//a', ['double-slash'], 'secret/data/a'],
    ['kv1//data/a', ['double-slash'], 'kv1/data/a'],
    ['//secret/data/a', ['leading-slash'], 'secret/data/a'],
  ])('are marked for the path %s: %j, fixed as %s', (path, codes, fixed) => {
    const text = rule(path, 'read')
    const found = findingsOf(text)
    expect(found.map(({ code }) => code)).toEqual(codes)
    expect(withEdits(text, found[0]?.fix ?? [])).toBe(rule(fixed, 'read'))
    expect(found[0]?.changesAccess).toBe(true)
  })
})

describe('the gain from a change', () => {
  test('counts every key of a rule other than its capabilities', () => {
    const keys = [...dialects.vault.ruleKeys, ...dialects.openbao.ruleKeys]
    expect(new Set(keys.filter((key) => !conditionKeys.has(key)))).toEqual(
      new Set(['capabilities', 'policy', 'comment']),
    )
    for (const key of conditionKeys) expect(keys).toContain(key)
  })

  const gained = (before: string, after: string) => gainsOf(read(before), read(after), 'vault')

  test.each([
    [rule('secret/data/a', 'read'), rule('secret/data/a', 'read'), []],
    [rule('secret/data/a', 'read', 'update'), rule('secret/data/a', 'read'), []],
    [
      rule('secret/data/a', 'read'),
      rule('secret/data/a', 'read', 'sudo'),
      [{ path: 'secret/data/a', capabilities: ['sudo'] }],
    ],
    [rule('secret/a', 'read'), rule('secret/data/a', 'read'), [{ path: 'secret/data/a', capabilities: ['read'] }]],
    // A rule that grants less hides a wider one.
    [
      rule('secret/data/*', 'read') + rule('secret/data/a', 'list'),
      rule('secret/data/*', 'read'),
      [{ path: 'secret/data/*', capabilities: ['read'] }],
    ],
    [rule('secret/+/a', 'deny') + rule('secret/data/*', 'read'), rule('secret/data/*', 'read'), []],
    [
      'path "secret/data/a" { capabilities = ["update"] denied_parameters = { "x" = [] } }',
      'path "secret/data/a" { capabilities = ["update"] }',
      [{ path: 'secret/data/a', capabilities: [] }],
    ],
  ])('is computed: %s → %s', (before, after, expected) => {
    expect(gained(before, after)).toEqual(expected)
  })
})

const path = fc
  .tuple(
    fc.constantFrom('', '', '', '', '/', '//', '/v1/', 'v1/'),
    fc.constantFrom('secret', 'secret', 'secret', 'secrt', 'kv1', 'v1', 'transit', 'sys', 'auth', '+'),
    fc.array(
      fc.constantFrom(
        'data',
        'metadata',
        'a',
        'b',
        'ab',
        '+',
        '*',
        '',
        'a*',
        'audit',
        'encrypt',
        '{{identity.entity.nam}}',
      ),
      { minLength: 1, maxLength: 3 },
    ),
    fc.constantFrom('', '', '/', '/*', '*'),
  )
  .map(([start, mount, segments, end]) => `${start}${[mount, ...segments].join('/')}${end}`)
  .filter((each) => !each.includes('+*'))

const capabilities = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.array(fc.constantFrom('create', 'read', 'update', 'delete', 'list', 'sudo'), {
      minLength: 1,
      maxLength: 3,
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom(['deny'], ['deny', 'read'], []) },
)
const more = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'denied_parameters = { "password" = [] }',
      'denied_parameters = { "options" = [] }',
      'allowed_parameters = { "data" = [] "options" = [] }',
      'allowed_parameters = { "password" = [] }',
      'required_parameters = ["options"]',
      'policy = "read"',
    ),
  },
)
const mistaken = fc
  .array(fc.tuple(path, capabilities, more), { minLength: 1, maxLength: 5 })
  .map((rules) =>
    rules
      .map(
        ([at, given, argument]) =>
          `path ${JSON.stringify(at)} {\n  capabilities = ${JSON.stringify(given)}\n  ${argument}\n}`,
      )
      .join('\n'),
  )

interface Fixed {
  readonly before: string
  readonly after: string
  readonly codes: string
  readonly changesAccess: boolean
}

function fixesOf(text: string, dialect: Dialect): Fixed[] {
  const policy = read(text, dialect)
  if (!isAccepted(policy) || policy.tree.source.base64) return []
  const before = policy.tree.source.text
  return lintPolicy(policy, context).flatMap(({ fix, code, changesAccess }) =>
    fix === undefined
      ? []
      : [{ before, after: withEdits(before, fix), codes: code, changesAccess: changesAccess === true }],
  )
}

test('is empty for an unmarked fix, in policies of all kinds', () => {
  const texts = [
    ...fc.sample(mistaken, { numRuns: 3000, seed: 17 }),
    ...collected.filter(({ text }) => text.length < 5000).map(({ text }) => text),
    ...fc.sample(hclPolicy, { numRuns: 1500, seed: 17 }),
    ...fc.sample(jsonPolicy, { numRuns: 800, seed: 17 }),
  ]
  const counts = { plain: 0, marked: 0, gaining: 0 }
  const wrong: unknown[] = []
  for (const text of texts)
    for (const { before, after, codes, changesAccess } of fixesOf(text, 'openbao')) {
      const gains = gainsOf(read(before, 'openbao'), read(after, 'openbao'), 'openbao')
      counts[changesAccess ? 'marked' : 'plain']++
      if (changesAccess && gains.length > 0) counts.gaining++
      if (!changesAccess && gains.length > 0) wrong.push({ codes, before, after, gains })
    }
  expect(wrong.slice(0, 5)).toEqual([])
  expect(Object.values(counts).every((count) => count > 200)).toBe(true)
})

describe.each<Dialect>(['vault', 'openbao'])('%s', (dialect) => {
  let server: PolicyServer
  beforeAll(async () => {
    server = await startPolicyServer(dialect)
  })
  afterAll(() => server.stop())

  test('a fixed policy grants what it granted before, and in addition only the reported gains', async () => {
    const segment = fc.constantFrom(
      'secret',
      'kv1',
      'data',
      'metadata',
      'a',
      'b',
      'ab',
      'v1',
      'sys',
      'audit',
      'x',
      'transit',
      'encrypt',
    )
    const asked = fc
      .array(fc.tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '/')), {
        minLength: 120,
        maxLength: 120,
      })
      .map((paths) => [...new Set(paths.map(([parts, end]) => parts.join('/') + end))])
    const fixes = fc.sample(mistaken, { numRuns: 60, seed: 23 }).flatMap((text) => fixesOf(text, dialect))
    const paths = fc.sample(asked, { numRuns: fixes.length, seed: 23 })
    const wrong: string[] = []
    let widened = 0
    await inParallel(fixes, async ({ before, after, codes }, index) => {
      const gains = gainsOf(read(before, dialect), read(after, dialect), dialect)
      // Paths that the rules name as well, with wildcards replaced.
      const named = [...read(before, dialect).rules, ...read(after, dialect).rules].flatMap(({ written }) => {
        const plain = written
          .replace(/^\/+/, '')
          .replaceAll(/\{\{[^{}]*\}\}|\+/g, 'x')
          .replace(/\*$/, 'x')
        return plain === '' ? [] : [plain, `${plain}/x`]
      })
      const all = [...new Set([...(paths[index] ?? []), ...named])]
      const capabilitiesWith = async (text: string, name: string): Promise<Record<string, string[]>> => {
        // A policy without a rule has no text; `deny` of nothing is equivalent.
        const policy = text.trim() === '' ? 'path "nothing" { capabilities = ["deny"] }' : text
        const { status } = await server.ask('PUT', `sys/policies/acl/${name}`, { policy })
        expect(status).toBe(204)
        const { data } = await server.ask('POST', 'sys/capabilities', {
          token: await server.tokenOf([name]),
          paths: all,
        })
        return (data as { data: Record<string, string[]> }).data
      }
      const old = await capabilitiesWith(before, `before-${index}`)
      const next = await capabilitiesWith(after, `after-${index}`)
      for (const each of all) {
        const gained = (next[each] ?? []).filter((one) => one !== 'deny' && !(old[each] ?? []).includes(one))
        if (gained.length === 0) continue
        widened++
        const said = gains.flatMap((gain) => gain.capabilities)
        if (gained.some((one) => !said.some((known) => known === one)))
          wrong.push(
            `${codes} gives ${gained.join(' ')} on ${each}, said ${JSON.stringify(gains)}:\n${before}\n→\n${after}`,
          )
      }
    })
    expect(wrong.slice(0, 3)).toEqual([])
    expect(fixes.length).toBeGreaterThan(60)
    expect(widened).toBeGreaterThan(20)
  }, 180_000)
})
