/**
 * Paths that lead from a secrets engine into the server's own API: no call of the window can read a credential there.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { createKvVersions, within } from '../../../electron/core/kv/kvVersions.ts'
import type { VaultSession } from '../../../electron/vault/session.ts'
import { createToken, mountKv, putSecret, vaultApi, writePolicy } from '../../servers/initialized.ts'
import { startKvPeople, type KvPeople } from '../../features/kv/kvPeople.ts'
import { codeOf, connectTo, signInWith, value } from '../../features/startCore.ts'

/** Mounts that lead into the server's own API, or that try to. */
const disguises = [
  'auth/',
  'auth/token/',
  'sys/',
  'sys/wrapping/',
  'sys/internal/',
  'identity/',
  'identity/oidc/',
  'cubbyhole/',
  'AUTH/',
  'Auth/token/',
  'auth./',
  'auth /',
  ' auth/',
  'auth%2Ftoken/',
  '%61uth/',
  'auth?/',
  'auth#/',
  'auth;x/',
  'auth\\token/',
  '\u{FF41}uth/',
  '\u{430}uth/',
  'a\u{200B}uth/',
  'root/auth/',
  'ns1/',
  'ns1/auth/',
  'ns1/sys/',
  'ns1/identity/',
  'v1/auth/',
] as const

/** Paths below such a mount that return a token, or the contents of a wrapping token. */
const targets = [
  'token/lookup-self',
  'lookup-self',
  'auth/token/lookup-self',
  'ns1/auth/token/lookup-self',
  'wrapping/lookup',
  'response',
  'oidc/token/role',
] as const

describe.each(['vault', 'openbao'] as const)('on %s', (product) => {
  let people: KvPeople
  let token = ''
  let profileId = ''
  beforeAll(async () => {
    people = await startKvPeople({ product })
    const { vault, rootToken } = people
    if (product === 'openbao') await vaultApi(vault, 'POST', 'sys/namespaces/ns1', { token: rootToken })
    // Broad permissions, so that only the app prevents access, but none on the endpoint that reports the type of a
    // mount.
    await writePolicy(
      vault,
      rootToken,
      'wide',
      'path "*" { capabilities = ["create", "read", "update", "delete", "list", "patch", "sudo"] }\n' +
        'path "sys/internal/ui/mounts/*" { capabilities = ["deny"] }\npath "sys/mounts" { capabilities = ["deny"] }',
    )
    token = await createToken(vault, rootToken, { policies: ['wide'] })
    profileId = await connectTo(people.test, vault.address, token, 'wide')
  })
  afterAll(() => people.stop())

  const kv = () => people.test.client.kv
  /** Returns everything that has crossed since then, as text. */
  const crossedSince = (before: number) => people.test.crossed.slice(before).join('\n')

  it.each([1, 2] as const)('a typed KV mount returns no token: %i', async (kvVersion) => {
    const before = people.test.crossed.length
    for (const id of [profileId, people.root]) {
      for (const mount of disguises) {
        await people.test.client.mounts.addTyped({ profileId: id, mount, kvVersion })
        for (const path of targets) {
          const at = { profileId: id, mount, path }
          await kv().read({ at })
          await kv().reveal({ at })
          await kv().metadata({ at })
        }
        await people.test.client.mounts.removeTyped({ profileId: id, mount })
      }
    }
    const crossed = crossedSince(before)
    expect(crossed.includes(token), 'the token crossed').toBe(false)
    expect(crossed.includes(people.rootToken), 'the root token crossed').toBe(false)
  })

  it('a typed mount cannot name a part of the server itself, below any path', async () => {
    const { addTyped } = people.test.client.mounts
    for (const mount of ['auth/', 'sys/', 'identity/', 'cubbyhole/', 'ns1/auth/', 'a/sys/b/', 'AUTH/'])
      expect(await codeOf(addTyped({ profileId, mount, kvVersion: 1 })), mount).toBe('unsupported')
  })

  it('no call writes, deletes or tunes there, and no other engine is treated as KV', async () => {
    const { vault, rootToken, root, test } = people
    await vaultApi(vault, 'POST', 'sys/mounts/transit', { token: rootToken, body: { type: 'transit' } })
    const { mounts, kubernetes } = test.client
    for (const id of [profileId, root]) {
      for (const mount of ['auth/token/', 'sys/', 'identity/', 'auth/'] as const) {
        const at = { profileId: id, mount, path: 'roles/stolen' }
        const history = { at, versions: [1] }
        const calls = {
          write: kv().write({ at, entries: [], base: { kind: 'blind' } }),
          patch: kv().patch({
            at,
            set: [{ key: 'a', json: '1' }],
            remove: [],
            base: { kind: 'blind' },
          }),
          changeMetadata: kv().changeMetadata({ at, maxVersions: 1 }),
          compare: kv().compare({ at, a: 1, b: 2 }),
          rollback: kv().rollback({ at, from: 1, base: 2 }),
          deleteLatest: kv().deleteLatest({ at, base: { kind: 'blind' } }),
          deleteVersions: kv().deleteVersions(history),
          undelete: kv().undelete(history),
          destroy: kv().destroy(history),
          deleteAll: kv().deleteAll({ at, confirm: at.path }),
          tune: mounts.tune({ profileId: id, mount, description: 'changed' }),
          configure: mounts.tune({ profileId: id, mount, maxVersions: 1 }),
          disable: mounts.disable({ profileId: id, mount, confirm: mount }),
          enable: mounts.enableKv({ profileId: id, mount, version: 2, description: '' }),
        }
        for (const [name, call] of Object.entries(calls))
          expect(await codeOf(call), `${name} at ${mount}`).toMatch(/^(?:unsupported|invalid-input)$/)
      }
    }
    // An enable call that would tune the existing mount, and KV settings for an engine that is not KV.
    const { enableKv, tune } = mounts
    const new_ = { profileId: root, version: 1 as const, description: 'taken over' }
    expect(await codeOf(enableKv({ ...new_, mount: 'secret/tune/' }))).toBe('unsupported')
    expect(await codeOf(kubernetes.enable({ profileId: root, mount: 'token/tune/' }))).toBe('unsupported')
    expect(await codeOf(tune({ profileId: root, mount: 'transit/', maxVersions: 3 }))).toBe('unsupported')
    const list = await vaultApi(vault, 'GET', 'sys/mounts', { token: rootToken })
    expect(JSON.stringify(list)).not.toContain('taken over')
  })

  it('a trial of a role reads no credential with the token of the pod', async () => {
    const secret = { mount: 'auth/', path: 'token/lookup-self' }
    const id = (await value(people.test.client.kubernetesDoctor.takeToken({ profileId, jwt: unsigned }))).id ?? ''
    const tried = people.test.client.kubernetesDoctor.tryLogin({
      profileId,
      tokenId: id,
      mount: 'kubernetes/',
      role: 'web',
      secret,
      look: false,
    })
    expect(await codeOf(tried)).toBe('unsupported')
  })

  it('an honest typed mount can be read and written, even if the server does not report its type', async () => {
    const { test, root, vault, rootToken } = people
    await putSecret(vault, rootToken, 'app', { user: 'ann' })
    await putSecret(vault, rootToken, 'webapp/auth/x', { user: 'bob' })
    for (const id of [root, profileId]) {
      await value(test.client.mounts.addTyped({ profileId: id, mount: 'secret/', kvVersion: 2 }))
      const at = { profileId: id, mount: 'secret/', path: 'app' }
      expect(await value(kv().reveal({ at }))).toEqual({ entries: [{ key: 'user', json: '"ann"' }] })
    }
    // A folder named like a part of the server, in a mount that the server reports as KV.
    const at = { profileId: root, mount: 'secret/', path: 'webapp/auth/x' }
    expect(await value(kv().reveal({ at }))).toEqual({ entries: [{ key: 'user', json: '"bob"' }] })
    await mountKv(vault, rootToken, 'team/auth', 1)
    await putSecret(vault, rootToken, 'x', { user: 'eve' }, 'team/auth', 1)
    const below = { profileId: root, mount: 'team/auth/', path: 'x' }
    expect(await value(kv().reveal({ at: below }))).toEqual({ entries: [{ key: 'user', json: '"eve"' }] })
  })

  it('a typed mount is the mount that the server reports, not a folder of another one', async () => {
    const { test, root } = people
    const added = await value(test.client.mounts.addTyped({ profileId: root, mount: 'plain/folder/', kvVersion: 2 }))
    expect(added).toMatchObject({ path: 'plain/', kvVersion: 1 })
    const other = await test.client.mounts.addTyped({ profileId: root, mount: 'transit/', kvVersion: 1 })
    expect(other).toMatchObject({ ok: false, error: { code: 'unsupported' } })
  })

  it('a mount that was honest and is another engine now is no longer treated as KV', async () => {
    const { test, vault, rootToken } = people
    const engine = (method: 'POST' | 'DELETE', type?: string) =>
      vaultApi(vault, method, 'sys/mounts/changing', {
        token: rootToken,
        ...(type === undefined ? {} : { body: { type } }),
      })
    await mountKv(vault, rootToken, 'changing', 1)
    const id = await connectTo(test, vault.address, rootToken, 'changing')
    await value(test.client.mounts.addTyped({ profileId: id, mount: 'changing/', kvVersion: 1 }))
    await engine('DELETE')
    await engine('POST', 'transit')
    await signInWith(test, id, rootToken)
    const at = { profileId: id, mount: 'changing/', path: 'keys/a' }
    expect(await codeOf(kv().read({ at }))).toBe('unsupported')
  })
})

