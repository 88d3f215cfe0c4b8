/** Requests to a server about a policy: who has it, what it allows, and its earlier texts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createToken, member, putSecret, vaultApi, writePolicy } from '../../servers/initialized.ts'
import { holdingProxy } from '../../servers/holdingProxy.ts'
import { startVault, testedProduct, type TestVault } from '../../servers/vault.ts'
import { codeOf, connectTo, draftOf, signInWith, startCore, type TestCore, value } from '../startCore.ts'

let vault: TestVault
let test: TestCore
let profileId: string

beforeAll(async () => {
  vault = await startVault({ dev: true })
  test = await startCore()
  profileId = await connectTo(test, vault.address, 'root')
})
afterAll(async () => {
  await test.stop()
  await vault.stop()
})

const signIn = (token: string) => signInWith(test, profileId, token)
const asRoot = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: Readonly<Record<string, unknown>>) =>
  vaultApi(vault, method, path, { token: 'root', ...(body !== undefined && { body }) })

describe('a trial', () => {
  const run = (path: string, operation: 'read' | 'list' | 'create' | 'update' | 'patch' | 'delete') =>
    value(test.client.policies.trial({ profileId, name: 'tried', path, operation }))
  const accessors = async () => {
    const { keys } = member(await asRoot('GET', 'auth/token/accessors?list=true'), 'data')
    return Array.isArray(keys) ? keys.length : 0
  }

  beforeAll(async () => {
    await putSecret(vault, 'root', 'webapp/config', { password: 'static-value' })
    await writePolicy(
      vault,
      'root',
      'tried',
      `path "secret/data/webapp/*" { capabilities = ["read", "update", "create"] }
       path "secret/metadata/webapp/*" { capabilities = ["list"] }
       path "sys/policies/acl/x" { capabilities = ["delete"] }`,
    )
  })

  it('sends real reads, and returns nothing of what was read', async () => {
    const result = await run('secret/data/webapp/config', 'read')
    expect(result).toEqual({
      verdict: 'allowed',
      how: 'request',
      status: 200,
      capabilities: ['create', 'read', 'update'],
    })
    expect(await run('secret/data/other', 'read')).toMatchObject({ verdict: 'refused', status: 403 })
    expect(await run('secret/metadata/webapp', 'list')).toMatchObject({ verdict: 'allowed', status: 200 })
  })

  it('asks for a write that cannot happen, and leaves no token behind', async () => {
    const before = await accessors()
    expect(await run('secret/data/webapp/config', 'update')).toMatchObject({ verdict: 'allowed', status: 400 })
    expect(await run('secret/data/webapp/new', 'create')).toMatchObject({ verdict: 'allowed', status: 400 })
    expect(await run('secret/data/elsewhere', 'create')).toMatchObject({ verdict: 'refused', status: 403 })
    expect(await run('secret/data/webapp/config', 'patch')).toMatchObject({ verdict: 'refused', status: 403 })
    const { current_version: version } = member(await asRoot('GET', 'secret/metadata/webapp/config'), 'data')
    expect(version).toBe(1)
    await expect(asRoot('GET', 'secret/metadata/webapp/new')).rejects.toThrow('404')
    expect(await accessors()).toBe(before)
  })

  it('leaves no token behind either when the user leaves during the trial', async () => {
    const proxy = await holdingProxy(Number(new URL(vault.address).port))
    const elsewhere = await connectTo(test, proxy.address, 'root')
    const before = await accessors()
    const trial = { profileId: elsewhere, name: 'tried', path: 'secret/data/webapp/config', operation: 'read' as const }
    for (const [method, path] of [
      ['POST', 'auth/token/create'],
      ['POST', 'sys/capabilities'],
      ['GET', 'secret/data/webapp/config'],
    ] as const) {
      const leave = new AbortController()
      const answer = proxy.hold(method, `/v1/${path}`)
      const asked = codeOf(test.client.policies.trial(trial, leave.signal))
      await answer.arrived
      leave.abort()
      answer.release()
      expect(await asked, path).toBe('canceled')
      expect(await accessors(), path).toBe(before)
    }
    await value(test.client.connections.remove({ profileId: elsewhere }))
    await proxy.stop()
  })

  it('sends nothing if a request would change something', async () => {
    expect(await run('sys/policies/acl/x', 'delete')).toEqual({
      verdict: 'allowed',
      how: 'reckoned',
      capabilities: ['delete'],
    })
    expect(await run('secret/data/webapp/config', 'delete')).toMatchObject({ verdict: 'refused', how: 'reckoned' })
  })

  it('is not available to a token that may not create tokens', async () => {
    await writePolicy(vault, 'root', 'few', 'path "auth/token/create" { capabilities = ["update"] }')
    await signIn(await createToken(vault, 'root', { policies: ['few'] }))
    const input = { profileId, name: 'tried', path: 'secret/data/webapp/config', operation: 'read' as const }
    expect(await codeOf(test.client.policies.trial(input))).toBe('rejected')
    await signIn(await createToken(vault, 'root', { policies: ['tried'] }))
    expect(await codeOf(test.client.policies.trial(input))).toBe('permission-denied')
    await signIn('root')
  })
})

describe('who has a policy', () => {
  it('is collected from roles, users, entities and groups', async () => {
    await asRoot('POST', 'sys/auth/userpass', { type: 'userpass' })
    await asRoot('POST', 'sys/auth/approle', { type: 'approle' })
    await asRoot('POST', 'auth/userpass/users/ann', { password: 'long-enough', token_policies: ['tried', 'few'] })
    await asRoot('POST', 'auth/approle/role/ci', { token_policies: 'tried' })
    await asRoot('POST', 'auth/token/roles/made', { allowed_policies: 'tried' })
    await asRoot('POST', 'identity/entity', { name: 'ann', policies: ['tried'] })
    await asRoot('POST', 'identity/group', { name: 'staff', policies: ['few'] })
    const { users, unseen } = await value(test.client.policies.users({ profileId }))
    const having = users.filter(({ policies }) => policies.includes('tried')).map(({ folder, name }) => folder + name)
    expect(having).toEqual([
      'auth/approle/role/ci',
      'auth/token/roles/made',
      'auth/userpass/users/ann',
      'identity/entity/name/ann',
    ])
    expect(users.find(({ kind }) => kind === 'group')).toMatchObject({ name: 'staff', policies: ['few'] })
    expect(unseen).toEqual([])
  })

  it('says that the list is incomplete if something may not be listed', async () => {
    await signIn(await createToken(vault, 'root', { policies: ['tried'] }))
    const { users, unseen } = await value(test.client.policies.users({ profileId }))
    expect(users).toEqual([])
    expect(unseen).toEqual(['auth/token/roles/', 'identity/entity/name/', 'identity/group/name/'])
    const { mounts, complete } = await value(test.client.policies.places({ profileId }))
    expect(complete).toBe(false)
    expect(mounts.map(({ path }) => path)).toContain('secret/')
    await signIn('root')
  })

  it('knows everything that paths can begin with', async () => {
    const { mounts, complete } = await value(test.client.policies.places({ profileId }))
    expect(complete).toBe(true)
    expect(mounts.find(({ path }) => path === 'secret/')).toMatchObject({ type: 'kv', version: 2 })
    expect(mounts.find(({ path }) => path === 'auth/userpass/')).toMatchObject({ type: 'userpass' })
  })
})

describe('an earlier text', () => {
  const [one, two] = ['# one\n', '# two\n']

  it('is stored by a save and by a removal, for this connection only', async () => {
    const { policies, connections } = test.client
    const name = `kept-${testedProduct}`
    await value(policies.write({ profileId, name, text: one, base: null }))
    expect(await value(policies.earlier({ profileId, name }))).toEqual([])
    await value(policies.write({ profileId, name, text: two, base: one }))
    await value(policies.remove({ profileId, name, confirm: name }))
    const kept = await value(policies.earlier({ profileId, name }))
    const texts = await Promise.all(
      kept.map(async ({ id }) => (await value(policies.earlierText({ profileId, name, id }))).text),
    )
    expect(texts).toEqual([two, one])
    expect(await codeOf(policies.earlierText({ profileId, name, id: 'nothing' }))).toBe('not-found')
    const other = (await value(connections.add({ profile: draftOf(vault.address) }))).id
    expect(await codeOf(policies.earlier({ profileId: other, name }))).toBe('signed-out')
    const credentials = { method: 'token', token: 'root' } as const
    await value(test.client.session.signIn({ profileId: other, credentials, remember: false }))
    expect(await value(policies.earlier({ profileId: other, name }))).toEqual([])
  })

  it('is stored even if the answer to the save was lost', async () => {
    const proxy = await holdingProxy(Number(new URL(vault.address).port))
    const elsewhere = await connectTo(test, proxy.address, 'root')
    const [first, second] = ['# the first text\n', '# the second text\n']
    await value(test.client.policies.write({ profileId: elsewhere, name: 'lost', text: first, base: null }))
    const answer = proxy.hold(testedProduct === 'openbao' ? 'PATCH' : 'POST', '/v1/sys/policies/acl/lost')
    const saved = codeOf(test.client.policies.write({ profileId: elsewhere, name: 'lost', text: second, base: first }))
    await answer.arrived
    answer.lose()
    expect(await saved).toBe('connection-lost')
    const now = await value(test.client.policies.read({ profileId: elsewhere, name: 'lost' }))
    expect(now.text).toBe(second)
    const [kept] = await value(test.client.policies.earlier({ profileId: elsewhere, name: 'lost' }))
    const id = kept?.id ?? ''
    expect(await value(test.client.policies.earlierText({ profileId: elsewhere, name: 'lost', id }))).toEqual({
      text: first,
    })
    await proxy.stop()
  })

  it('is offered only for the server that it came from, regardless of the connection’s address', async () => {
    const { policies, connections, session } = test.client
    const name = `moved-${testedProduct}`
    const profile = draftOf(vault.address)
    const moving = (await value(connections.add({ profile }))).id
    const lead = async (address: string): Promise<void> => {
      await value(connections.update({ profileId: moving, profile: { ...profile, address } }))
      const credentials = { method: 'token', token: 'root' } as const
      await value(session.signIn({ profileId: moving, credentials, remember: false }))
    }
    await lead(vault.address)
    await value(policies.write({ profileId: moving, name, text: one, base: null }))
    await value(policies.write({ profileId: moving, name, text: two, base: one }))
    const [kept] = await value(policies.earlier({ profileId: moving, name }))
    const id = kept?.id ?? ''
    expect(await value(policies.earlierText({ profileId: moving, name, id }))).toEqual({ text: one })
    await lead(vault.address.replace('127.0.0.1', 'localhost'))
    expect(await value(policies.earlier({ profileId: moving, name }))).toEqual([])
    expect(await codeOf(policies.earlierText({ profileId: moving, name, id }))).toBe('not-found')
    await lead(vault.address)
    expect(await value(policies.earlierText({ profileId: moving, name, id }))).toEqual({ text: one })
  })
})
