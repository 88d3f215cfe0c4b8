/** Features that Vault lacks: run only against OpenBao, see vitest.config.ts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPolicy, readPolicy, replacePolicy } from '../../electron/vault/policies.ts'
import { authenticatedSession } from '../../electron/vault/session.ts'
import type { VaultSession } from '../../electron/vault/session.ts'
import type { Transport } from '../../electron/vault/transport.ts'
import { createToken, member, vaultApi, writePolicy } from '../servers/initialized.ts'
import { startVault } from '../servers/vault.ts'
import type { TestVault } from '../servers/vault.ts'
import { failureOf, transportTo } from './asking.ts'

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

describe('the metadata that OpenBao stores with a policy', () => {
  const extras = {
    expiration: '2999-01-01T00:00:00Z',
    cas_required: true,
    allow_slashes_in_identity_templates: true,
  }

  const seen = async (name: string): Promise<unknown> =>
    member(await vaultApi(vault, 'GET', `sys/policies/acl/${name}`, { token: 'root' }), 'data')

  it('stays when the text is replaced', async () => {
    await vaultApi(vault, 'POST', 'sys/policies/acl/rich', {
      token: 'root',
      body: { policy: one, cas: -1, ...extras },
    })
    const before = await readPolicy(root, 'rich')
    expect(before.extras).toMatchObject({ version: 1, casRequired: true, slashesInTemplates: true })
    await replacePolicy(root, before, two)
    expect(await seen('rich')).toMatchObject({ ...extras, policy: two, version: 2 })
  })

  it('stays even if the token cannot patch', async () => {
    await vaultApi(vault, 'POST', 'sys/policies/acl/poor', {
      token: 'root',
      body: { policy: one, cas: -1, ...extras },
    })
    const session = await limited('updater', 'path "sys/policies/acl/*" { capabilities = ["read", "update"] }')
    await replacePolicy(session, await readPolicy(session, 'poor'), two)
    expect(await seen('poor')).toMatchObject({ ...extras, policy: two, version: 2 })
  })

  it('rejects a version that another person has replaced, and the creation of an existing policy', async () => {
    await createPolicy(root, 'raced', { text: one, createOnly: true })
    const before = await readPolicy(root, 'raced')
    await replacePolicy(root, before, two)
    expect((await failureOf(replacePolicy(root, before, 'path "c" {}'))).code).toBe('cas-mismatch')
    expect((await failureOf(createPolicy(root, 'raced', { text: one, createOnly: true }))).code).toBe('cas-mismatch')
    expect((await readPolicy(root, 'raced')).text).toBe(two)
  })
})
