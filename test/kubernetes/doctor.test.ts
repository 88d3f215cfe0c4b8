/** The doctor on a real server and a real cluster: successes, and the right name for every failure. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReasonCode, Trial, WatchItem } from '../../electron/contract/kubernetesDoctor.ts'
import { manifestOf, type ManifestKind } from '../../renderer/lib/kubernetes/manifests.ts'
import type { ManifestPlan } from '../../renderer/lib/kubernetes/manifestPlan.ts'
import { createAuthority } from '../servers/certificates.ts'
import { holdingProxy } from '../servers/holdingProxy.ts'
import { putSecret, vaultApi } from '../servers/initialized.ts'
import { issuer } from '../servers/kubernetes.ts'
import { configureKubernetes, writeRole } from '../servers/kubernetesAuth.ts'
import { freePort } from '../../electron/features/practice/ports.ts'
import { codeOf, connectTo, draftOf, value } from '../features/startCore.ts'
import { startDoctorWorld, webappRole, type DoctorWorld } from './doctorWorld.ts'
import { claimsOf, clusterKey, looseJwt, signedJwt, strangeKeys } from './tokens.ts'

const mount = 'kubernetes/'
const secret = { mount: 'secret/', path: 'webapp/config' }

let world: DoctorWorld
let jwt: string

beforeAll(async () => {
  world = await startDoctorWorld()
  jwt = await world.kubernetes.token('default', 'vault')
})
afterAll(() => world.stop())

const doctor = () => world.test.client.kubernetesDoctor
const take = async (token: string): Promise<string> => {
  const { id } = await value(doctor().takeToken({ profileId: world.profileId, jwt: token }))
  if (id === null) throw new Error('the token cannot be used')
  return id
}
interface Attempt {
  readonly token?: string
  readonly role?: string
  readonly mount?: string
  /** Without the kubeconfig and without the check of the API server. */
  readonly blind?: boolean
}
const attempt = async ({ token = jwt, role = 'webapp', mount: at = mount, blind = false }: Attempt): Promise<Trial> =>
  value(
    doctor().tryLogin({
      profileId: world.profileId,
      tokenId: await take(token),
      mount: at,
      role,
      secret,
      look: !blind,
      ...(blind ? {} : { access: world.access }),
    }),
  )
const first = (trial: Trial): ReasonCode | undefined => trial.reasons[0]?.code
/** Creates a separate mount with settings in addition to or instead of the usual ones. */
const mountWith = async (name: string, more: Readonly<Record<string, unknown>>): Promise<string> => {
  await vaultApi(world.vault, 'POST', `sys/auth/${name}`, { token: world.root, body: { type: 'kubernetes' } })
  await configureKubernetes(world.vault, world.root, world.kubernetes, name, more)
  await writeRole(world.vault, world.root, 'webapp', webappRole, name)
  return `${name}/`
}

/** Returns the number of tokens on the server; one is the person's. */
const tokens = async (): Promise<number> => {
  const answer = await vaultApi(world.vault, 'GET', 'auth/token/accessors?list=true', { token: world.root })
  return (answer['data'] as { keys: string[] }).keys.length
}

