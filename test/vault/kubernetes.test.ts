/** The auth method's fields, as the server itself lists them, against those that we know. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configNames, olderRoleNames, reviewerName, roleNames } from '../../electron/contract/kubernetesNames.ts'
import { readConfig } from '../../electron/vault/kubernetesConfig.ts'
import { listKubernetesMounts } from '../../electron/vault/kubernetesMounts.ts'
import { listRoles, putRole, readRole } from '../../electron/vault/kubernetesRoles.ts'
import { asPerson, type VaultSession } from '../../electron/vault/session.ts'
import { openTransport, type Transport } from '../../electron/vault/transport.ts'
import { createToken, initialiseAndUnseal, vaultApi } from '../servers/initialised.ts'
import { enableKubernetes, writeRole } from '../servers/kubernetesAuth.ts'
import { startVault, testedProduct, type TestVault } from '../servers/vault.ts'

let vault: TestVault
let token: string
let transport: Transport
let session: VaultSession

beforeAll(async () => {
  vault = await startVault({ plugins: ['kubernetes'] })
  token = (await initialiseAndUnseal(vault)).rootToken
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
  session = asPerson(transport, token)
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

/** What a write at a path takes, by the server's OpenAPI. */
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
    if (role === null) return
    await putRole(session, 'kubernetes/', 'older', role.settings)
    expect(await readRole(session, 'kubernetes/', 'older')).toEqual({ ...role, older: [] })
  })

  it('keeps its selector when only its time to live is changed', async () => {
    const selector = '{"matchLabels":{"team":"shop"}}'
    await writeRole(vault, token, 'selected', {
      bound_service_account_names: '*',
      bound_service_account_namespace_selector: selector,
    })
    const role = await readRole(session, 'kubernetes/', 'selected')
    expect(role?.settings.namespaceSelector).toBe(selector)
    if (role === null) return
    await putRole(session, 'kubernetes/', 'selected', { ...role.settings, ttl: 60 })
    expect((await readRole(session, 'kubernetes/', 'selected'))?.settings).toEqual({ ...role.settings, ttl: 60 })
  })

  it('that is not there is null, and so is a configuration', async () => {
    expect(await readRole(session, 'kubernetes/', 'nobody')).toBeNull()
    expect(await readConfig(session, 'kubernetes/')).toBeNull()
    await expect(readRole(session, 'nowhere/', 'nobody')).rejects.toMatchObject({ code: 'not-found' })
    await expect(listRoles(session, 'nowhere/')).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('mounts', () => {
  it('are listed whole, or as far as the token may see them', async () => {
    await vaultApi(vault, 'POST', 'sys/auth/team/k8s', {
      token,
      body: { type: 'kubernetes', description: 'of the team', config: { listing_visibility: 'unauth' } },
    })
    const whole = await listKubernetesMounts(session)
    expect(whole).toMatchObject({ complete: true, mounts: [{ path: 'kubernetes/' }, { path: 'team/k8s/' }] })
    expect(whole.mounts[1]).toMatchObject({ description: 'of the team', isListed: true })
    const poor = asPerson(transport, await createToken(vault, token, { policies: ['default'] }))
    const seen = await listKubernetesMounts(poor)
    expect(seen).toMatchObject({ complete: false, mounts: [{ path: 'team/k8s/' }] })
  })
})
