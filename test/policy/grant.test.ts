/** Rules that are generated for a secret or a folder, tested with tokens of real servers. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Dialect } from '../../policy/dialect.ts'
import { grantRules, unwritable, type GrantLevel, type GrantPlace } from '../../policy/grant.ts'
import type { LintContext } from '../../policy/lint/finding.ts'
import { lintPolicy } from '../../policy/lint/lint.ts'
import { readPolicy } from '../../policy/meaning.ts'
import { withEdits } from '../../policy/problems.ts'
import { policyTemplate, policyTemplateNames } from '../../policy/policyTemplates.ts'
import { quote } from '../../policy/strings.ts'
import { addRules, policyText } from '../../policy/writing.ts'
import { startPolicyServer, type PolicyServer } from './askServer.ts'

const dialects: readonly Dialect[] = ['vault', 'openbao']
const read = (text: string) => readPolicy(text, { dialect: 'vault', now: 0 })

test('a quoted text is read back unchanged, by HCL and by JSON', () => {
  const texts = fc.string({
    unit: fc.oneof(
      fc.constantFrom('$', '{', '}', '"', '\\', '\0', '\n', '\ue123', 'a'),
      fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' }),
    ),
  })
  fc.assert(
    fc.property(texts, (text) => {
      const path = text.toWellFormed().replaceAll(/\{\{|\}\}|\+\*/g, '')
      expect(read(`path ${quote(path)} {}`).rules[0]?.written).toBe(path)
      expect(read(`{"path": {${quote(path)}: {}}}`).rules[0]?.written).toBe(path)
    }),
    { numRuns: 2000 },
  )
})

describe('places that no rule can name exclusively', () => {
  test.each([
    ['a*', 'star-at-end'],
    ['a/+/b', 'plus-segment'],
    ['a{{b', 'template-braces'],
    ['a+b', null],
    ['a*/b', null],
    ['', null],
  ])('are detected by their path: %j is %s', (path, why) => {
    const place: GrantPlace = { mount: 'secret/', version: 2, path }
    expect(unwritable(place)).toBe(why)
  })
})

describe('rules that are added to a policy', () => {
  const rules = grantRules({ mount: 'secret/', version: 2, path: 'app' }, 'read')

  test('come at the end of other rules', () => {
    const text = '# mine\npath "a" { capabilities = ["read"] }\n\n'
    expect(withEdits(text, addRules(read(text), rules) ?? [])).toBe(`# mine
path "a" { capabilities = ["read"] }

path "secret/data/app" {
  capabilities = ["read"]
}

path "secret/metadata/app" {
  capabilities = ["read"]
}
`)
  })

  test('are merged into an existing rule for the path, once', () => {
    const text =
      'path "secret/data/app" { capabilities = ["update"] }\npath "secret/metadata/app" { policy = "read" }\n'
    const added = withEdits(text, addRules(read(text), rules) ?? [])
    expect(added).toBe(text.replace('["update"]', '["update", "read"]'))
    expect(addRules(read(added), rules)).toEqual([])
  })

  test('are not added if the policy denies the path', () => {
    expect(addRules(read('path "secret/data/app" { capabilities = ["deny"] }'), rules)).toBeNull()
  })

  test('are the whole policy if it was empty', () => {
    expect(withEdits('', addRules(read(''), rules) ?? [])).toBe(policyText(rules))
  })
})

