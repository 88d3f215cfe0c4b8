/**
 * The findings of the linter, checked on real servers: the rule does not have its apparent effect, and the fixed rule
 * does.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Capability, Dialect } from '../../policy/dialect.ts'
import { pathOptions } from '../../policy/complete.ts'
import type { LintContext, LintMount } from '../../policy/lint/finding.ts'
import { lintPolicy } from '../../policy/lint/lint.ts'
import { usableBelow } from '../../policy/lint/routes.ts'
import { needsSudo } from '../../policy/lint/sudo.ts'
import { readPolicy } from '../../policy/meaning.ts'
import { patternOf } from '../../policy/pattern.ts'
import { withEdits } from '../../policy/problems.ts'
import { describedMounts } from '../features/policies/described.ts'
import { startPolicyServer, type PolicyServer } from './askServer.ts'

const context: LintContext = {
  name: null,
  mounts: [
    { path: 'secret/', type: 'kv', version: 2 },
    { path: 'old/', type: 'kv', version: 1 },
    { path: 'auth/approle/', type: 'approle' },
  ],
  others: [],
}

type OpenApiPath = Readonly<Record<string, unknown>>

/** Returns the capabilities that a path of the server's API description requires. */
function capabilitiesIn(path: OpenApiPath): readonly Capability[] {
  const get = path['get'] as { parameters?: { name: string; required?: boolean }[] } | undefined
  const list = get?.parameters?.find(({ name }) => name === 'list')
  return [
    ...(get !== undefined && list?.required !== true ? (['read'] as const) : []),
    ...(list === undefined ? [] : (['list'] as const)),
    ...('post' in path ? (['update'] as const) : []),
    ...('delete' in path ? (['delete'] as const) : []),
    ...('patch' in path ? (['patch'] as const) : []),
    ...(path['x-vault-createSupported'] === true ? (['create'] as const) : []),
  ]
}

interface Scenario {
  readonly code: string
  readonly policy: string
  /** Refused with the original policy, allowed with the fixed one. */
  readonly request: readonly ['GET' | 'POST', string, unknown?]
}

const scenarios: readonly Scenario[] = [
  {
    code: 'kv2-no-prefix',
    policy: 'path "secret/team/*" { capabilities = ["read", "list"] }',
    request: ['GET', 'secret/data/team/app'],
  },
  {
    code: 'kv2-no-prefix',
    policy: 'path "secret/team/*" { capabilities = ["read", "list"] }',
    request: ['GET', 'secret/metadata/team/?list=true'],
  },
  {
    code: 'kv2-list-on-data',
    policy: 'path "secret/data/team/*" { capabilities = ["read", "list"] }',
    request: ['GET', 'secret/metadata/team/?list=true'],
  },
  { code: 'kv1-prefix', policy: 'path "old/data/app" { capabilities = ["read"] }', request: ['GET', 'old/app'] },
  {
    code: 'star-inside',
    policy: 'path "secret/data/*/app" { capabilities = ["read"] }',
    request: ['GET', 'secret/data/team/app'],
  },
  {
    code: 'api-version',
    policy: 'path "/v1/secret/data/team/app" { capabilities = ["read"] }',
    request: ['GET', 'secret/data/team/app'],
  },
  {
    code: 'leading-slash',
    policy: 'path "//secret/data/team/app" { capabilities = ["read"] }',
    request: ['GET', 'secret/data/team/app'],
  },
  { code: 'sudo-missing', policy: 'path "sys/audit" { capabilities = ["read"] }', request: ['GET', 'sys/audit'] },
  {
    code: 'sudo-missing',
    policy: 'path "auth/token/accessors" { capabilities = ["list"] }',
    request: ['GET', 'auth/token/accessors?list=true'],
  },
  {
    code: 'needs-update',
    policy: 'path "auth/token/create" { capabilities = ["create"] }',
    request: ['POST', 'auth/token/create', {}],
  },
  {
    code: 'wrong-folder',
    policy: 'path "auth/approle/roles" { capabilities = ["list"] }',
    request: ['GET', 'auth/approle/role?list=true'],
  },
  {
    code: 'folder-without-star',
    policy: 'path "secret/data/team/" { capabilities = ["read"] }',
    request: ['GET', 'secret/data/team/app'],
  },
  {
    code: 'mount-without-slash',
    policy: 'path "secret" { capabilities = ["list"] }',
    request: ['GET', 'secret/metadata/?list=true'],
  },
  {
    code: 'edge-spaces',
    policy: 'path "secret/data/team/app " { capabilities = ["read"] }',
    request: ['GET', 'secret/data/team/app'],
  },
  {
    code: 'never-wins',
    policy:
      'path "secret/data/*" { capabilities = ["list"] }\npath "secret/data/+/app*" { capabilities = ["read"] }\npath "secret/data/+/app" { capabilities = ["deny"] }',
    request: ['GET', 'secret/data/team/app-2'],
  },
]