describe('a token', () => {
  it('that Kubernetes creates is decoded next to the role, and every condition is met', async () => {
    const made = await value(
      doctor().makeToken({
        profileId: world.profileId,
        access: world.access,
        namespace: 'default',
        serviceAccount: 'vault',
        audiences: [issuer],
        seconds: 600,
      }),
    )
    expect(made.problems).toEqual([])
    expect(made.claims).toMatchObject({
      issuer,
      audiences: [issuer],
      subject: 'system:serviceaccount:default:vault',
      namespace: 'default',
      serviceAccount: 'vault',
    })
    const tokenId = made.id ?? ''
    const checked = await value(doctor().check({ profileId: world.profileId, tokenId, mount, role: 'webapp' }))
    expect(checked.reasons).toEqual([])
    const states = Object.fromEntries(checked.conditions.map(({ id, state }) => [id, state]))
    expect(states).toMatchObject({ audience: 'met', namespace: 'met', serviceAccount: 'met', expiry: 'met' })
    expect(Math.abs(checked.clockAhead ?? 99)).toBeLessThan(5)
    // The token is created here, and never crosses unless it is requested.
    const parts = (await value(doctor().revealToken({ profileId: world.profileId, tokenId }))).jwt.split('.')
    const before = world.test.crossed.slice(0, -1).join('')
    expect(before).not.toContain(parts[2])
  })

  it('signs in, reads the secret, and its Vault token is revoked', async () => {
    const trial = await attempt({})
    expect(trial).toMatchObject({ refusal: null, reasons: [], revoked: true, look: { problem: null } })
    expect(trial.login).toMatchObject({ policies: ['default', 'webapp'], ttl: 86_400 })
    const { uid } = (claimsOf(jwt)['kubernetes.io'] as { serviceaccount: { uid: string } }).serviceaccount
    expect(trial.login?.alias).toBe(uid)
    expect(trial.login?.metadata).toContainEqual({ key: 'service_account_name', value: 'vault' })
    expect(trial.review).toMatchObject({ state: 'accepted', username: 'system:serviceaccount:default:vault' })
    expect(trial.read?.fields.map(({ key }) => key).sort()).toEqual(['password', 'username'])
    expect(world.test.crossed.join('')).not.toContain('static-password')
    const { entries } = await value(doctor().revealRead({ profileId: world.profileId, readId: trial.read?.id ?? '' }))
    expect(entries).toContainEqual({ key: 'password', json: '"static-password"' })
    expect(await tokens()).toBe(1)
  })

  it('whose policy does not include the secret signs in and is refused there', async () => {
    await writeRole(world.vault, world.root, 'other', { ...webappRole, token_policies: 'default' })
    const trial = await attempt({ role: 'other' })
    expect(trial.login).not.toBeNull()
    expect(trial).toMatchObject({ read: null, readRefusal: { code: 'permission-denied', status: 403 }, revoked: true })
  })

  it('that cannot revoke itself is revoked by the person', async () => {
    await writeRole(world.vault, world.root, 'bare', { ...webappRole, token_no_default_policy: true })
    const trial = await attempt({ role: 'bare' })
    expect(trial).toMatchObject({ login: { policies: ['webapp'] }, readRefusal: null, revoked: true })
    expect(await tokens()).toBe(1)
  })
})

/** Namespaces are selected by a label, not by name. */
const selectedRole = {
  ...webappRole,
  bound_service_account_namespaces: '',
  bound_service_account_namespace_selector: '{"matchLabels":{"team":"shop"}}',
}

