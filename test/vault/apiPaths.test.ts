/** The description of a server's paths: of a real one, and of one that may answer anything. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compactPaths } from '../../electron/features/policies/policyPaths.ts'
import { readApiPaths } from '../../electron/vault/apiPaths.ts'
import { answering } from '../features/policies/described.ts'
import { createToken, vaultApi, writePolicy } from '../servers/initialized.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { codeOf, connectTo, signInWith, startCore, type TestCore, value } from '../features/startCore.ts'

describe('the description of a real server', () => {
  let vault: TestVault
  let test: TestCore
  let profileId: string

  beforeAll(async () => {
    vault = await startVault({ dev: true })
    const enable = (path: string, type: string) =>
      vaultApi(vault, 'POST', `sys/${path}`, { token: 'root', body: { type } })
    await enable('mounts/team-pki', 'pki')
    await enable('mounts/other/pki', 'pki')
    await enable('mounts/team-ssh', 'ssh')
    await enable('auth/apps', 'approle')
    test = await startCore()
    profileId = await connectTo(test, vault.address, 'root')
  })
  afterAll(async () => {
    await test.stop()
    await vault.stop()
  })

  const paths = async () => {
    const { tables, mounts } = await value(test.client.policies.paths({ profileId }))
    return new Map(mounts.map(({ path, table }) => [path, tables[table] ?? []]))
  }

  it('has the paths and operations of each mount, and no names of secrets', async () => {
    const found = await paths()
    expect(found.get('team-pki/')).toEqual(
      expect.arrayContaining(['issue/+ w', 'issuer/+ rwpd', 'certs l', 'root ds', 'tidy w']),
    )
    expect(found.get('team-ssh/')).toEqual(expect.arrayContaining(['sign/+ w', 'roles l', 'roles/+ rwd']))
    expect(found.get('auth/apps/')).toEqual(expect.arrayContaining(['role l', 'role/+ crwd', 'role/+/secret-id wl']))
    expect(found.get('auth/token/')).toEqual(expect.arrayContaining(['create-orphan w', 'accessors ls', 'roles l']))
    expect(found.get('sys/')).toEqual(expect.arrayContaining(['audit rs', 'mounts/+ rwd']))
    expect([...found.keys()].filter((path) => path === 'secret/' || path === 'cubbyhole/')).toEqual([])
  })

  it('is sent once for mounts with the same paths', async () => {
    const { tables, mounts } = await value(test.client.policies.paths({ profileId }))
    const tableOf = (name: string) => mounts.find(({ path }) => path === name)?.table
    expect(tableOf('other/pki/')).toBe(tableOf('team-pki/'))
    expect(tables.length).toBeLessThan(mounts.length)
  })

  it('has only mounts that the token has access to', async () => {
    await writePolicy(
      vault,
      'root',
      'issues',
      'path "team-pki/issue/app" { capabilities = ["update"] }\npath "sys/mounts" { capabilities = ["read"] }',
    )
    await signInWith(test, profileId, await createToken(vault, 'root', { policies: ['issues'] }))
    const found = await paths()
    expect(found.has('team-pki/')).toBe(true)
    expect([found.has('other/pki/'), found.has('team-ssh/')]).toEqual([false, false])
    await signInWith(test, profileId, 'root')
  })

  it('needs a sign-in', async () => {
    await value(test.client.session.signOut({ profileId, revoke: false }))
    expect(await codeOf(test.client.policies.paths({ profileId }))).toBe('signed-out')
    await signInWith(test, profileId, 'root')
  })
})

describe('a description', () => {
  const described = async (paths: unknown, mounts: readonly string[] = ['pki/', 'pki/eu/', 'own/']) =>
    compactPaths(await readApiPaths(answering({ paths }), mounts))
  const list = { parameters: [{ name: 'list', in: 'query', required: true }] }

  it('assigns each path to the longest matching mount', async () => {
    const { tables, mounts } = await described({
      '/pki/issue/{role}': { post: {} },
      '/pki/eu/issue/{role}': { post: {} },
      '/none/issue/{role}': { post: {} },
    })
    expect([tables, mounts]).toEqual([
      [['issue/+ w']],
      [
        { path: 'pki/', table: 0 },
        { path: 'pki/eu/', table: 0 },
      ],
    ])
  })

  it('merges a path with the path of its list, and keeps sudo only if both need it', async () => {
    const { tables } = await described({
      '/own/roles/': { get: list, 'x-vault-sudo': true },
      '/own/roles': { get: {}, 'x-vault-createSupported': true },
      '/own/mixed': { get: { parameters: [{ name: 'list' }] }, delete: {} },
      '/own/scanned': { get: { parameters: [{ name: 'scan', required: true }] } },
      '/own/root': { delete: {}, 'x-vault-sudo': true },
    })
    expect(tables).toEqual([['roles crl', 'mixed rdl', 'scanned l', 'root ds']])
  })

  it('omits a mount that has a path that is not a template', async () => {
    const odd = ['/own/^.*$', '/own/a b', '/own/\u{202e}x', `/own/${'x'.repeat(2000)}`, '/own//x', '/own/__proto__\n']
    for (const path of odd) {
      const { mounts } = await described({ '/own/before': { get: {} }, [path]: { get: {} }, '/own/x': { get: {} } })
      expect(mounts).toEqual([])
    }
  })

  it('with very many slashes in its paths is read in time', async () => {
    const slashes = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`/own/${at}${'/'.repeat(16_000)}`, {}]))
    expect(await described(slashes)).toMatchObject({ mounts: [] })
  })

  it('of another form is refused', async () => {
    for (const paths of [undefined, [], 'x', { '/own/x': 1 }, { '/own/x': { get: { parameters: 'list' } } }]) {
      await expect(described(paths)).rejects.toMatchObject({ code: 'answer-invalid' })
    }
    const many = Object.fromEntries(Array.from({ length: 50_001 }, (_, at) => [`/own/${at}`, {}]))
    await expect(described(many)).rejects.toMatchObject({ code: 'answer-invalid' })
  })
})