describe.each<Dialect>(['vault', 'openbao'])('%s', (dialect) => {
  let server: PolicyServer
  beforeAll(async () => {
    server = await startPolicyServer(dialect)
    await server.ask('POST', 'sys/mounts/old', { type: 'kv', options: { version: '1' } })
    await server.ask('POST', 'old/app', { a: 'b' })
    await server.ask('POST', 'sys/auth/approle', { type: 'approle' })
    await server.ask('POST', 'auth/approle/role/shop', {})
    for (const name of ['team/app', 'team/app-2']) await server.ask('POST', `secret/data/${name}`, { data: { a: 'b' } })
  })
  afterAll(() => server.stop())

  async function statusWith(name: string, policy: string, [method, path, body]: Scenario['request']): Promise<number> {
    const written = await server.ask('PUT', `sys/policies/acl/${name}`, { policy })
    expect(written.status).toBe(204)
    return (await server.ask(method, path, body, await server.tokenOf([name]))).status
  }

  test.each(scenarios)('$code: $policy', async ({ code, policy, request }) => {
    const read = readPolicy(policy, { dialect, now: Date.now() })
    const found = lintPolicy(read, context).find((finding) => finding.code === code)
    expect(found?.fix).toBeDefined()
    expect(await statusWith('before', policy, request)).toBe(403)
    // Removing a rule that never decides grants nothing either: in that case, only the finding is checked.
    const after = await statusWith('after', withEdits(policy, found?.fix ?? []), request)
    expect(after).toBe(code === 'never-wins' ? 403 : 200)
  })

  test('parameters do not exclude a key of a KV version 2 secret', async () => {
    const policy =
      'path "secret/data/team/app" { capabilities = ["create", "update"] denied_parameters = { "password" = [] } }'
    const findings = lintPolicy(readPolicy(policy, { dialect, now: Date.now() }), context)
    expect(findings.map(({ code }) => code)).toEqual(['kv2-parameters'])
    const request = ['POST', 'secret/data/team/app', { data: { password: 'x' } }] as const
    expect(await statusWith('parameters', policy, request)).toBe(200)
  })

  test('every path that needs sudo according to the server is known', async () => {
    const { data } = await server.ask('GET', 'sys/internal/specs/openapi')
    const { paths } = data as { paths: Record<string, { 'x-vault-sudo'?: boolean }> }
    const said = Object.entries(paths).filter(([, path]) => path['x-vault-sudo'] === true)
    expect(said.length).toBeGreaterThan(20)
    const unknown = said
      .map(([path]) => path.slice(1).replaceAll(/\{[^}]*\}/g, 'x'))
      .filter((path) => !needsSudo(path, dialect))
    expect(unknown).toEqual([])
  })

  test("the known paths of engines and methods match the server's description", async () => {
    const engines = ['database', 'pki', 'ssh']
    const methods = ['approle', 'cert', 'jwt', 'kubernetes', 'oidc', 'userpass']
    for (const type of engines) await server.ask('POST', `sys/mounts/${type}`, { type })
    for (const type of methods) await server.ask('POST', `sys/auth/${type}`, { type })
    const { data } = await server.ask('GET', 'sys/internal/specs/openapi')
    const { paths } = data as { paths: Record<string, OpenApiPath> }
    const mounts = [
      ...engines.map((type) => ({ path: `${type}/`, type })),
      ...[...methods, 'token'].map((type) => ({ path: `auth/${type}/`, type })),
    ]
    const wrong: string[] = []
    let checked = 0
    for (const [written, description] of Object.entries(paths)) {
      const path = written.slice(1).replaceAll(/\{[^}]*\}/g, 'x')
      const mount = mounts.find((each) => path.startsWith(each.path))
      if (mount === undefined || path.includes('/acme/') || path.includes('^')) continue
      checked++
      const usable = usableBelow(mount, patternOf(path))
      const missing = capabilitiesIn(description).filter((capability) => usable?.has(capability) !== true)
      if (missing.length > 0) wrong.push(`${path}: ${missing.join(' ')}`)
    }
    expect(wrong).toEqual([])
    expect(checked).toBeGreaterThan(150)
  })

  test('no finding contradicts the description of the server, also for mount types that no table has', async () => {
    const { data } = await server.ask('GET', 'sys/internal/specs/openapi')
    const engines = ['database', 'pki', 'ssh', 'transit']
    await server.ask('POST', 'sys/mounts/transit', { type: 'transit' })
    const plain: LintMount[] = [
      ...engines.map((type) => ({ path: `${type}/`, type })),
      ...['approle', 'cert', 'jwt', 'token', 'userpass'].map((type) => ({ path: `auth/${type}/`, type })),
      { path: 'sys/', type: 'system' },
      { path: 'identity/', type: 'identity' },
    ]
    const known = await describedMounts(data, plain)
    // The types of other people's plugins are in no table.
    const unknown = known.map((mount) => ({ ...mount, type: mount.type === 'system' ? 'system' : 'their-plugin' }))
    const contradicting = new Set(['unused-capability', 'needs-update', 'sudo-missing', 'wrong-folder'])
    const { paths } = data as { paths: Record<string, OpenApiPath> }
    const contradictions: string[] = []
    let checked = 0
    for (const mounts of [known, unknown]) {
      for (const [written, description] of Object.entries(paths)) {
        const path = written.slice(1).replaceAll(/\{[^}]*\}/g, 'x')
        const mount = mounts.find((each) => path.startsWith(each.path))
        const needed = capabilitiesIn(description)
        if (mount?.routes === undefined || mount.routes.length === 0 || needed.length === 0) continue
        const capabilities = [...needed, ...(description['x-vault-sudo'] === true ? ['sudo'] : [])]
        const policy = `path "${path}" { capabilities = [${capabilities.map((each) => `"${each}"`).join(', ')}] }`
        const found = lintPolicy(readPolicy(policy, { dialect, now: Date.now() }), { ...context, mounts })
        checked++
        for (const { code } of found)
          if (contradicting.has(code)) contradictions.push(`${mount.type} ${code} ${policy}`)
      }
    }
    expect(contradictions).toEqual([])
    expect(checked).toBeGreaterThan(500)
  })

  test('a capability that the described method does not use is reported, also for mount types that no table has', async () => {
    const { data } = await server.ask('GET', 'sys/internal/specs/openapi')
    const codes = async (type: string, policy: string) => {
      const mounts = await describedMounts(data, [{ path: 'pki/', type }])
      const found = lintPolicy(readPolicy(policy, { dialect, now: Date.now() }), { ...context, mounts })
      return found.map(({ code, parameters }) => `${code} ${parameters['capability'] ?? ''}`.trim())
    }
    for (const type of ['pki', 'their-plugin']) {
      expect(await codes(type, 'path "pki/issue/app" { capabilities = ["read", "update"] }')).toEqual([
        'unused-capability read',
      ])
      expect(await codes(type, 'path "pki/issue/app" { capabilities = ["create"] }')).toEqual(['needs-update'])
      expect(await codes(type, 'path "pki/root" { capabilities = ["delete"] }')).toContain('sudo-missing')
    }
    expect(await codes('pki', 'path "pki/not/there" { capabilities = ["patch"] }')).toEqual([])
    // Without a description, nothing is known of the other type.
    const undescribed = { ...context, mounts: [{ path: 'pki/', type: 'their-plugin' }] }
    const policy = readPolicy('path "pki/issue/app" { capabilities = ["read"] }', { dialect, now: Date.now() })
    expect(lintPolicy(policy, undescribed)).toEqual([])
  })

  test('paths that the server describes are completed below every mount', async () => {
    const { data } = await server.ask('GET', 'sys/internal/specs/openapi')
    const mounts = await describedMounts(data, [
      { path: 'pki/', type: 'their-plugin' },
      { path: 'sys/', type: 'system' },
    ])
    expect(pathOptions('pki/issu', mounts)).toEqual(['pki/issue/', 'pki/issuer/', 'pki/issuers', 'pki/issuers/'])
    expect(pathOptions('pki/issuer/eu/sign-v', mounts)).toEqual([
      'pki/issuer/eu/sign-verbatim',
      'pki/issuer/eu/sign-verbatim/',
    ])
    // Of the built-in list, and of the description alone.
    expect(pathOptions('sys/sea', mounts)).toEqual(expect.arrayContaining(['sys/seal', 'sys/seal-status']))
    const described = dialect === 'vault' ? 'sys/activation-flags' : 'sys/workflows/'
    expect(pathOptions(described.slice(0, -2), mounts)).toContain(described)
  })

  test('a denial of only the data allows the secret to be destroyed, until the fix', async () => {
    const policy =
      'path "secret/*" { capabilities = ["read", "update", "create"] }\npath "secret/data/team/*" { capabilities = ["deny"] }'
    const found = lintPolicy(readPolicy(policy, { dialect, now: Date.now() }), context).find(
      ({ code }) => code === 'denies-data-only',
    )
    const request = ['POST', 'secret/destroy/team/none', { versions: [1] }] as const
    expect(await statusWith('destroys', policy, request)).toBe(204)
    expect(await statusWith('destroys-not', withEdits(policy, found?.fix ?? []), request)).toBe(403)
  })

  test('sudo without another capability grants nothing, and a policy does not affect logins', async () => {
    const alone = 'path "secret/data/team/app" { capabilities = ["sudo"] }'
    expect(await statusWith('sudo-alone', alone, ['GET', 'secret/data/team/app'])).toBe(403)
    const login = await server.ask('POST', 'auth/approle/login', { role_id: 'none' }, '')
    expect(login.status).toBe(400)
  })

  test('an unknown template grants nothing', async () => {
    const policy =
      'path "secret/data/{{team}}/*" { capabilities = ["read"] }\npath "secret/data/team/app" { capabilities = ["read"] }'
    expect(lintPolicy(readPolicy(policy, { dialect, now: Date.now() }), context).map(({ code }) => code)).toEqual([
      'unknown-template',
    ])
    expect(await statusWith('template', policy, ['GET', 'secret/data/team/app-2'])).toBe(403)
    expect(await statusWith('template', policy, ['GET', 'secret/data/team/app'])).toBe(200)
  })
})
