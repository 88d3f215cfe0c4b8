/**
 * The manifests against a real API server, by dry run and with strict field validation, and the commands in a real
 * shell.
 */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { Agent, request } from 'undici'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import {
  addressForPods,
  isLoopback,
  problemsOf,
  type ManifestPlan,
} from '../../../renderer/lib/kubernetes/manifestPlan.ts'
import { asYaml, manifestKinds, manifestOf, tokenPath } from '../../../renderer/lib/kubernetes/manifests.ts'
import { podShell } from '../../../renderer/lib/kubernetes/podShell.ts'
import { startDoctorWorld, webappRole, type DoctorWorld } from '../../kubernetes/doctorWorld.ts'
import { writeRole } from '../../servers/kubernetesAuth.ts'
import { putSecret, writePolicy } from '../../servers/initialized.ts'
import { customKinds } from './crds.ts'

let world: DoctorWorld
let agent: Agent

beforeAll(async () => {
  world = await startDoctorWorld()
  agent = new Agent({ connect: { ca: world.kubernetes.caPem } })
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
  for (const kind of customKinds) await world.kubernetes.api('POST', path, kind)
  const lists = ['secrets-store.csi.x-k8s.io/v1/secretproviderclasses', 'external-secrets.io/v1/externalsecrets']
  const ofOperator = ['vaultconnections', 'vaultauths', 'vaultstaticsecrets'].map(
    (list) => `secrets.hashicorp.com/v1beta1/${list}`,
  )
  for (const list of [...lists, 'external-secrets.io/v1/secretstores', ...ofOperator]) {
    await vi.waitFor(async () => {
      const { status } = await send('GET', `/apis/${list}`)
      if (status !== 200) throw new Error(`${list}: ${status}`)
    }, 30_000)
  }
})
afterAll(async () => {
  await agent.close()
  await world.stop()
})

async function send(method: 'GET' | 'POST', path: string, yaml?: string) {
  const answer = await request(`${world.kubernetes.address}${path}`, {
    method,
    dispatcher: agent,
    headers: { authorization: `Bearer ${world.kubernetes.adminToken}`, 'content-type': 'application/yaml' },
    ...(yaml === undefined ? {} : { body: yaml }),
  })
  return { status: answer.statusCode, text: await answer.body.text(), warning: answer.headers['warning'] }
}

const plan: ManifestPlan = {
  app: 'webapp',
  namespace: 'default',
  serviceAccount: 'vault',
  vaultAddress: 'http://vault.default.svc:8200',
  caPem: '',
  vaultNamespace: '',
  mount: 'kubernetes/',
  role: 'webapp',
  audience: 'https://kubernetes.default.svc.cluster.local',
  secret: { mount: 'secret/', path: 'webapp/config', kvVersion: 2 },
  keys: ['username', 'password'],
}

const places: Readonly<Record<string, string>> = {
  ServiceAccount: '/api/v1/namespaces/default/serviceaccounts',
  Secret: '/api/v1/namespaces/default/secrets',
  Service: '/api/v1/namespaces/default/services',
  Deployment: '/apis/apps/v1/namespaces/default/deployments',
  ClusterRoleBinding: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  SecretProviderClass: '/apis/secrets-store.csi.x-k8s.io/v1/namespaces/default/secretproviderclasses',
  SecretStore: '/apis/external-secrets.io/v1/namespaces/default/secretstores',
  VaultConnection: '/apis/secrets.hashicorp.com/v1beta1/namespaces/default/vaultconnections',
  VaultAuth: '/apis/secrets.hashicorp.com/v1beta1/namespaces/default/vaultauths',
  VaultStaticSecret: '/apis/secrets.hashicorp.com/v1beta1/namespaces/default/vaultstaticsecrets',
  ExternalSecret: '/apis/external-secrets.io/v1/namespaces/default/externalsecrets',
}

/**
 * Returns the API server's result for each document: its kind and `valid`, or its message. An existing account is
 * valid.
 */
async function verdicts(yaml: string): Promise<string[]> {
  return Promise.all(
    yaml.split(/^---\n/m).map(async (text) => {
      const { kind } = parse(text) as { kind: string }
      const { status, text: words } = await send('POST', `${places[kind]}?dryRun=All&fieldValidation=Strict`, text)
      return status === 201 || status === 409 ? `${kind} valid` : `${kind} ${words}`
    }),
  )
}

