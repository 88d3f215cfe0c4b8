/** Exporting and importing roles as files and commands. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RoleSettings } from '../../../electron/contract/kubernetes.ts'
import { roleNames } from '../../../electron/contract/kubernetesNames.ts'
import { readRoles } from '../../../renderer/features/kubernetes/roles/formats/read.ts'
import { terraformFields } from '../../../renderer/features/kubernetes/roles/formats/terraformFields.ts'
import { roleFormats, writeRoles } from '../../../renderer/features/kubernetes/roles/formats/write.ts'
import { emptyRole } from '../../../renderer/features/kubernetes/roles/roleDraft.ts'

const word = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,12}$/)
const words = fc.uniqueArray(word, { maxLength: 4 })
const seconds = fc.integer({ min: 0, max: 40_000_000 })
const plain = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll(/\p{Cs}/gu, '')),
  fc.constantFrom(
    '-',
    '-x',
    '@file',
    '\\',
    '\\@x',
    '\\n',
    `it's "so"`,
    '$HOME',
    'a\nb\n# c\n',
    'a\b\f\tb',
    '${x} %{y}',
    '#',
  ),
)

const settings = fc.record<RoleSettings>({
  serviceAccounts: words,
  namespaces: words,
  namespaceSelector: fc.oneof(
    fc.constant(''),
    fc.constant('matchLabels:\n  a: "b"\n'),
    fc.constant('{"matchLabels":{"a":"b\'c $HOME ${x}"}}'),
  ),
  audience: fc.oneof(plain, fc.constant('https://kubernetes.default.svc.cluster.local')),
  aliasNameSource: fc.constantFrom('serviceaccount_uid', 'serviceaccount_name'),
  policies: words,
  ttl: seconds,
  maxTtl: seconds,
  period: seconds,
  explicitMaxTtl: seconds,
  numUses: fc.nat(1000),
  tokenType: fc.constantFrom('default', 'service', 'batch', 'default-service', 'default-batch'),
  noDefaultPolicy: fc.boolean(),
  boundCidrs: fc.oneof(words, fc.constantFrom<string[]>(['a,b'], ['[x]', 'y'], ['-'], ['@f'])),
  strictlyBindIp: fc.constant(null),
  more: fc.constant([]),
})
const roles = fc.uniqueArray(
  fc.record({ name: fc.stringMatching(/^[a-z0-9](?:[a-z0-9_-]{0,8}[a-z0-9])?$/), settings }),
  {
    selector: ({ name }) => name,
    minLength: 1,
    maxLength: 4,
  },
)

describe('roles', () => {
  it.each(roleFormats)('are unchanged by an export and import as %s', async (format) => {
    await fc.assert(
      fc.asyncProperty(roles, async (given) => {
        const sorted = given.toSorted((a, b) => (a.name < b.name ? -1 : 1))
        const text = await writeRoles(format, 'team/kubernetes/', sorted, 'vault')
        const read = await readRoles(text)
        expect(read.problems).toEqual([])
        expect(read.format).toBe(format)
        expect(read.roles.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(sorted)
      }),
      { numRuns: 60 },
    )
  })

  it('are imported from the formats that users have', async () => {
    const text = `
      # the shop
      export VAULT_ADDR=https://vault.example
      vault write auth/kubernetes/role/WebApp \\
          bound_service_account_names=vault,web bound_service_account_namespaces=default \\
          policies=webapp ttl=24h audience="https://kubernetes.default.svc"
      vault policy write webapp webapp.hcl
      vault write auth/kubernetes/role/other bound_service_account_names=@names.txt
      vault write auth/kubernetes/role/twice bound_service_account_names=a bound_service_account_names=b audience=x # why
      vault write auth/kubernetes/role/input - <<EOF
      {"bound_service_account_names": "a,b", "audience": "\\$x"}
      EOF
      bao write auth/kubernetes/role/quoted -<<'EOF'
      {"bound_service_account_names": ["a"], "audience": "$x"}
      EOF
    `
    const read = await readRoles(text)
    expect(read.roles).toEqual([
      {
        name: 'webapp',
        settings: {
          ...emptyRole('vault'),
          serviceAccounts: ['vault', 'web'],
          namespaces: ['default'],
          policies: ['webapp'],
          ttl: 86_400,
          audience: 'https://kubernetes.default.svc',
        },
      },
      { name: 'twice', settings: { ...emptyRole('vault'), serviceAccounts: ['a', 'b'], audience: 'x' } },
      { name: 'quoted', settings: { ...emptyRole('vault'), serviceAccounts: ['a'], audience: '$x' } },
    ])
    expect(read.problems).toMatchObject([
      { code: 'file-value', role: 'other' },
      // The value that the shell would insert is unknown.
      { code: 'file-value', role: 'input' },
    ])
  })

  it('are imported without the fields of the JWT method, which are named', async () => {
    const { roles, problems } = await readRoles(
      'roles:\n  till:\n    bound_service_account_names: [till]\n    bound_service_account_namespaces: [shop]\n' +
        '    bound_audiences: ["https://shop.example"]\n    token_policies: [till]\n',
    )
    expect(problems).toEqual([{ code: 'jwt-field', role: 'till', detail: 'bound_audiences' }])
    expect(roles.map(({ name, settings }) => [name, settings.audience, settings.more])).toEqual([['till', '', []]])
  })

  it('are imported from Terraform as far as they are literal values', async () => {
    const read = await readRoles(`
resource "vault_auth_backend" "kubernetes" {
  type = "kubernetes"
}
resource "vault_kubernetes_auth_backend_role" "example" {
  backend                          = vault_auth_backend.kubernetes.path
  role_name                        = "example-role"
  bound_service_account_names      = ["example"]
  bound_service_account_namespaces = ["example"]
  token_ttl                        = 3600
  token_policies                   = ["default", "dev"]
  audience                         = "vault"
  alias_metadata                   = { team = "shop" }
  depends_on                       = [vault_auth_backend.kubernetes]
}
resource "vault_kubernetes_auth_backend_role" "from_a_variable" {
  role_name                   = "other"
  bound_service_account_names = [var.account]
}
resource "vault_kubernetes_auth_backend_role" "computed" {
  role_name = "computed"
  audience  = var.audience
}
`)
    expect(read.roles.map(({ name }) => name)).toEqual(['example-role'])
    expect(read.roles[0]?.settings).toMatchObject({ ttl: 3600, policies: ['default', 'dev'], audience: 'vault' })
    expect(read.roles[0]?.settings.more).toEqual([{ name: 'alias_metadata', json: '{"team":"shop"}' }])
    expect(read.problems.map(({ code, role }) => `${role} ${code}`)).toEqual([
      'from_a_variable expression',
      'computed expression',
    ])
  })

  it('are exported to Terraform with the provider’s fields, and the result names the other ones', async () => {
    // From the source of the provider 5.9.0: its fields besides the names of role and mount.
    const provider = [
      'alias_metadata alias_name_source audience bound_service_account_names bound_service_account_namespace_selector',
      'bound_service_account_namespaces token_bound_cidrs token_explicit_max_ttl token_max_ttl token_no_default_policy',
      'token_num_uses token_period token_policies token_ttl token_type',
    ].flatMap((line) => line.split(' '))
    expect([...terraformFields].sort()).toEqual(provider)
    // Every field of a role today, except for the one of OpenBao.
    const unknown = Object.values(roleNames).filter((name) => !terraformFields.has(name))
    expect(unknown).toEqual([roleNames.strictlyBindIp])
    const text = await writeRoles(
      'terraform',
      'kubernetes/',
      [
        {
          name: 'web',
          settings: {
            ...emptyRole('openbao'),
            serviceAccounts: ['web'],
            strictlyBindIp: true,
            more: [
              { name: 'alias_metadata', json: '{"team":"shop"}' },
              { name: 'of_a_later_version', json: '[1]' },
            ],
          },
        },
      ],
      'bao',
    )
    expect(text).toContain('alias_metadata              = { "team" = "shop" }')
    expect(text).toContain('  # Version 5.9.0 of the provider cannot say:\n')
    expect(text).toContain('  # token_strictly_bind_ip = true\n')
    expect(text).toContain('  # of_a_later_version = [1]\n')
    expect((await readRoles(text)).problems).toEqual([])
  })

  it.each([
    ['not JSON', '{'],
    ['a list', '[1]'],
    ['no roles', '{"roles":{}}'],
    ['a name that is none', '{"roles":{"a b":{}}}'],
    ['a field of another kind', '{"roles":{"a":{"token_ttl":{}}}}'],
    ['a quote that does not end', "vault write auth/kubernetes/role/a audience='x"],
    ['a bomb of aliases', `a: &a [x,x,x,x]\nb: &b [${'*a,'.repeat(9)}*a]\nc: [${'*b,'.repeat(9)}*b]\n`],
    ['words', 'hello'],
  ])('are not imported from %s', async (_what, text) => {
    const read = await readRoles(text)
    expect(read.roles).toEqual([])
    expect(read.problems.length).toBeGreaterThan(0)
  })

  it('never cause an exception, regardless of the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), async (text) => {
        expect(await readRoles(text)).toHaveProperty('roles')
      }),
    )
  })
})