describe('an abandoned sign-in', () => {
  /** A separate connection over a proxy that can delay answers. */
  const held = async () => {
    const proxy = await holdingProxy(Number(new URL(world.vault.address).port))
    const profileId = await connectTo(world.test, proxy.address, world.root)
    const { id } = await value(doctor().takeToken({ profileId, jwt }))
    return { proxy, trial: { profileId, tokenId: id ?? '', mount, role: 'webapp' } }
  }

  it('leaves no token if the person has left before the answer', async () => {
    const { proxy, trial } = await held()
    const before = await tokens()
    const leave = new AbortController()
    const answer = proxy.hold('POST', '/v1/auth/kubernetes/login')
    const asked = codeOf(doctor().tryLogin({ ...trial, look: false }, leave.signal))
    await answer.arrived
    leave.abort()
    answer.release()
    expect(await asked).toBe('canceled')
    await expect.poll(tokens).toBe(before)

    const again = new AbortController()
    const second = proxy.hold('POST', '/v1/auth/kubernetes/login')
    const watched = doctor().watch({ ...trial, secret, seconds: 1 }, again.signal)
    await second.arrived
    again.abort()
    second.release()
    expect(await codeOf(watched.result)).toBe('canceled')
    await expect.poll(tokens).toBe(before)
    await proxy.stop()
  })

  it('leaves no token if the answer names a policy of 5000 characters', async () => {
    const before = await tokens()
    await writeRole(world.vault, world.root, 'long', { ...webappRole, token_policies: 'x'.repeat(5000) })
    expect(await attempt({ role: 'long', blind: true })).toMatchObject({
      login: { policies: ['default', 'x'.repeat(5000)] },
      revoked: true,
    })
    expect(await tokens()).toBe(before)
  })

  it('sends nothing to a new address that the connection got in between', async () => {
    const { proxy, trial } = await held()
    const elsewhere = await holdingProxy(Number(new URL(world.vault.address).port))
    // The check of the API server takes as long as that server delays it.
    const slow = createServer(() => undefined)
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
    const arrived = new Promise<void>((resolve) => slow.once('connection', () => resolve()))
    const host = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`
    const at = await mountWith('slow', { kubernetes_host: host })
    const asked = codeOf(doctor().tryLogin({ ...trial, mount: at, look: true }))
    await arrived
    const { profileId } = trial
    await value(world.test.client.connections.update({ profileId, profile: draftOf(elsewhere.address) }))
    slow.close()
    slow.closeAllConnections()
    expect(await asked).toBe('signed-out')
    expect(elsewhere.seen.filter(({ path }) => path.endsWith('/login'))).toEqual([])
    await Promise.all([proxy.stop(), elsewhere.stop()])
  })
})

describe('a failure', () => {
  /** Each failure by its name, its cause, and whether it is also reported without kubeconfig and check. */
  const failures: readonly (readonly [ReasonCode, () => Promise<Attempt>, 'alone' | 'with help'])[] = [
    ['unknown-role', async () => ({ role: 'nobody' }), 'alone'],
    ['no-such-mount', async () => ({ mount: 'nowhere/' }), 'alone'],
    [
      'other-method',
      async () => {
        await vaultApi(world.vault, 'POST', 'sys/auth/people', { token: world.root, body: { type: 'userpass' } })
        return { mount: 'people/' }
      },
      'alone',
    ],
    [
      'not-configured',
      async () => {
        await vaultApi(world.vault, 'POST', 'sys/auth/bare', { token: world.root, body: { type: 'kubernetes' } })
        await writeRole(world.vault, world.root, 'webapp', webappRole, 'bare')
        return { mount: 'bare/' }
      },
      'alone',
    ],
    [
      'wrong-audience',
      async () => ({ token: await world.kubernetes.token('default', 'vault', { audiences: ['somebody else'] }) }),
      'alone',
    ],
    [
      'wrong-namespace',
      async () => {
        await world.kubernetes.serviceAccount('elsewhere', 'vault')
        return { token: await world.kubernetes.token('elsewhere', 'vault') }
      },
      'alone',
    ],
    [
      'wrong-service-account',
      async () => {
        await world.kubernetes.serviceAccount('default', 'stranger')
        return { token: await world.kubernetes.token('default', 'stranger') }
      },
      'alone',
    ],
    [
      'expired',
      async () => {
        const now = Math.floor(Date.now() / 1000)
        const claims = { ...claimsOf(jwt), iat: now - 7200, nbf: now - 7200, exp: now - 3600 }
        return { token: signedJwt(claims, await clusterKey(world.kubernetes)) }
      },
      'alone',
    ],
    [
      'not-yet-valid',
      async () => {
        const now = Math.floor(Date.now() / 1000)
        const claims = { ...claimsOf(jwt), iat: now + 3600, nbf: now + 3600, exp: now + 7200 }
        return { token: signedJwt(claims, await clusterKey(world.kubernetes)) }
      },
      'alone',
    ],
    [
      'wrong-issuer',
      async () => ({
        mount: await mountWith('issuer', { issuer: 'https://elsewhere', disable_iss_validation: false }),
      }),
      'alone',
    ],
    ['algorithm', async () => ({ token: looseJwt({ alg: 'none' }, claimsOf(jwt), '') }), 'alone'],
    ['other-cluster', async () => ({ token: signedJwt(claimsOf(jwt), strangeKeys().privateKey) }), 'with help'],
    [
      'service-account-deleted',
      async () => {
        await world.kubernetes.serviceAccount('default', 'gone')
        const token = await world.kubernetes.token('default', 'gone')
        await world.kubernetes.deleteServiceAccount('default', 'gone')
        await writeRole(world.vault, world.root, 'gone', { ...webappRole, bound_service_account_names: 'gone' })
        return { token, role: 'gone' }
      },
      'with help',
    ],
    [
      'pod-deleted',
      async () => {
        await world.kubernetes.pod('default', 'web-0', 'vault')
        const token = await world.kubernetes.token('default', 'vault', { pod: 'web-0' })
        await world.kubernetes.api('DELETE', '/api/v1/namespaces/default/pods/web-0', { gracePeriodSeconds: 0 })
        return { token }
      },
      'with help',
    ],
    [
      'reviewer-expired',
      async () => {
        await world.kubernetes.reviewer('past', 'default')
        const token_reviewer_jwt = await world.kubernetes.token('default', 'past')
        const at = await mountWith('past', { token_reviewer_jwt })
        await world.kubernetes.deleteServiceAccount('default', 'past')
        return { mount: at }
      },
      'with help',
    ],
    [
      'reviewer-is-the-token',
      async () => ({ mount: await mountWith('own', { token_reviewer_jwt: '', disable_local_ca_jwt: true }) }),
      'with help',
    ],
    [
      'api-unreachable',
      async () => ({ mount: await mountWith('away', { kubernetes_host: `https://127.0.0.1:${await freePort()}` }) }),
      'with help',
    ],
    [
      'wrong-ca',
      async () => ({ mount: await mountWith('ca', { kubernetes_ca_cert: (await createAuthority()).certPem }) }),
      'with help',
    ],
    [
      'wrong-key',
      async () => ({ mount: await mountWith('key', { pem_keys: [strangeKeys().publicKey] }) }),
      'with help',
    ],
    [
      'cidr',
      async () => {
        await writeRole(world.vault, world.root, 'bound', { ...webappRole, token_bound_cidrs: '10.1.2.0/24' })
        return { role: 'bound' }
      },
      'with help',
    ],
    [
      'reviewer-cannot-read-namespaces',
      async () => {
        await writeRole(world.vault, world.root, 'selected', selectedRole)
        return { role: 'selected' }
      },
      'alone',
    ],
    [
      'selector-no-match',
      async () => {
        const rbac = '/apis/rbac.authorization.k8s.io/v1'
        await world.kubernetes.api('POST', `${rbac}/clusterroles`, {
          metadata: { name: 'see-namespaces' },
          rules: [{ apiGroups: [''], resources: ['namespaces'], verbs: ['get'] }],
        })
        await world.kubernetes.api('POST', `${rbac}/clusterrolebindings`, {
          metadata: { name: 'reviewer-sees-namespaces' },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'see-namespaces' },
          subjects: [{ kind: 'ServiceAccount', name: 'vault-reviewer', namespace: 'default' }],
        })
        return { role: 'selected' }
      },
      'alone',
    ],
    [
      'selector-needs-reviewer',
      async () => {
        const at = await mountWith('unreviewed', { token_reviewer_jwt: '', disable_local_ca_jwt: true })
        await writeRole(world.vault, world.root, 'selected', selectedRole, 'unreviewed')
        return { mount: at, role: 'selected' }
      },
      'alone',
    ],
    [
      'reviewer-not-allowed',
      async () => {
        const bindings = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'
        for (const name of ['default-vault-reviewer', 'default-past']) {
          await world.kubernetes.api('DELETE', `${bindings}/${name}`)
        }
        return {}
      },
      'with help',
    ],
  ]
  afterAll(() => world.kubernetes.reviewer())

  it.each(failures)('is named: %s', async (code, arrange, how) => {
    const made = await arrange()
    const trial = await attempt(made)
    expect(trial.login, 'it must fail').toBeNull()
    expect(trial.refusal).not.toBeNull()
    expect([code, trial.refusal?.words, trial.reasons[0]]).toEqual([
      code,
      trial.refusal?.words,
      expect.objectContaining({ code }),
    ])
    const alone = how === 'alone' ? first(await attempt({ ...made, blind: true })) : code
    expect(alone).toBe(code)
  })
})

