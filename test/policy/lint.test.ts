import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Dialect } from '../../policy/dialect.ts'
import type { Finding, LintContext } from '../../policy/lint/finding.ts'
import { lintPolicy } from '../../policy/lint/lint.ts'
import { Acl } from '../../policy/match.ts'
import { isAccepted, readPolicy } from '../../policy/meaning.ts'
import { withEdits } from '../../policy/problems.ts'
import { collected } from './collected.ts'
import { hclPolicy } from './generateHcl.ts'
import { jsonPolicy } from './generateJson.ts'

const now = Date.UTC(2026, 0, 1)

const context: LintContext = {
  name: null,
  mounts: [
    { path: 'secret/', type: 'kv', version: 2 },
    { path: 'team/kv/', type: 'kv', version: 2 },
    { path: 'old/', type: 'kv', version: 1 },
    { path: 'transit/', type: 'transit' },
    { path: 'pki/', type: 'pki' },
    { path: 'auth/kubernetes/', type: 'kubernetes', accessor: 'auth_kubernetes_1' },
  ],
  others: [],
}

function lint(text: string, dialect: Dialect = 'vault', given = context): readonly Finding[] {
  const policy = readPolicy(text, { dialect, now })
  expect(policy.problems).toEqual([])
  return lintPolicy(policy, given)
}

const rule = (path: string, ...capabilities: string[]): string =>
  `path ${JSON.stringify(path)} {\n  capabilities = ${JSON.stringify(capabilities).replaceAll(',', ', ')}\n}\n`

/** Returns the text after every finding of a code is fixed. */
function mended(text: string, code: string, dialect: Dialect = 'vault'): string {
  const found = lint(text, dialect).find((finding) => finding.code === code)
  return found?.fix === undefined ? 'no fix' : withEdits(text, found.fix)
}

describe('the linter for KV version 2', () => {
  test('adds the missing data/ to a path', () => {
    expect(mended(rule('secret/app', 'read'), 'kv2-no-prefix')).toBe(rule('secret/data/app', 'read'))
    expect(mended(rule('team/kv/app/*', 'list'), 'kv2-no-prefix')).toBe(rule('team/kv/metadata/app/*', 'list'))
  })

  test('splits a path that reads and lists into two rules', () => {
    expect(mended(rule('secret/app/*', 'read', 'list'), 'kv2-no-prefix')).toBe(
      `${rule('secret/data/app/*', 'read')}\n${rule('secret/metadata/app/*', 'list')}`,
    )
  })

  test('covers both paths with a denial', () => {
    expect(mended(rule('secret/hr/*', 'deny'), 'kv2-no-prefix')).toBe(
      `${rule('secret/data/hr/*', 'deny')}\n${rule('secret/metadata/hr/*', 'deny')}`,
    )
  })

  test.each(['secret/*', 'secret/+/app', 'secret/da*', 'secret/config', 'secret/data/app', 'secret/destroy/a'])(
    'finds nothing to fix in %s',
    (path) => {
      expect(lint(rule(path, 'read', 'update')).map(({ code }) => code)).not.toContain('kv2-no-prefix')
    },
  )

  test('uses metadata/ for listing', () => {
    expect(mended(rule('secret/data/app/*', 'read', 'list'), 'kv2-list-on-data')).toBe(
      `${rule('secret/data/app/*', 'read')}\n${rule('secret/metadata/app/*', 'list')}`,
    )
  })

  test('warns that parameters do not see the keys of a secret', () => {
    const text = `path "secret/data/app" {
  capabilities = ["update"]
  denied_parameters = {
    "password" = []
  }
}
`
    expect(mended(text, 'kv2-parameters')).toBe(rule('secret/data/app', 'update'))
  })

  test('names capabilities that have no effect there', () => {
    const codes = lint(rule('secret/undelete/app', 'update', 'read')).map(({ code, parameters }) => [
      code,
      parameters['capability'],
    ])
    expect(codes).toEqual([['unused-capability', 'read']])
    expect(mended(rule('transit/decrypt/key', 'update', 'read'), 'unused-capability')).toBe(
      rule('transit/decrypt/key', 'update'),
    )
  })
})

