/** Policies through the contract: two users, and a token with few capabilities. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createToken, vaultApi, writePolicy } from '../../servers/initialized.ts'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { codeOf, connectTo, signInWith, startCore, type TestCore, value } from '../startCore.ts'

const one = 'path "secret/data/a" { capabilities = ["read"] }\n'
const two = 'path "secret/data/b" { capabilities = ["read"] }\n'

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

describe('a policy', () => {
  it('is created, changed and removed under the name that the server stores', async () => {
    const made = await value(test.client.policies.write({ profileId, name: 'WebApp', text: one, base: null }))
    expect(made).toMatchObject({ name: 'webapp', text: one })
    const changed = await value(test.client.policies.write({ profileId, name: 'webapp', text: two, base: one }))
    expect(changed.text).toBe(two)
    expect((await value(test.client.policies.list({ profileId }))).names).toContain('webapp')
    await value(test.client.policies.remove({ profileId, name: 'webapp', confirm: 'webapp' }))
    expect(await codeOf(test.client.policies.read({ profileId, name: 'webapp' }))).toBe('not-found')
  })

  it('is not written after another user has changed, created or removed it', async () => {
    const { policies } = test.client
    await value(policies.write({ profileId, name: 'shared', text: one, base: null }))
    expect(await codeOf(policies.write({ profileId, name: 'shared', text: two, base: null }))).toBe('cas-mismatch')
    await writePolicy(vault, 'root', 'shared', '# theirs\n')
    expect(await codeOf(policies.write({ profileId, name: 'shared', text: two, base: one }))).toBe('cas-mismatch')
    expect((await value(policies.read({ profileId, name: 'shared' }))).text).toBe('# theirs\n')
    await vaultApi(vault, 'DELETE', 'sys/policies/acl/shared', { token: 'root' })
    expect(await codeOf(policies.write({ profileId, name: 'shared', text: two, base: '# theirs\n' }))).toBe(
      'cas-mismatch',
    )
  })

  it('is removed only with its name', async () => {
    await value(test.client.policies.write({ profileId, name: 'kept', text: one, base: null }))
    expect(await codeOf(test.client.policies.remove({ profileId, name: 'kept', confirm: 'kep' }))).toBe('invalid-input')
    expect((await value(test.client.policies.read({ profileId, name: 'kept' }))).text).toBe(one)
  })

  it('that the server cannot parse is refused with the server’s message', async () => {
    const result = await test.client.policies.write({ profileId, name: 'broken', text: 'path "a" {', base: null })
    expect(result).toMatchObject({ ok: false, error: { code: 'rejected' } })
  })

  it('is not available to a token that may not list any', async () => {
    await writePolicy(vault, 'root', 'blind', 'path "secret/data/a" { capabilities = ["read"] }')
    await signIn(await createToken(vault, 'root', { policies: ['blind'] }))
    expect(await codeOf(test.client.policies.list({ profileId }))).toBe('permission-denied')
    expect(await codeOf(test.client.policies.read({ profileId, name: 'blind' }))).toBe('permission-denied')
    await signIn('root')
  })
})