describe('watching as an app', () => {
  const begin = async (signal?: AbortSignal) =>
    doctor().watch(
      { profileId: world.profileId, tokenId: await take(jwt), mount, role: 'webapp', secret, seconds: 0.2 },
      signal,
    )

  it('shows a changed secret when it arrives, and revokes the token when the watch ends', async () => {
    await writeRole(world.vault, world.root, 'webapp', webappRole)
    const running = await begin()
    const seen: WatchItem[] = []
    let watchId = ''
    const changed: unknown[] = []
    for await (const item of running) {
      seen.push(item)
      if (item.kind === 'began') ({ watchId } = item)
      if (item.kind === 'read' && item.changed.length === 0) {
        await putSecret(world.vault, world.root, 'webapp/config', { username: 'static-user', password: 'changed' })
      }
      if (item.kind === 'read' && item.changed.length > 0) {
        const { entries } = await value(doctor().revealRead({ profileId: world.profileId, readId: item.read.id }))
        changed.push(item.changed, entries.find(({ key }) => key === 'password')?.json)
        await value(doctor().endWatch({ watchId }))
      }
    }
    expect(await value(running.result)).toMatchObject({ changes: 1, revoked: true })
    expect(changed).toEqual([['password'], '"changed"'])
    expect(seen.slice(0, 3).map(({ kind }) => kind)).toEqual(['began', 'signed-in', 'read'])
    expect(await tokens()).toBe(1)
  })

  it('signs in again after the token has expired', async () => {
    await writeRole(world.vault, world.root, 'webapp', { ...webappRole, token_num_uses: 2 })
    let signIns = 0
    for await (const item of await begin()) {
      if (item.kind === 'signed-in') signIns++
      if (signIns === 2) break
    }
    expect(signIns).toBe(2)
    await writeRole(world.vault, world.root, 'webapp', { ...webappRole, token_num_uses: 0 })
    await expect.poll(tokens).toBe(1)
  })

  it('revokes the token when no one watches any more', async () => {
    const leave = new AbortController()
    const running = await begin(leave.signal)
    for await (const item of running) if (item.kind === 'read') leave.abort()
    expect(await codeOf(running.result)).toBe('canceled')
    await expect.poll(tokens).toBe(1)
  })

  it('revokes the token when the app locks, and drops its data', async () => {
    const tokenId = await take(jwt)
    const running = await begin()
    for await (const item of running) if (item.kind === 'read') await world.test.core.lock()
    expect(await codeOf(running.result)).toBe('locked')
    await expect.poll(tokens).toBe(1)
    await world.test.core.call('app.unlock', {}, {})
    await value(
      world.test.client.session.signIn({
        profileId: world.profileId,
        credentials: { method: 'token', token: world.root },
        remember: false,
      }),
    )
    expect(await codeOf(doctor().revealToken({ profileId: world.profileId, tokenId }))).toBe('not-found')
  })
})