describe('the manifests', () => {
  it.each([
    ['app', ['ServiceAccount', 'Deployment', 'Service']],
    ['agent', ['ServiceAccount', 'Deployment']],
    ['csi', ['ServiceAccount', 'SecretProviderClass', 'Deployment']],
    ['operator', ['ServiceAccount', 'SecretStore', 'ExternalSecret']],
    ['vso', ['ServiceAccount', 'VaultConnection', 'VaultAuth', 'VaultStaticSecret']],
    ['reviewer', ['ServiceAccount', 'ClusterRoleBinding', 'Secret']],
  ] as const)('%s: the API server accepts every object', async (kind, kinds) => {
    expect(await verdicts(asYaml(manifestOf(kind, plan)))).toEqual(kinds.map((one) => `${one} valid`))
  })

  it.each(['app', 'agent', 'csi', 'operator', 'vso'] as const)(
    '%s: the API server accepts every object with a private CA',
    async (kind) => {
      const withCa = { ...plan, vaultAddress: 'https://vault.vault.svc:8200', caPem: world.kubernetes.caPem }
      const yaml = asYaml(manifestOf(kind, withCa))
      expect((await verdicts(yaml)).filter((one) => !one.endsWith(' valid'))).toEqual([])
      expect(yaml.includes('webapp-vault-ca') || yaml.includes('vaultCACertPath')).toBe(true)
      expect(asYaml(manifestOf(kind, plan))).not.toMatch(/vault-ca|CACert|ca-cert/i)
    },
  )

  it('conform to the restricted profile of pod security', async () => {
    const namespace = 'restricted'
    const labels = {
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    }
    await world.kubernetes.api('POST', '/api/v1/namespaces', { metadata: { name: namespace, labels } })
    for (const kind of ['app', 'agent', 'csi'] as const) {
      const objects = manifestOf(kind, { ...plan, namespace, caPem: world.kubernetes.caPem })
      const of = objects.find((object) => object['kind'] === 'Deployment')
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments?dryRun=All`
      expect(await send('POST', path, JSON.stringify(of))).toMatchObject({ status: 201, warning: undefined })
    }
  })

  it('are valid for names that YAML would parse as another type, and for an unusual path', async () => {
    const odd: ManifestPlan = {
      ...plan,
      app: 'yes',
      serviceAccount: '1e3',
      role: 'null',
      audience: 'off',
      vaultNamespace: '0x10',
      secret: { mount: 'team/kv/', path: 'a: b # "c" {{ d }} 값', kvVersion: 1 },
      keys: ['~', 'a: b'],
    }
    expect(problemsOf(odd)).toEqual([])
    for (const kind of manifestKinds) {
      const said = await verdicts(asYaml(manifestOf(kind, odd)))
      expect(said.filter((one) => !one.endsWith(' valid'))).toEqual([])
    }
  })

  it('use the audience and the ten minutes of the role in the pod', () => {
    const yaml = asYaml(manifestOf('app', plan))
    expect(yaml).toContain('expirationSeconds: 600')
    expect(yaml).toContain(`audience: ${plan.audience}`)
    expect(yaml).toContain('name: VAULT_ADDR')
    expect(yaml).toContain('name: JWT_PATH')
    expect(asYaml(manifestOf('app', { ...plan, audience: '' }))).not.toContain('audience')
  })

  it('parse to the objects they were generated from, regardless of their strings', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.array(fc.string(), { maxLength: 3 }), (role, path, keys) => {
        const any = { ...plan, role, keys, secret: { ...plan.secret, path } }
        for (const kind of manifestKinds) {
          const objects = manifestOf(kind, any)
          const read = parseAllDocuments(asYaml(objects), { version: '1.1' }).map(
            (document) => document.toJS() as unknown,
          )
          expect(read).toEqual(objects)
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('the address of the server for a pod', () => {
  it.each([
    ['http://127.0.0.1:8200', 'vault', 'http://vault.vault.svc:8200'],
    ['https://localhost:8443', 'openbao', 'https://openbao.openbao.svc:8443'],
    ['https://[::1]', 'vault', 'https://vault.vault.svc:8200'],
    ['http://127.9.9.9:1', 'vault', 'http://vault.vault.svc:1'],
    ['http://0.0.0.0:8200', 'vault', 'http://vault.vault.svc:8200'],
    ['http://a.localhost:8200', 'vault', 'http://vault.vault.svc:8200'],
    ['https://vault.example.com:8200', 'vault', 'https://vault.example.com:8200'],
    ['https://10.0.0.1', 'vault', 'https://10.0.0.1'],
    ['', 'vault', ''],
  ] as const)('for %s (%s) is suggested as %s', (address, product, proposed) => {
    expect(addressForPods(address, product)).toBe(proposed)
  })

  it.each(['http://localhost.', 'http://2130706433:8200', 'http://0x7f.1', 'http://[::ffff:127.0.0.1]:8200'])(
    '%s is recognized as the pod itself',
    (address) => {
      expect(isLoopback(address)).toBe(true)
    },
  )
})

describe('a name that Kubernetes does not accept', () => {
  it.each([
    ['app', 'WebApp'],
    ['app', '1app'],
    ['app', ''],
    ['app', 'a'.repeat(64)],
    ['namespace', 'a.b'],
    ['namespace', '*'],
    ['serviceAccount', '*'],
    ['serviceAccount', 'a..b'],
    ['vaultAddress', 'vault:8200'],
  ] as const)('%s %s is reported before the dry run', (field, name) => {
    expect(problemsOf({ ...plan, [field]: name })).toEqual([field])
  })
})

describe('the commands for a shell in the pod', () => {
  const run = async (commands: string) =>
    (await promisify(execFile)('/bin/sh', ['-c', commands.replaceAll(tokenPath, join(world.vault.folder, 'jwt'))]))
      .stdout

  it('sign in and read, on the real server', async () => {
    const jwt = await world.kubernetes.token('default', 'vault')
    await writeFile(join(world.vault.folder, 'jwt'), jwt, { mode: 0o600 })
    const here = { ...plan, vaultAddress: world.vault.address }
    expect(await run(podShell(here))).toContain('"password":"static-password"')
    const odd = "it's 100%s/값"
    await putSecret(world.vault, world.root, encodeURI(odd).replace("'", '%27'), { found: 'yes' })
    await writePolicy(world.vault, world.root, 'odd', 'path "secret/data/*" { capabilities = ["read"] }')
    await writeRole(world.vault, world.root, 'odd', { ...webappRole, token_policies: 'odd' })
    expect(await run(podShell({ ...here, role: 'odd', secret: { ...plan.secret, path: odd } }))).toContain('"found"')
    // Characters that `printf` would interpret in its format arrive unchanged.
    const strange = String.raw`%s\n"'`
    const sent = await run(`curl() { cat >&2; }\nexec 2>&1\n${podShell({ ...here, role: strange })}`)
    expect(JSON.parse(sent.split('X-Vault-Token')[0] ?? '')).toEqual({ role: strange, jwt })
  })
})