describe.each(dialects)('%s', (dialect) => {
  let server: PolicyServer
  beforeAll(async () => {
    server = await startPolicyServer(dialect)
    await server.ask('POST', 'sys/mounts/old', { type: 'kv', options: { version: '1' } })
  })
  afterAll(() => server.stop())

  /** Returns the status of a request with a token that has only these rules. */
  async function tokenFor(place: GrantPlace, level: GrantLevel): Promise<string> {
    const text = policyText(grantRules(place, level))
    expect((await server.ask('PUT', 'sys/policies/acl/granted', { policy: text })).status).toBe(204)
    return server.tokenOf(['granted'])
  }

  test.each<[string, GrantLevel, Readonly<Record<string, boolean>>]>([
    [
      'team/app',
      'read',
      { read: true, write: false, soft: false, destroy: false, versions: true, other: false, list: false },
    ],
    [
      'team/app',
      'write',
      { read: true, write: true, soft: false, destroy: false, versions: true, other: false, list: false },
    ],
    [
      'team/app',
      'manage',
      { read: true, write: true, soft: true, destroy: true, versions: true, other: false, list: false },
    ],
    [
      'team/',
      'read',
      { read: true, write: false, soft: false, destroy: false, versions: true, other: true, list: true },
    ],
    [
      'team/',
      'manage',
      { read: true, write: true, soft: true, destroy: true, versions: true, other: true, list: true },
    ],
    ['', 'read', { read: true, write: false, soft: false, destroy: false, versions: true, other: true, list: true }],
  ])('rules for %j with the level %s grant what they promise', async (path, level, expected) => {
    for (const name of ['team/app', 'team/other']) await server.ask('POST', `secret/data/${name}`, { data: { a: 'b' } })
    const token = await tokenFor({ mount: 'secret/', version: 2, path }, level)
    const may = async (method: 'GET' | 'POST', at: string, body?: unknown): Promise<boolean> =>
      (await server.ask(method, at, body, token)).status !== 403
    expect({
      read: await may('GET', 'secret/data/team/app'),
      versions: await may('GET', 'secret/metadata/team/app'),
      other: await may('GET', 'secret/data/team/other'),
      list: await may('GET', 'secret/metadata/team/?list=true'),
      write: await may('POST', 'secret/data/team/app', { data: { a: 'c' } }),
      soft: await may('POST', 'secret/delete/team/app', { versions: [1] }),
      destroy: await may('POST', 'secret/destroy/team/app', { versions: [1] }),
    }).toEqual(expected)
  })

  test('rules for KV version 1 grant what they promise', async () => {
    await server.ask('POST', 'old/app', { a: 'b' })
    const token = await tokenFor({ mount: 'old/', version: 1, path: 'app' }, 'read')
    expect((await server.ask('GET', 'old/app', undefined, token)).status).toBe(200)
    expect((await server.ask('POST', 'old/app', { a: 'c' }, token)).status).toBe(403)
    const folder = await tokenFor({ mount: 'old/', version: 1, path: '' }, 'write')
    expect((await server.ask('GET', 'old/?list=true', undefined, folder)).status).toBe(200)
    expect((await server.ask('POST', 'old/new', { a: 'c' }, folder)).status).toBe(204)
  })

  test('names that need escapes are granted, and only these names', async () => {
    const name = 'a "b" ${c} 키 😀 \\x'
    const url = encodeURIComponent(name)
    await server.ask('POST', `secret/data/${url}`, { data: { a: 'b' } })
    const token = await tokenFor({ mount: 'secret/', version: 2, path: name }, 'read')
    expect((await server.ask('GET', `secret/data/${url}`, undefined, token)).status).toBe(200)
    expect((await server.ask('GET', 'secret/data/a', undefined, token)).status).toBe(403)
  })

  test.each(policyTemplateNames)('the template policy %s is accepted, without a warning', async (name) => {
    const context: LintContext = {
      name: null,
      mounts: [
        { path: 'secret/', type: 'kv', version: 2 },
        { path: 'old/', type: 'kv', version: 1 },
        { path: 'auth/kubernetes/', type: 'kubernetes', accessor: 'auth_kubernetes_1' },
      ],
      others: [],
    }
    for (const place of [
      { mount: 'secret/', version: 2, folder: 'team/' },
      { mount: 'old/', version: 1, folder: '' },
    ] as const) {
      const text = policyText(policyTemplate(name, { ...place, accessor: 'auth_kubernetes_1' }))
      expect((await server.ask('PUT', `sys/policies/acl/ready-${name}`, { policy: text })).status).toBe(204)
      const codes = lintPolicy(readPolicy(text, { dialect, now: Date.now() }), context).map(({ code }) => code)
      expect([...new Set(codes)]).toEqual(name === 'administrator' ? ['escalates'] : [])
    }
  })
})