describe('a list of connections that was edited outside the app', () => {
  const refusing: VaultSession = {
    request: () => Promise.reject(new Failure('permission-denied', 'no', { status: 403 })),
  }
  const versions = createKvVersions(() => Promise.resolve(1))
  it('adds no mount of the server itself, and reaches none below another mount', async () => {
    for (const mount of ['auth/', 'sys/', 'identity/', 'cubbyhole/', 'AUTH/', 'ns1/auth/'])
      await expect(versions.of('a', mount, refusing), mount).rejects.toMatchObject({ code: 'unsupported' })
    const place = await versions.of('a', 'ns1/', refusing)
    expect(place).toMatchObject({ kvVersion: 1, confirmed: false })
    const asked: string[] = []
    const inside = within({ request: ({ path }) => Promise.resolve(asked.push(path)).then(() => answer) }, place)
    const ask = (path: string) => inside.request({ method: 'GET', path })
    await ask('ns1/app')
    for (const path of ['ns1/auth/token/lookup-self', 'ns1/data/sys/wrapping/lookup', 'ns1', 'auth/token', 'ns2/app'])
      await expect(ask(path), path).rejects.toMatchObject({ code: 'unsupported' })
    expect(asked).toEqual(['ns1/app'])
  })
})

const answer = { status: 204, body: undefined, warnings: [], latencyMs: 0 }
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const unsigned = `${part({ alg: 'RS256', kid: 'a' })}.${part({
  iss: 'https://kubernetes.default.svc',
  sub: 'system:serviceaccount:a:b',
  exp: 4_000_000_000,
})}.c2lnbmF0dXJl`
