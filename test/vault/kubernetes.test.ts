/** The auth method's fields, as the server itself lists them, compared with the fields that Strongroom knows. */
import { execFile } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { RoleSettings } from '../../electron/contract/kubernetes.ts'
import { configNames, olderRoleNames, reviewerName, roleNames } from '../../electron/contract/kubernetesNames.ts'
import { readConfig } from '../../electron/vault/kubernetesConfig.ts'
import { listKubernetesMounts } from '../../electron/vault/kubernetesMounts.ts'
import { deleteRole, listRoles, putRole, readRole } from '../../electron/vault/kubernetesRoles.ts'
import { serverEnvironment } from '../../electron/base/system/serverEnvironment.ts'
import { authenticatedSession, type VaultSession } from '../../electron/vault/session.ts'
import { openTransport, type Transport } from '../../electron/vault/transport.ts'
import type { NamedRole } from '../../renderer/features/kubernetes/roles/formats/namedRole.ts'
import { writeRoles } from '../../renderer/features/kubernetes/roles/formats/write.ts'
import { emptyRole } from '../../renderer/features/kubernetes/roles/roleDraft.ts'
import { isSelector } from '../../renderer/features/kubernetes/roles/selector.ts'
import { createToken, initializeAndUnseal, vaultApi } from '../servers/initialized.ts'
import { enableKubernetes, writeRole } from '../servers/kubernetesAuth.ts'
import { programOf, startVault, testedProduct, type TestVault } from '../servers/vault.ts'

let vault: TestVault
let token: string
let transport: Transport
let session: VaultSession

beforeAll(async () => {
  vault = await startVault({ plugins: ['kubernetes'] })
  token = (await initializeAndUnseal(vault)).rootToken
  await enableKubernetes(vault, token)
  transport = openTransport({
    address: vault.address,
    namespace: '',
    proxy: null,
    caPem: null,
    clientCertPem: null,
    clientKeyPem: null,
    tlsServerName: null,
    skipVerify: false,
  })
  session = authenticatedSession(transport, token)
})
afterAll(async () => {
  await transport.close()
  await vault.stop()
})

interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, unknown>>
}
interface Help {
  readonly openapi: {
    readonly paths: Readonly<
      Record<
        string,
        { readonly post?: { readonly requestBody: { readonly content: Record<string, { readonly schema: Schema }> } } }
      >
    >
    readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
  }
}

/** Returns the fields that a write at a path accepts, from the server's OpenAPI. */
async function fieldsAt(path: string): Promise<string[]> {
  const { openapi } = (await vaultApi(vault, 'GET', `${path}?help=1`, { token })) as unknown as Help
  const schemas = Object.values(openapi.paths).flatMap(({ post }) => {
    const schema = post?.requestBody.content['application/json']?.schema
    return schema === undefined ? [] : [schema]
  })
  const whole = schemas.map((schema) =>
    schema.$ref === undefined ? schema : openapi.components.schemas[schema.$ref.split('/').at(-1) ?? ''],
  )
  const fields = whole.flatMap((schema) => Object.keys(schema?.properties ?? {}))
  expect(fields.length).toBeGreaterThan(5)
  return fields
}

describe('the fields', () => {
  it('of a role are all known', async () => {
    const known = new Set<string>([...Object.values(roleNames), ...Object.values(olderRoleNames)])
    const fields = await fieldsAt('auth/kubernetes/role/any')
    expect(fields.filter((field) => !known.has(field))).toEqual([])
    const missing = Object.values(roleNames).filter((name) => !fields.includes(name))
    expect(missing).toEqual(testedProduct === 'openbao' ? [] : [roleNames.strictlyBindIp])
  })

  it('of the configuration are all known', async () => {
    const known = new Set<string>([...Object.values(configNames), reviewerName])
    const fields = await fieldsAt('auth/kubernetes/config')
    expect(fields.filter((field) => !known.has(field))).toEqual([])
    const missing = [...known].filter((name) => !fields.includes(name))
    expect(missing).toEqual(testedProduct === 'openbao' ? [configNames.annotationsAsAliasMetadata] : [])
  })
})

