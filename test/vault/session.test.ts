import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { login } from '../../electron/vault/login/login.ts'
import { anonymousSession, authenticatedSession } from '../../electron/vault/session.ts'
import type { VaultSession } from '../../electron/vault/session.ts'
import { lookupSelf, renewSelf, revokeSelf, tokenStillLives } from '../../electron/vault/tokens.ts'
import type { Transport } from '../../electron/vault/transport.ts'
import { addAppRole, addUser, createToken, initializeAndUnseal, vaultApi, writePolicy } from '../servers/initialized.ts'
import { startVault, testedProduct } from '../servers/vault.ts'
import type { TestVault } from '../servers/vault.ts'
import { failureOf, transportTo } from './asking.ts'

let vault: TestVault
let transport: Transport
let anonymous: VaultSession
let rootToken: string

beforeAll(async () => {
  vault = await startVault()
  ;({ rootToken } = await initializeAndUnseal(vault))
  transport = transportTo(vault.address)
  anonymous = anonymousSession(transport)
})

afterAll(async () => {
  await transport.close()
  await vault.stop()
})

const personWith = async (settings: Readonly<Record<string, unknown>>) =>
  authenticatedSession(transport, await createToken(vault, rootToken, settings))

describe('a token', () => {
  it('knows its own identity', async () => {
    const root = await lookupSelf(authenticatedSession(transport, rootToken))
    expect(root).toMatchObject({
      displayName: 'root',
      policies: ['root'],
      orphan: true,
      expiresAt: null,
      creationTtl: 0,
    })
    const person = await personWith({ policies: ['default', 'webapp'], ttl: '1h', display_name: 'ci' })
    const facts = await lookupSelf(person)
    expect(facts).toMatchObject({
      displayName: 'token-ci',
      policies: ['default', 'webapp'],
      type: 'service',
      renewable: true,
      orphan: false,
      creationTtl: 3600,
      path: 'auth/token/create',
    })
    expect(Date.parse(facts.expiresAt ?? '') - Date.parse(facts.issuedAt ?? '')).toBe(3600_000)
    expect(JSON.stringify(facts)).not.toContain('hvs.')
  })

  it('is renewed from now on, as far as the server grants', async () => {
    const person = await personWith({ policies: ['default'], ttl: '1h', explicit_max_ttl: '2h' })
    expect(await renewSelf(person, 5400)).toEqual({ ttl: 5400, renewable: true })
    expect((await renewSelf(person, 1_000_000)).ttl).toBeLessThanOrEqual(7200)
    expect((await failureOf(renewSelf(authenticatedSession(transport, rootToken)))).code).toBe('rejected')
  })

  it('that was revoked is distinguished from one that is denied', async () => {
    const person = await personWith({ policies: ['default'], ttl: '1h' })
    const denied = () => failureOf(person.request({ method: 'GET', path: 'sys/mounts' }))
    expect((await denied()).code).toBe('permission-denied')
    expect(await tokenStillLives(person)).toBe(true)
    await revokeSelf(person)
    // OpenBao refuses both with the same text.
    expect((await denied()).code).toBe(testedProduct === 'vault' ? 'token-expired' : 'permission-denied')
    expect(await tokenStillLives(person)).toBe(false)
    expect((await failureOf(lookupSelf(person))).code).toBe('token-expired')
  })

  it.each(['hvs.nobody', 's.nobody', 'x', 'hvb.nobody'])(
    'that never existed (%s) counts as one that has ended',
    async (token) => {
      expect((await failureOf(lookupSelf(authenticatedSession(transport, token)))).code).toBe('token-expired')
    },
  )

  it('without permission to look itself up has an unknown lifetime', async () => {
    const person = await personWith({ policies: ['nothing'], no_default_policy: true })
    expect(await tokenStillLives(person)).toBeUndefined()
    expect((await failureOf(lookupSelf(person))).code).toBe('permission-denied')
  })

  it('of the batch kind is not renewable', async () => {
    const facts = await lookupSelf(await personWith({ policies: ['default'], type: 'batch', ttl: '1h' }))
    expect(facts).toMatchObject({ type: 'batch', renewable: false })
  })
})