describe('the linter for single rules', () => {
  test.each<[string, string, string | null, Dialect?]>([
    ['kv1-prefix', rule('old/data/app', 'read'), rule('old/app', 'read')],
    ['no-such-mount', rule('secrt/data/app', 'read'), rule('secret/data/app', 'read')],
    ['no-such-mount', rule('nowhere/at/all', 'read'), null],
    ['no-such-mount', rule('auth/kubernets/role/*', 'read'), rule('auth/kubernetes/role/*', 'read')],
    ['star-inside', rule('secret/data/*/config', 'read'), rule('secret/data/+/config', 'read')],
    ['star-inside', rule('secret/data/a*b', 'read'), null],
    ['plus-inside', rule('secret/data/app+', 'read'), null],
    ['leading-slash', rule('/secret/data/app', 'read'), rule('secret/data/app', 'read')],
    ['leading-slash', rule('//secret/data/app', 'read'), rule('secret/data/app', 'read')],
    ['api-version', rule('/v1/secret/data/app', 'read'), rule('secret/data/app', 'read')],
    ['empty-path', rule('', 'read'), ''],
    ['no-path', 'path {\n  capabilities = ["read"]\n}\n', null],
    ['second-path', 'path "secret/data/a" "b" {\n  capabilities = ["read"]\n}\n', rule('secret/data/a', 'read')],
    ['list-without-slash', rule('secret/metadata/app', 'list'), rule('secret/metadata/app/', 'list')],
    ['too-broad', rule('*', 'read', 'sudo'), null],
    ['too-broad', rule('+/*', 'read'), null],
    ['no-capabilities', 'path "secret/data/a" {}\n', null],
    ['deny-and-more', rule('secret/data/a', 'deny', 'read'), rule('secret/data/a', 'deny')],
    ['capability-twice', rule('secret/data/a', 'read', 'read'), rule('secret/data/a', 'read')],
    ['old-policy', 'path "old/a" {\n  policy = "read"\n}\n', rule('old/a', 'read', 'list')],
    ['sudo-missing', rule('sys/audit', 'read'), rule('sys/audit', 'read', 'sudo')],
    ['sudo-missing', rule('sys/auth/*', 'update'), rule('sys/auth/*', 'update', 'sudo')],
    ['sudo-missing', rule('pki/root', 'delete'), rule('pki/root', 'delete', 'sudo')],
    ['unused-capability', rule('secret/data/a', 'read', 'sudo'), rule('secret/data/a', 'read')],
    [
      'unknown-template',
      rule('secret/data/{{identity.entity.nam}}/*', 'read'),
      rule('secret/data/{{identity.entity.name}}/*', 'read'),
    ],
    ['unknown-template', rule('secret/data/{{user}}/*', 'read'), null],
    ['unknown-accessor', rule('secret/data/{{identity.entity.aliases.nope.name}}', 'read'), null],
    ['dropped-argument', `${rule('secret/data/a', 'read')}name =`, rule('secret/data/a', 'read')],
    ['name-ignored', `name = "x"\n${rule('secret/data/a', 'read')}`, rule('secret/data/a', 'read')],
    ['base64', 'cGF0aCAiYSIge30=', null],
    ['loose-json', '{"path": {"secret/data/a": {"capabilities": ["read"]', null],
    [
      'expired',
      `path "secret/data/a" {\n  capabilities = ["read"]\n  expiration = "2020-01-01T00:00:00Z"\n}\n`,
      '',
      'openbao',
    ],
    ['argument-twice', 'path "a" { "capabilities" = ["read"] capabilities = ["list"] }', null],
  ])('finds %s in %j', (code = '', text = '', fixed = null, dialect: Dialect = 'vault') => {
    expect(lint(text, dialect).map((found) => found.code)).toContain(code)
    expect(mended(text, code, dialect)).toBe(fixed ?? 'no fix')
  })

  test.each([
    rule('secret/data/{{identity.entity.id}}', 'read'),
    rule('secret/data/{{ identity.entity.metadata.team }}/x', 'read'),
    rule('secret/data/{{identity.entity.aliases.auth_kubernetes_1.metadata.service_account_name}}', 'read'),
    rule('secret/data/{{identity.groups.names.ops.id}}', 'read'),
    rule('sys/mounts', 'read'),
    rule('auth/*', 'read', 'list'),
    rule('sec*', 'read'),
    rule('identity/entity/id/+', 'read'),
    rule('secret/metadata/app/', 'list'),
    rule('sys/policies/acl', 'list'),
  ])('finds nothing in %j', (text) => {
    expect(lint(text)).toEqual([])
  })

  test('finds nothing for mounts that cannot be read', () => {
    expect(lint(rule('nowhere/app', 'read'), 'vault', { name: null, mounts: null, others: [] })).toEqual([])
  })
})

