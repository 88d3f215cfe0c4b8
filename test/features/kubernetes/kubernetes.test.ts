/** The auth method through the contract: a configuration that loses nothing, roles of several users, many roles. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConsentAct } from '../../../electron/core/consent/act.ts'
import type { KubernetesConfig, Role, RoleSettings } from '../../../electron/contract/kubernetes.ts'
import type { AskConsent } from '../../../electron/core/consent/consent.ts'
import { addAppRole, createToken, initializeAndUnseal, vaultApi, writePolicy } from '../../servers/initialized.ts'
import { startKubernetes, type TestKubernetes } from '../../servers/kubernetes.ts'
import { enableKubernetes, kubernetesLogin, writeRole } from '../../servers/kubernetesAuth.ts'
import { startVault, testedProduct, type TestVault } from '../../servers/vault.ts'
import { codeOf, draftOf, signInWith, startCore, type TestCore, value } from '../startCore.ts'

const mount = 'kubernetes/'
let vault: TestVault
let kubernetes: TestKubernetes
let token: string
let reviewer: string
let test: TestCore
let profileId: string
const asked: ConsentAct[] = []
const askConsent: AskConsent = async ({ act }) => {
  asked.push(act)
  // The person has Kubernetes create tokens, and allows nothing else.
  return act.kind === 'make-token'
}

beforeAll(async () => {
  ;[vault, kubernetes, test] = await Promise.all([
    startVault({ plugins: ['kubernetes'] }),
    startKubernetes(),
    startCore({ deps: { askConsent } }),
  ])
  token = (await initializeAndUnseal(vault)).rootToken
  await enableKubernetes(vault, token)
  await kubernetes.serviceAccount('shop', 'web')
  reviewer = await kubernetes.reviewer()
  profileId = (await value(test.client.connections.add({ profile: draftOf(vault.address) }))).id
  await signIn(token)
})
afterAll(async () => {
  await test.stop()
  await kubernetes.stop()
  await vault.stop()
})

const signIn = (with_: string) => signInWith(test, profileId, with_)

const settings = (more: Partial<RoleSettings> = {}): RoleSettings => ({
  serviceAccounts: ['web'],
  namespaces: ['shop'],
  namespaceSelector: '',
  audience: '',
  aliasNameSource: 'serviceaccount_uid',
  policies: ['webapp'],
  ttl: 0,
  maxTtl: 0,
  period: 0,
  explicitMaxTtl: 0,
  numUses: 0,
  tokenType: 'default',
  noDefaultPolicy: false,
  boundCidrs: [],
  strictlyBindIp: testedProduct === 'openbao' ? false : null,
  more: [],
  ...more,
})

async function allRoles(at: string): Promise<{ roles: Role[]; failed: string[]; first: string[] }> {
  const roles: Role[] = []
  const failed: string[] = []
  let first: string[] = []
  const stream = test.client.kubernetes.roles({ profileId, mount: at })
  for await (const item of stream) {
    if (item.kind === 'names') first = item.names
    else {
      roles.push(...item.roles)
      failed.push(...item.failed.map(({ name, error }) => `${name} ${error?.code ?? ''}`))
    }
  }
  await value(stream.result)
  return { roles, failed, first }
}

describe('the configuration', () => {
  const config = (more: Partial<KubernetesConfig> = {}): KubernetesConfig => ({
    host: kubernetes.address,
    caPem: kubernetes.caPem,
    pemKeys: [],
    issuer: '',
    disableIssValidation: true,
    disableLocalCaJwt: true,
    annotationsAsAliasMetadata: testedProduct === 'openbao' ? null : false,
    more: [],
    ...more,
  })
  const login = async () => kubernetesLogin(vault, 'web', await kubernetes.token('shop', 'web'))

  it('is not written with a private key, without a certificate, or with a reviewer that is not a token', async () => {
    const { writeConfig, config: read } = test.client.kubernetes
    const before = await value(read({ profileId, mount }))
    const codeWith = (more: Partial<KubernetesConfig>, jwt = reviewer) =>
      codeOf(
        writeConfig({
          profileId,
          mount,
          base: before.config,
          reviewerWasSet: before.reviewerSet,
          config: config(more),
          reviewer: { from: 'given', jwt, keep: true },
          erase: [],
        }),
      )
    const key = '-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----'
    expect(await codeWith({ caPem: `${kubernetes.caPem}\n${key}` })).toBe('certificate-invalid')
    expect(await codeWith({ pemKeys: [key] })).toBe('certificate-invalid')
    expect(await codeWith({ caPem: 'no certificate' })).toBe('certificate-invalid')
    expect(await codeWith({ caPem: key.replaceAll('PRIVATE KEY', 'CERTIFICATE') })).toBe('certificate-invalid')
    for (const jwt of ['${SA_TOKEN}', 'reviewer_service_account_jwt', token])
      expect(await codeWith({}, jwt)).toBe('invalid-input')
    expect(await value(read({ profileId, mount }))).toEqual(before)
  })

  it('is saved with the CA as PEM and the plain JWT, regardless of their input form', async () => {
    const { writeConfig } = test.client.kubernetes
    await enableKubernetes(vault, token, 'forms')
    const { config: saved } = await value(
      writeConfig({
        profileId,
        mount: 'forms/',
        base: null,
        reviewerWasSet: false,
        config: config({ caPem: kubernetes.caPem.trim().replaceAll('\n', String.raw`\n`) }),
        reviewer: { from: 'given', jwt: `"${reviewer}"`, keep: false },
        erase: [],
      }),
    )
    expect(saved?.caPem.trim()).toContain(kubernetes.caPem.trim().split('\n').slice(1, 3).join('\n'))
    const role = { bound_service_account_names: 'web', bound_service_account_namespaces: 'shop' }
    await writeRole(vault, token, 'web', role, 'forms')
    expect(await kubernetesLogin(vault, 'web', await kubernetes.token('shop', 'web'), 'forms')).toHaveProperty(
      'client_token',
    )
    await value(test.client.kubernetes.disable({ profileId, mount: 'forms/', confirm: 'forms' }))
  })

  it('is saved with a reviewer that Kubernetes makes, which stays in the core', async () => {
    const { writeConfig } = test.client.kubernetes
    const { id } = await value(test.client.kubeconfig.give({ text: kubernetes.kubeconfig() }))
    const access = { source: { kind: 'given', id }, context: 'test' } as const
    const wish = { namespace: 'default', serviceAccount: 'vault-reviewer', audiences: [], seconds: 3600 }
    const makeToken = () => value(test.client.kubernetesDoctor.makeToken({ profileId, access, ...wish }))
    const made = await makeToken()
    expect(asked.at(-1)).toMatchObject({
      kind: 'make-token',
      account: 'default/vault-reviewer',
      destination: kubernetes.address,
    })
    expect(made.claims).toMatchObject({ namespace: 'default', serviceAccount: 'vault-reviewer' })
    await enableKubernetes(vault, token, 'made')
    const save = (tokenId: string) =>
      writeConfig({
        profileId,
        mount: 'made/',
        base: null,
        reviewerWasSet: false,
        config: config(),
        reviewer: { from: 'made', tokenId, keep: true },
        erase: [],
      })
    // Another person gets no token that was made for this one.
    await signIn(await createToken(vault, token, { policies: ['root'] }))
    expect(await codeOf(save(made.id ?? ''))).toBe('not-found')
    await signIn(token)
    const saved = await value(save((await makeToken()).id ?? ''))
    expect(saved.kept?.host).toBe(kubernetes.address)
    const role = { bound_service_account_names: 'web', bound_service_account_namespaces: 'shop' }
    await writeRole(vault, token, 'web', role, 'made')
    expect(await kubernetesLogin(vault, 'web', await kubernetes.token('shop', 'web'), 'made')).toHaveProperty(
      'client_token',
    )
    expect(test.crossed.join('')).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]{20,}/)
    await value(test.client.kubernetes.disable({ profileId, mount: 'made/', confirm: 'made' }))
  })

  it('describes a reviewer before it is saved', async () => {
    const look = (jwt: string) => value(test.client.kubernetes.lookAtReviewer({ jwt }))
    expect(await look(reviewer)).toMatchObject({ kind: 'service-account', expiresAt: expect.stringMatching(/^20/) })
    expect(await look('${SA_TOKEN}')).toMatchObject({ kind: 'placeholder', expiresAt: null })
  })

  it('is saved several times, and pods log in after each save', async () => {
    const { writeConfig, config: read } = test.client.kubernetes
    await writeRole(vault, token, 'web', {
      bound_service_account_names: 'web',
      bound_service_account_namespaces: 'shop',
    })
    expect(await value(read({ profileId, mount }))).toMatchObject({ config: null, reviewerSet: false, kept: null })

    const given = { from: 'given' as const, jwt: reviewer, keep: true }
    const first = await value(
      writeConfig({
        profileId,
        mount,
        base: null,
        reviewerWasSet: false,
        config: config(),
        reviewer: given,
        erase: [],
      }),
    )
    expect(first).toMatchObject({ reviewerSet: true, kept: { host: kubernetes.address } })
    expect(first.authorities[0]?.subject).toContain('CN=')
    expect(await login()).toHaveProperty('client_token')

    // Another change without the JWT would erase it: the save is refused, and nothing has changed.
    const next = config({ issuer: 'https://issuer.example' })
    const blind = { profileId, mount, base: first.config, reviewerWasSet: true, config: next, erase: [] }
    expect(await codeOf(writeConfig({ ...blind, reviewer: { from: 'none' } }))).toBe('confirmation-needed')
    expect(await value(read({ profileId, mount }))).toEqual(first)

    // With the JWT that is stored on this computer.
    const second = await value(writeConfig({ ...blind, reviewer: { from: 'kept' } }))
    expect(second).toMatchObject({ reviewerSet: true, config: { issuer: 'https://issuer.example' } })
    expect(await login()).toHaveProperty('client_token')

    // The stored credentials list the JWT, and show it only after a fresh unlock.
    const { held, reveal } = test.client.custody
    const [holds] = await value(held({}))
    const when = expect.any(String)
    expect(holds?.reviewers).toEqual([{ mount, host: kubernetes.address, keptAt: when, usedAt: when }])
    expect(JSON.stringify(holds)).not.toContain(reviewer)
    expect(await codeOf(reveal({ profileId, item: { reviewer: 'nowhere/' } }))).toBe('not-found')

    // The question names the server that the JWT is stored for, regardless of the connection's address.
    const elsewhere = draftOf('http://127.0.0.1:1')
    await value(test.client.connections.update({ profileId, profile: elsewhere }))
    expect(await codeOf(reveal({ profileId, item: { reviewer: mount } }))).toBe('consent-refused')
    expect(asked.at(-1)).toMatchObject({ kind: 'show-kept', address: vault.address })
    await value(test.client.connections.update({ profileId, profile: draftOf(vault.address) }))
    await signIn(token)

    // With the JWT in the request again.
    const third = await value(
      writeConfig({
        ...blind,
        base: second.config,
        config: config(),
        reviewer: { ...given, keep: false },
        erase: ['issuer'],
      }),
    )
    expect(third).toMatchObject({ reviewerSet: true, config: { issuer: '' } })
    expect(await login()).toHaveProperty('client_token')

    // The JWT is erased, as the request says.
    const fourth = await value(
      writeConfig({
        ...blind,
        base: third.config,
        config: config(),
        reviewer: { from: 'none' },
        erase: ['reviewer'],
      }),
    )
    expect(fourth).toMatchObject({ reviewerSet: false })
    await expect(login()).rejects.toThrow('answered 403')
  })

  it('is not overwritten after another user has saved', async () => {
    const { writeConfig, config: read } = test.client.kubernetes
    const mine = await value(read({ profileId, mount }))
    await vaultApi(vault, 'POST', 'auth/kubernetes/config', {
      token,
      body: { kubernetes_host: kubernetes.address, kubernetes_ca_cert: kubernetes.caPem, token_reviewer_jwt: reviewer },
    })
    const save = {
      profileId,
      mount,
      base: mine.config,
      reviewerWasSet: mine.reviewerSet,
      config: config({ issuer: 'mine' }),
      reviewer: { from: 'none' as const },
      erase: ['reviewer' as const],
    }
    expect(await codeOf(writeConfig(save))).toBe('cas-mismatch')
    expect(await value(read({ profileId, mount }))).toMatchObject({ reviewerSet: true, config: { issuer: '' } })
  })

  it('sends a stored JWT to no other API server, and forgets it on request', async () => {
    const { writeConfig, config: read, forgetReviewer } = test.client.kubernetes
    const now = await value(read({ profileId, mount }))
    const elsewhere = {
      profileId,
      mount,
      base: now.config,
      reviewerWasSet: now.reviewerSet,
      config: { ...(now.config ?? config()), host: 'https://elsewhere.example' },
      reviewer: { from: 'kept' as const },
      erase: [],
    }
    expect(await codeOf(writeConfig(elsewhere))).toBe('confirmation-needed')
    await value(test.client.custody.remove({ profileId, item: { reviewer: 'nowhere/' } }))
    expect((await value(read({ profileId, mount }))).kept).not.toBeNull()
    await value(forgetReviewer({ profileId, mount }))
    expect((await value(read({ profileId, mount }))).kept).toBeNull()
    expect(await codeOf(writeConfig(elsewhere))).toBe('not-found')
  })

  it('keeps both of two JWTs that are stored at once, and none that is removed during a save', async () => {
    const { writeConfig, config: read, enable, forgetReviewer } = test.client.kubernetes
    const places = ['first/', 'second/']
    for (const each of places) await value(enable({ profileId, mount: each }))
    const save = async (each: string, from: 'given' | 'kept') => {
      const now = await value(read({ profileId, mount: each }))
      return value(
        writeConfig({
          profileId,
          mount: each,
          base: now.config,
          reviewerWasSet: now.reviewerSet,
          config: now.config ?? config(),
          reviewer: from === 'kept' ? { from } : { from, jwt: reviewer, keep: true },
          erase: [],
        }),
      )
    }
    const kept = async () =>
      Promise.all(places.map(async (each) => (await value(read({ profileId, mount: each }))).kept))
    await Promise.all(places.map((each) => save(each, 'given')))
    expect((await kept()).every((each) => each !== null)).toBe(true)
    await Promise.all(places.map((each) => save(each, 'kept')))
    await Promise.all(places.map((each) => value(forgetReviewer({ profileId, mount: each }))))
    expect(await kept()).toEqual([null, null])
    for (const each of places) await value(test.client.kubernetes.disable({ profileId, mount: each, confirm: each }))
  })

  it('keeps no JWT after all stored credentials were removed', async () => {
    const { writeConfig, config: read } = test.client.kubernetes
    const now = await value(read({ profileId, mount }))
    const kept = await value(
      writeConfig({
        profileId,
        mount,
        base: now.config,
        reviewerWasSet: now.reviewerSet,
        config: now.config ?? config(),
        reviewer: { from: 'given', jwt: reviewer, keep: true },
        erase: [],
      }),
    )
    expect(kept.kept).not.toBeNull()
    await value(test.client.custody.removeAll({}))
    expect((await value(read({ profileId, mount }))).kept).toBeNull()
    expect((await value(test.client.custody.held({})))[0]?.reviewers).toEqual([])
  })

  it('crosses without the JWT, regardless of how it was read', () => {
    expect(test.crossed.some((text) => text.includes(reviewer))).toBe(false)
  })
})

describe('a role', () => {
  it('is created, changed, renamed and removed under the name that the server stores', async () => {
    const { writeRole: write, role, renameRole, removeRoles } = test.client.kubernetes
    const selector = 'matchLabels:\n  team: shop\n'
    const made = await value(
      write({ profileId, mount, name: 'WebApp', base: null, settings: settings({ namespaceSelector: selector }) }),
    )
    expect(made).toMatchObject({ name: 'webapp', settings: { namespaceSelector: selector } })
    const later = { ...made.settings, ttl: 3600, audience: 'vault' }
    const changed = await value(write({ profileId, mount, name: 'webapp', base: made.settings, settings: later }))
    expect(changed.settings).toEqual(later)
    const renamed = await value(renameRole({ profileId, mount, name: 'webapp', newName: 'shop', base: later }))
    expect(renamed).toEqual({ ...changed, name: 'shop' })
    expect(await codeOf(role({ profileId, mount, name: 'webapp' }))).toBe('not-found')
    const { outcomes } = await value(removeRoles({ profileId, mount, names: ['shop', 'nobody'] }))
    expect(outcomes.map(({ error }) => error)).toEqual([null, null])
    expect(await codeOf(role({ profileId, mount, name: 'shop' }))).toBe('not-found')
  })

  it('is not written after another user has created, changed or removed it', async () => {
    const { writeRole: write, renameRole } = test.client.kubernetes
    const mine = await value(write({ profileId, mount, name: 'shared', base: null, settings: settings() }))
    expect(await codeOf(write({ profileId, mount, name: 'shared', base: null, settings: settings() }))).toBe(
      'cas-mismatch',
    )
    await vaultApi(vault, 'POST', 'auth/kubernetes/role/shared', { token, body: { token_ttl: 77 } })
    const change = { profileId, mount, name: 'shared', base: mine.settings, settings: settings({ ttl: 5 }) }
    expect(await codeOf(write(change))).toBe('cas-mismatch')
    expect(await codeOf(renameRole({ profileId, mount, name: 'shared', newName: 'new', base: mine.settings }))).toBe(
      'cas-mismatch',
    )
    await vaultApi(vault, 'DELETE', 'auth/kubernetes/role/shared', { token })
    expect(await codeOf(write(change))).toBe('cas-mismatch')
    expect((await allRoles(mount)).first).not.toContain('new')
  })

  it('returns the warnings and the refusals of the server', async () => {
    const { writeRole: write } = test.client.kubernetes
    const result = await write({ profileId, mount, name: 'warned', base: null, settings: settings() })
    // Only Vault's plugin warns about a role without an audience.
    const warnings = testedProduct === 'vault' ? 1 : 0
    expect(result).toMatchObject({ ok: true, warnings: { length: warnings } })
    const refused = await write({
      profileId,
      mount,
      name: 'mixed',
      base: null,
      settings: settings({ serviceAccounts: ['*', 'web'] }),
    })
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'rejected', vaultErrors: ['can not mix "*" with values'] },
    })
  })

  it('is one of many that are written individually', async () => {
    const { writeRoles } = test.client.kubernetes
    await value(test.client.kubernetes.enable({ profileId, mount: 'many/', description: 'many' }))
    const roles = ['a', 'b', 'c'].map((name) => ({ name, base: null, settings: settings({ audience: 'vault' }) }))
    await value(writeRoles({ profileId, mount: 'many/', roles }))
    const again = [...roles, { name: 'd', base: null, settings: settings({ namespaces: [] }) }]
    const { outcomes } = await value(writeRoles({ profileId, mount: 'many/', roles: again }))
    expect(outcomes.map(({ error }) => error?.code)).toEqual([
      'cas-mismatch',
      'cas-mismatch',
      'cas-mismatch',
      'rejected',
    ])
    const listed = await allRoles('many/')
    expect(listed).toMatchObject({ first: ['a', 'b', 'c'], failed: [] })
    expect(listed.roles.map(({ name }) => name).toSorted()).toEqual(['a', 'b', 'c'])
  })
})

describe('without a capability', () => {
  it('to list, the answer says so; to read, each role says so', async () => {
    await writePolicy(
      vault,
      token,
      'lists',
      'path "auth/many/role" { capabilities = ["list"] }\npath "auth/many/role/b" { capabilities = ["read"] }',
    )
    await signIn(await createToken(vault, token, { policies: ['lists'] }))
    const listed = await allRoles('many/')
    expect(listed.roles.map(({ name }) => name)).toEqual(['b'])
    expect(listed.failed.toSorted()).toEqual(['a permission-denied', 'c permission-denied'])
    expect(await codeOf(test.client.kubernetes.roles({ profileId, mount }).result)).toBe('permission-denied')
    await signIn(token)
  })

  it('to read, the server is asked once for the capabilities, and not refused for every role', async () => {
    const names = Array.from({ length: 400 }, (_, index) => `role-${String(index).padStart(3, '0')}`)
    await vaultApi(vault, 'POST', 'sys/auth/wide', { token, body: { type: 'kubernetes' } })
    const role = settings()
    await value(
      test.client.kubernetes.writeRoles({
        profileId,
        mount: 'wide/',
        roles: names.map((name) => ({ name, base: null, settings: role })),
      }),
    )
    const log = join(vault.folder, 'audit.log')
    await vaultApi(vault, 'PUT', 'sys/audit/file', {
      token,
      body: { type: 'file', options: { file_path: log } },
    }).catch(
      // OpenBao takes its audit devices from its configuration only.
      () => undefined,
    )
    const list = 'path "auth/wide/role" { capabilities = ["list"] }\n'
    await writePolicy(vault, token, 'some', `${list}path "auth/wide/role/role-39*" { capabilities = ["read"] }`)
    await writePolicy(vault, token, 'untold', `${list}path "sys/capabilities-self" { capabilities = ["deny"] }`)
    /** Counts the denied reads in the server's own log, if it has one. */
    const deniedReads = async () => {
      const text = testedProduct === 'openbao' ? '' : await readFile(log, 'utf8')
      return text.split('\n').filter((line) => /"type":"response"/.test(line) && /permission denied/.test(line)).length
    }
    const wasDenied = testedProduct === 'openbao' ? 0 : 1

    await signIn(await createToken(vault, token, { policies: ['some'] }))
    const some = await allRoles('wide/')
    expect(some.roles.map(({ name }) => name).toSorted()).toEqual(names.slice(390))
    expect(some.failed).toHaveLength(390)
    expect(new Set(some.failed.map((each) => each.split(' ')[1]))).toEqual(new Set(['permission-denied']))
    const before = await deniedReads()
    expect(before).toBeGreaterThanOrEqual(wasDenied)
    expect(before).toBeLessThanOrEqual(64)

    // If that may not be asked either, the others are reported as not requested.
    await signIn(await createToken(vault, token, { policies: ['untold'] }))
    const untold = await allRoles('wide/')
    expect(untold.failed).toHaveLength(400)
    expect(untold.failed.filter((each) => each.endsWith(' canceled')).length).toBeGreaterThan(200)
    expect((await deniedReads()) - before).toBeLessThanOrEqual(130)
    await signIn(token)
    await vaultApi(vault, 'DELETE', 'sys/auth/wide', { token })
  })

  it('a mount of another type is not changed', async () => {
    await addAppRole(vault, token, { name: 'web' })
    const write = test.client.kubernetes.writeRole({
      profileId,
      mount: 'approle/',
      name: 'web',
      base: null,
      settings: settings(),
    })
    expect(await codeOf(write)).toBe('unsupported')
    expect(await codeOf(test.client.kubernetes.config({ profileId, mount: 'approle/' }))).toBe('unsupported')
  })
})

describe('a mount', () => {
  it('is tuned, and disabled only with its name', async () => {
    const { tune, mounts, disable } = test.client.kubernetes
    await value(
      tune({
        profileId,
        mount: 'many/',
        description: 'tuned',
        defaultLeaseTtl: '1h',
        maxLeaseTtl: '2h',
        isListed: true,
      }),
    )
    const { mounts: known } = await value(mounts({ profileId }))
    expect(known.find(({ path }) => path === 'many/')).toMatchObject({
      description: 'tuned',
      defaultLeaseTtl: 3600,
      maxLeaseTtl: 7200,
      isListed: true,
    })
    expect(await codeOf(disable({ profileId, mount: 'many/', confirm: 'man' }))).toBe('invalid-input')
    await value(disable({ profileId, mount: 'many/', confirm: 'many' }))
    expect((await value(mounts({ profileId }))).mounts.map(({ path }) => path)).toEqual(['kubernetes/'])
  })
})