describe('signing in', () => {
  beforeAll(async () => {
    await writePolicy(vault, rootToken, 'webapp', 'path "secret/*" { capabilities = ["read"] }')
    const settings = { token_policies: 'webapp', token_ttl: '1h' }
    await addUser(vault, rootToken, { name: 'ann.lee', password: 'päss wörd', settings })
    await addUser(vault, rootToken, { name: 'bob', password: 'b', mount: 'team/people' })
  })

  const ann = { method: 'userpass', mount: 'userpass/', username: 'ann.lee', password: 'päss wörd' } as const

  it('with userpass returns a token that works, and what is known of it', async () => {
    const { token, identityHints } = await login(anonymous, ann)
    expect(identityHints).toMatchObject({
      displayName: 'ann.lee',
      policies: ['default', 'webapp'],
      creationTtl: 3600,
      renewable: true,
      type: 'service',
    })
    expect((await lookupSelf(authenticatedSession(transport, token))).policies).toEqual(identityHints.policies)
    const bob = await login(anonymous, { method: 'userpass', mount: 'team/people/', username: 'bob', password: 'b' })
    expect((await lookupSelf(authenticatedSession(transport, bob.token))).displayName).toBe('team-people-bob')
  })

  it('with approle returns a token that works', async () => {
    const { roleId, secretId } = await addAppRole(vault, rootToken, {
      name: 'ci',
      settings: { token_policies: 'webapp' },
    })
    const { token } = await login(anonymous, { method: 'approle', mount: 'approle/', roleId, secretId })
    expect((await lookupSelf(authenticatedSession(transport, token))).policies).toEqual(['default', 'webapp'])
    const wrong = { method: 'approle', mount: 'approle/', roleId, secretId: 'wrong' } as const
    expect((await failureOf(login(anonymous, wrong))).code).toBe('sign-in-refused')
  })

  it('with a token uses it unchanged', async () => {
    expect(await login(anonymous, { method: 'token', token: ` ${rootToken}\n` })).toEqual({
      token: rootToken,
      identityHints: {},
    })
    expect((await failureOf(login(anonymous, { method: 'token', token: 'not a token' }))).code).toBe('sign-in-refused')
  })

  it.each([
    ['a wrong password', { ...ann, password: 'hunter2' }, 'invalid username or password'],
    ['an unknown user', { ...ann, username: 'anonymous' }, 'invalid username or password'],
    ['an unknown mount', { ...ann, mount: 'nowhere/' }, 'permission denied'],
    ['LDAP where there is none', { ...ann, method: 'ldap', mount: 'ldap/' } as const, 'permission denied'],
  ])("with %s is refused with the server's text", async (_what, credentials, words) => {
    const { error } = await failureOf(login(anonymous, credentials))
    expect(error).toMatchObject({ code: 'sign-in-refused', vaultErrors: [words], retryable: false })
    expect(JSON.stringify(error)).not.toContain(credentials.password)
  })

  it('with a name that would change the path is not sent', async () => {
    expect((await failureOf(login(anonymous, { ...ann, username: '../../../sys/seal' }))).code).toBe('invalid-input')
  })

  it('that needs a second factor reports that', async () => {
    const method = await vaultApi(vault, 'POST', 'identity/mfa/method/totp', {
      token: rootToken,
      body: { issuer: 'Strongroom', method_name: 'totp' },
    })
    const mounts = await vaultApi(vault, 'GET', 'sys/auth', { token: rootToken })
    const accessor = (mounts['userpass/'] as { accessor: string }).accessor
    const { method_id: methodId } = method['data'] as { method_id: string }
    await vaultApi(vault, 'POST', 'identity/mfa/login-enforcement/all', {
      token: rootToken,
      body: { mfa_method_ids: [methodId], auth_method_accessors: [accessor] },
    })
    const failure = await failureOf(login(anonymous, ann))
    expect(failure.code).toBe('unsupported')
    expect(failure.message).toContain('second factor')
    await vaultApi(vault, 'DELETE', 'identity/mfa/login-enforcement/all', { token: rootToken })
  })

  it.each([[undefined], [{}], [{ auth: null }], [{ auth: { client_token: 7 } }], [{ auth: {} }]])(
    'fails if the server answers %j',
    async (body) => {
      const hostile: VaultSession = { request: async () => ({ status: 200, body, warnings: [], latencyMs: 1 }) }
      expect((await failureOf(login(hostile, ann))).code).toBe('answer-invalid')
    },
  )
})