describe('the linter for combined rules', () => {
  test('merges duplicate rules for one path', () => {
    const text = rule('secret/data/a', 'read') + rule('secret/data/a', 'update')
    expect(mended(text, 'same-path')).toBe(rule('secret/data/a', 'read', 'update'))
  })

  test('removes a rule that is denied at the same path', () => {
    const text = rule('secret/data/a', 'read') + rule('secret/data/a', 'deny')
    expect(mended(text, 'denied-here')).toBe(rule('secret/data/a', 'deny'))
  })

  test('prefers a wider prefix to one with a plus', () => {
    const text = rule('secret/data/*', 'read') + rule('secret/data/+/app*', 'update')
    const found = lint(text).find(({ code }) => code === 'never-wins')
    expect(found?.parameters).toEqual({ path: 'secret/data/+/app*', by: 'secret/data/*' })
    expect(mended(text, 'never-wins')).toBe(rule('secret/data/*', 'read'))
  })

  test('reports a denial that has nothing to deny, unless another policy grants it', () => {
    const text = rule('secret/data/hr/*', 'deny') + rule('secret/data/app/*', 'read')
    expect(lint(text).map(({ code }) => code)).toEqual(['denies-nothing'])
    const other = readPolicy(rule('secret/data/+/x', 'read'), { dialect: 'vault', now })
    expect(lint(text, 'vault', { ...context, others: [{ name: 'other', rules: other.rules }] })).toEqual([])
  })

  test('reports only those rules as never deciding that decide for no path', () => {
    const segment = fc.constantFrom('a', '+', 'b')
    const pattern = fc
      .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '/*', '/a*', '*'))
      .map(([segments, end]) => segments.join('/') + end)
      .filter((path) => !path.includes('+*'))
    const paths = fc.array(fc.array(fc.constantFrom('a', 'b', 'ab', 'c'), { minLength: 1, maxLength: 6 }), {
      minLength: 60,
      maxLength: 60,
    })
    let told = 0
    let beaten = 0
    fc.assert(
      fc.property(fc.array(pattern, { minLength: 2, maxLength: 8 }), paths, (patterns, asked) => {
        const policy = readPolicy(patterns.map((path) => rule(path, 'read')).join(''), { dialect: 'vault', now })
        const losers = lintPolicy(policy, context).filter(({ code }) => code === 'never-wins')
        told += losers.length
        const acl = new Acl([{ name: 'p', rules: policy.rules }], { dialect: 'vault' })
        const decisions = asked.map((parts) => acl.decide(parts.join('/')))
        const winners = new Set(decisions.map(({ by }) => by?.text))
        const matching = new Set(decisions.flatMap(({ beaten: others }) => others.map(({ text }) => text)))
        for (const { parameters } of losers) {
          expect(winners).not.toContain(parameters['path'])
          if (matching.has(parameters['path'] ?? '')) beaten += 1
        }
      }),
      { numRuns: 1000, seed: 3 },
    )
    expect(told).toBeGreaterThan(50)
    // For most of them, a path that they match was tested: they could have decided.
    expect(beaten).toBeGreaterThan(told / 2)
  })
})

describe('every fix', () => {
  test('results in a policy that the server accepts, without that finding at that position', () => {
    const texts = [
      ...collected.filter(({ text }) => text.length < 5000).map(({ text }) => text),
      ...fc.sample(hclPolicy, { numRuns: 2000, seed: 11 }),
      ...fc.sample(jsonPolicy, { numRuns: 1000, seed: 11 }),
    ]
    let fixes = 0
    for (const text of texts) {
      const policy = readPolicy(text, { dialect: 'openbao', now })
      if (!isAccepted(policy)) continue
      const before = lintPolicy(policy, context)
      for (const found of before) {
        if (found.fix === undefined) continue
        fixes++
        const after = readPolicy(withEdits(policy.tree.source.text, found.fix), { dialect: 'openbao', now })
        // Removing the only rule leaves no text at all, which is nothing to save.
        expect(after.problems.filter(({ code }) => code !== 'empty')).toEqual([])
        const count = (findings: readonly Finding[]): number =>
          findings.filter(
            ({ code, parameters }) => code === found.code && parameters['path'] === found.parameters['path'],
          ).length
        expect(count(lintPolicy(after, context))).toBeLessThan(count(before))
      }
    }
    expect(fixes).toBeGreaterThan(250)
  })
})