describe('a role', () => {
  it('with the older names is read, and keeps everything when it is written with the newer ones', async () => {
    await writeRole(vault, token, 'Older', {
      bound_service_account_names: 'a,b',
      bound_service_account_namespaces: 'shop',
      policies: ['one', 'two'],
      ttl: '1h',
      max_ttl: '2h',
      num_uses: 3,
      bound_cidrs: '10.0.0.0/8',
    })
    const role = await readRole(session, 'kubernetes/', 'older')
    expect(role?.older.toSorted()).toEqual(['bound_cidrs', 'max_ttl', 'num_uses', 'policies', 'ttl'])
    expect(role?.settings).toMatchObject({
      serviceAccounts: ['a', 'b'],
      policies: ['one', 'two'],
      ttl: 3600,
      maxTtl: 7200,
      numUses: 3,
      boundCidrs: ['10.0.0.0/8'],
      more: [],
    })
    if (role === null) throw new Error('the role is gone')
    await putRole(session, 'kubernetes/', 'older', role.settings)
    expect(await readRole(session, 'kubernetes/', 'older')).toEqual({ ...role, older: [] })
  })

  it('keeps its selector when only its TTL is changed', async () => {
    const selector = '{"matchLabels":{"team":"shop"}}'
    await writeRole(vault, token, 'selected', {
      bound_service_account_names: '*',
      bound_service_account_namespace_selector: selector,
    })
    const role = await readRole(session, 'kubernetes/', 'selected')
    expect(role?.settings.namespaceSelector).toBe(selector)
    if (role === null) throw new Error('the role is gone')
    await putRole(session, 'kubernetes/', 'selected', { ...role.settings, ttl: 60 })
    expect((await readRole(session, 'kubernetes/', 'selected'))?.settings).toEqual({ ...role.settings, ttl: 60 })
  })

  it('has no expressions in its selector: the servers refuse them, and the form reports that first', async () => {
    const write = (selector: string) =>
      writeRole(vault, token, 'expressions', {
        bound_service_account_names: 'web',
        bound_service_account_namespace_selector: selector,
      }).then(
        () => true,
        () => false,
      )
    for (const selector of [
      '{"matchLabels":{"team":"shop"}}',
      'matchLabels:\n  team: shop\n',
      '{}',
      '{"matchExpressions":null}',
      '{"matchExpressions":[]}',
      '{"matchExpressions":[{"key":"team","operator":"Exists"}]}',
      'matchLabels:\n  - team\n',
      'matchLabels: {team: 5}\n',
      '[1]',
      'words',
    ]) {
      expect([selector, isSelector(selector, parse)]).toEqual([selector, await write(selector)])
    }
  })

  it('is restored by the commands of an export, through a real shell and the real command line', async () => {
    const texts = [
      '-',
      '-x',
      '@file',
      String.raw`\@x`,
      '\\',
      String.raw`\n`,
      `it's "so"`,
      '$HOME `id` $(id)',
      ' a\n# b\r\n\tc ',
      '<<EOF',
      '한글 🐈',
      '*?[x]{a,b}~!',
    ]
    const settingsOf = (audience: string): RoleSettings => ({
      ...emptyRole(testedProduct),
      serviceAccounts: ['web'],
      namespaces: ['shop', 'team-*'],
      audience,
      policies: ['one', 'two'],
      ttl: 90,
      noDefaultPolicy: true,
      boundCidrs: ['10.0.0.0/8'],
    })
    const more: NamedRole[] = [
      { name: 'comma', settings: { ...settingsOf('x'), serviceAccounts: ['a,b', '[c]', '"d"'] } },
      { name: 'at', settings: { ...settingsOf('x'), serviceAccounts: ['@a', 'b'] } },
      { name: 'selector', settings: { ...settingsOf('x'), namespaceSelector: '# the team\nmatchLabels:\n  a: "b"\n' } },
    ]
    const roles = [...texts.map((text, index) => ({ name: `text-${index}`, settings: settingsOf(text) })), ...more]
    await Promise.all(roles.map(({ name, settings }) => putRole(session, 'kubernetes/', name, settings)))
    const readAll = () => Promise.all(roles.map(({ name }) => readRole(session, 'kubernetes/', name)))
    const before = await readAll()
    expect(before.map((role) => role?.settings)).toEqual(roles.map(({ settings }) => settings))
    const program = testedProduct === 'openbao' ? 'bao' : 'vault'
    const script = await writeRoles('commands', 'kubernetes/', roles, program)
    await Promise.all(roles.map(({ name }) => deleteRole(session, 'kubernetes/', name)))

    const bin = join(vault.folder, 'bin')
    await mkdir(bin)
    await symlink(await programOf(testedProduct), join(bin, program))
    const names = { VAULT_ADDR: vault.address, BAO_ADDR: vault.address, VAULT_TOKEN: token, BAO_TOKEN: token }
    const env = {
      ...serverEnvironment(process.env),
      ...names,
      HOME: vault.folder,
      PATH: `${bin}:${process.env['PATH']}`,
    }
    await writeFile(join(bin, 'roles.sh'), `set -e\n${script}`)
    await promisify(execFile)('sh', [join(bin, 'roles.sh')], { cwd: vault.folder, env })
    expect(await readAll()).toEqual(before)
  })

  it('that does not exist is null, and so is a configuration', async () => {
    expect(await readRole(session, 'kubernetes/', 'anonymous')).toBeNull()
    expect(await readConfig(session, 'kubernetes/')).toBeNull()
    await expect(readRole(session, 'nowhere/', 'anonymous')).rejects.toMatchObject({ code: 'not-found' })
    await expect(listRoles(session, 'nowhere/')).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('mounts', () => {
  it('are listed completely, or as far as the token can see them', async () => {
    await vaultApi(vault, 'POST', 'sys/auth/team/k8s', {
      token,
      body: { type: 'kubernetes', description: 'of the team', config: { listing_visibility: 'unauth' } },
    })
    const whole = await listKubernetesMounts(session)
    expect(whole).toMatchObject({ complete: true, mounts: [{ path: 'kubernetes/' }, { path: 'team/k8s/' }] })
    expect(whole.mounts[1]).toMatchObject({ description: 'of the team', isListed: true })
    const poor = authenticatedSession(transport, await createToken(vault, token, { policies: ['default'] }))
    const seen = await listKubernetesMounts(poor)
    expect(seen).toMatchObject({ complete: false, mounts: [{ path: 'team/k8s/' }] })
  })
})
