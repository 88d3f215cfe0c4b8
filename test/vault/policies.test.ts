import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPolicy, deletePolicy, listPolicies, readPolicy, replacePolicy } from '../../electron/vault/policies.ts'
import { authenticatedSession } from '../../electron/vault/session.ts'
import type { VaultSession } from '../../electron/vault/session.ts'
import type { Transport } from '../../electron/vault/transport.ts'
import { createToken, writePolicy } from '../servers/initialized.ts'
import { startVault, testedProduct } from '../servers/vault.ts'
import type { TestVault } from '../servers/vault.ts'
import { failureOf, transportTo } from './asking.ts'

const openBao = testedProduct === 'openbao'
const one = '# one\npath "secret/data/a" {\n  capabilities = ["read"]\n}\n'
const two = 'path "secret/data/b" { capabilities = ["read"] }'

let vault: TestVault
let transport: Transport
let root: VaultSession

beforeAll(async () => {
  vault = await startVault({ dev: true })
  transport = transportTo(vault.address)
  root = authenticatedSession(transport, 'root')
})
afterAll(async () => {
  await transport.close()
  await vault.stop()
})

/** A session whose token has only this policy. */
async function limited(name: string, hcl: string): Promise<VaultSession> {
  await writePolicy(vault, 'root', name, hcl)
  return authenticatedSession(
    transport,
    await createToken(vault, 'root', { policies: [name], no_default_policy: true }),
  )
}

describe('policies', () => {
  it('are listed, root and default among them', async () => {
    expect(await listPolicies(root)).toEqual(expect.arrayContaining(['default', 'root']))
  })

  it('are created, read as they were written, and removed', async () => {
    await createPolicy(root, 'webapp', { text: one, createOnly: openBao })
    const stored = await readPolicy(root, 'webapp')
    expect(stored).toMatchObject({ name: 'webapp', text: one })
    expect(stored.extras === null).toBe(!openBao)
    await deletePolicy(root, 'webapp')
    expect((await failureOf(readPolicy(root, 'webapp'))).code).toBe('not-found')
  })

  it('can have slashes, spaces and other letters in their names', async () => {
    const name = 'team/a b/정책 %2f?'
    await createPolicy(root, name, { text: one, createOnly: openBao })
    expect((await readPolicy(root, name)).text).toBe(one)
    expect(await listPolicies(root)).toContain(name)
    await deletePolicy(root, name)
    expect(await listPolicies(root)).not.toContain(name)
  })

  it('are replaced', async () => {
    await createPolicy(root, 'replaced', { text: one, createOnly: openBao })
    await replacePolicy(root, await readPolicy(root, 'replaced'), two)
    expect((await readPolicy(root, 'replaced')).text).toBe(two)
  })

  it("that the server cannot parse are refused with the server's text", async () => {
    const failure = await failureOf(createPolicy(root, 'broken', { text: 'path "a" {', createOnly: openBao }))
    expect(failure.code).toBe('rejected')
    expect(failure.error.vaultErrors?.join()).toContain('1:12')
  })

  it('that are protected are refused', async () => {
    expect((await failureOf(createPolicy(root, 'root', { text: one, createOnly: false }))).code).toBe('rejected')
    expect((await failureOf(deletePolicy(root, 'root'))).code).toBe('rejected')
    expect((await failureOf(deletePolicy(root, 'default'))).code).toBe('rejected')
  })

  it('require a token with permission', async () => {
    const session = await limited('reader', 'path "sys/policies/acl/reader" { capabilities = ["read"] }')
    expect((await failureOf(listPolicies(session))).code).toBe('permission-denied')
    expect((await readPolicy(session, 'reader')).name).toBe('reader')
    expect((await failureOf(readPolicy(session, 'default'))).code).toBe('permission-denied')
    expect((await failureOf(replacePolicy(session, await readPolicy(session, 'reader'), one))).code).toBe(
      'permission-denied',
    )
  })
})