describe('a dry run of manifests', () => {
  const plan: ManifestPlan = {
    app: 'webapp',
    namespace: 'default',
    serviceAccount: 'dry',
    vaultAddress: 'http://vault.example:8200',
    caPem: '',
    vaultNamespace: '',
    mount,
    role: 'webapp',
    audience: issuer,
    secret: { ...secret, kvVersion: 2 },
    keys: [],
  }
  const texts = (kind: ManifestKind, more: Partial<ManifestPlan> = {}) =>
    manifestOf(kind, { ...plan, ...more }).map((object) => JSON.stringify(object))
  const tryAll = async (objects: string[], access = world.access) => {
    const { outcomes } = await value(world.test.client.kubeconfig.dryRun({ access, objects }))
    return outcomes.map(({ kind, state }) => `${kind} ${state}`)
  }

  it('names the result of each object, and stores none', async () => {
    const { kubernetes } = world
    expect(await tryAll(texts('app'))).toEqual(['ServiceAccount new', 'Deployment new', 'Service new'])
    await expect(kubernetes.api('GET', '/api/v1/namespaces/default/serviceaccounts/dry')).rejects.toThrow('404')
    await expect(kubernetes.api('GET', '/apis/apps/v1/namespaces/default/deployments/webapp')).rejects.toThrow('404')

    // An existing object is not changed.
    await kubernetes.serviceAccount('default', 'dry')
    await kubernetes.api('POST', '/api/v1/namespaces/default/services', {
      metadata: { name: 'webapp', labels: { mine: 'yes' } },
      spec: { ports: [{ name: 'http', port: 80 }] },
    })
    const before = await kubernetes.api('GET', '/api/v1/namespaces/default/services/webapp')
    expect(await tryAll(texts('app'))).toEqual(['ServiceAccount there', 'Deployment new', 'Service there'])
    expect(await kubernetes.api('GET', '/api/v1/namespaces/default/services/webapp')).toEqual(before)
    expect(await tryAll(texts('reviewer'))).toEqual([
      expect.stringMatching(/^ServiceAccount (?:new|there)$/),
      expect.stringMatching(/^ClusterRoleBinding (?:new|there)$/),
      'Secret new',
    ])

    // Invalid objects, each by its name.
    expect(await tryAll(texts('operator'))).toEqual([
      'ServiceAccount there',
      'SecretStore no-kind',
      'ExternalSecret no-kind',
    ])
    expect(await tryAll(texts('app', { namespace: 'nowhere' }))).toEqual([
      'ServiceAccount no-namespace',
      'Deployment no-namespace',
      'Service no-namespace',
    ])
    const wrong = texts('app').map((text) => text.replace('"replicas":1', '"replicas":-1'))
    const { outcomes } = await value(
      world.test.client.kubeconfig.dryRun({ access: world.access, objects: wrong.slice(1, 2) }),
    )
    expect(outcomes).toMatchObject([{ state: 'refused', words: expect.stringContaining('spec.replicas') as string }])
  })

  it('shows warnings of Kubernetes, for example about pods that it would refuse', async () => {
    const { kubernetes, access } = world
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
    await kubernetes.api('POST', '/api/v1/namespaces', { metadata: { name: 'guarded', labels } })
    const tryIn = async (change: (text: string) => string) => {
      const objects = texts('app', { namespace: 'guarded' }).map(change)
      return (await value(world.test.client.kubeconfig.dryRun({ access, objects }))).outcomes
    }
    const clean = await tryIn((text) => text)
    expect(clean.map(({ kind, state, warnings }) => [kind, state, warnings])).toEqual([
      ['ServiceAccount', 'new', []],
      ['Deployment', 'new', []],
      ['Service', 'new', []],
    ])
    const loose = await tryIn((text) => text.replace('"runAsNonRoot":true,', ''))
    expect(loose.find(({ kind }) => kind === 'Deployment')).toMatchObject({
      state: 'new',
      warnings: [expect.stringMatching(/PodSecurity.*runAsNonRoot/) as string],
    })
  })

  it("reports missing permissions of the cluster's user", async () => {
    const { kubernetes, access } = world
    await kubernetes.serviceAccount('default', 'nobody')
    const poor = kubernetes.kubeconfig().replace(/token: \S+/, `token: ${await kubernetes.token('default', 'nobody')}`)
    const { id } = await value(world.test.client.kubeconfig.give({ text: poor }))
    expect(await tryAll(texts('app'), { ...access, source: { kind: 'given', id } })).toEqual([
      'ServiceAccount denied',
      'Deployment denied',
      'Service denied',
    ])
  })

  it('sends nothing that is not in a manifest', async () => {
    const run = (object: unknown) =>
      codeOf(world.test.client.kubeconfig.dryRun({ access: world.access, objects: [JSON.stringify(object)] }))
    expect(await run({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } })).toBe('unsupported')
    expect(await run({ apiVersion: 'v1', kind: '__proto__', metadata: { name: 'a' } })).toBe('unsupported')
    expect(await run({ apiVersion: 'v1', kind: 'Service' })).toBe('invalid-input')
    expect(await run('words')).toBe('invalid-input')
    const odd = { apiVersion: 'v1', kind: 'Service', metadata: { name: '../../secrets', namespace: 'a/b?c' } }
    expect(await tryAll([JSON.stringify(odd)])).not.toContain('Service new')
  })
})
