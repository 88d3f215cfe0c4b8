/** A connection in a namespace: which paths belong to the root namespace, and which servers have namespaces at all. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealServer, stepDown } from '../../electron/vault/cluster.ts'
import { testConnection } from '../../electron/vault/diagnose.ts'
import { supportByHealth } from '../../electron/vault/namespaceProof.ts'
import { anonymousSession, authenticatedSession } from '../../electron/vault/session.ts'
import { readHealth, readSealStatus } from '../../electron/vault/status.ts'
import type { Transport, VaultRequest } from '../../electron/vault/transport.ts'
import { giveShare } from '../../electron/vault/unseal.ts'
import { initializeAndUnseal, mountKv, type RootKeys, unseal, vaultApi } from '../servers/initialized.ts'
import { startVault, testedProduct, type TestVault } from '../servers/vault.ts'
import { failureOf, plainOptions, transportTo } from './asking.ts'
import { hostile, json } from './hostile.ts'

let vault: TestVault
let keys: RootKeys

beforeAll(async () => {
  vault = await startVault({ storage: 'raft' })
  keys = await initializeAndUnseal(vault)
  await mountKv(vault, keys.rootToken)
})
afterAll(() => vault.stop())

const within = async <T>(namespace: string, work: (transport: Transport) => Promise<T>): Promise<T> => {
  const transport = transportTo(vault.address, { namespace })
  try {
    return await work(transport)
  } finally {
    await transport.close()
  }
}

describe('requests that belong to the root namespace', () => {
  // OpenBao reserves the name `root`.
  it.each(['team', 'root'])('are answered on a connection in the namespace %s', async (namespace) => {
    await within(namespace, async (transport) => {
      const [anonymous, root] = [anonymousSession(transport), authenticatedSession(transport, keys.rootToken)]
      expect(await readHealth(anonymous)).toMatchObject({ sealed: false, role: 'active' })
      expect(await readSealStatus(anonymous)).toMatchObject({ sealed: false })
      expect(await anonymous.request({ method: 'GET', path: 'sys/leader' })).toMatchObject({ status: 200 })
      expect(await root.request({ method: 'GET', path: 'sys/ha-status' })).toMatchObject({ status: 200 })
      expect(await root.request({ method: 'GET', path: 'sys/storage/raft/configuration' })).toMatchObject({
        status: 200,
      })
      await sealServer(root)
      expect(await readSealStatus(anonymous)).toMatchObject({ sealed: true })
      expect(await giveShare(anonymous, keys.keys[0] ?? '')).toMatchObject({ sealed: false })
    })
    await unseal(vault, keys)
    await within(namespace, (transport) => stepDown(authenticatedSession(transport, keys.rootToken)))
    await unseal(vault, keys)
  })

  it('carry no namespace, neither as a header nor in the path', async () => {
    await using server = await hostile(json(200, {}))
    const root = [
      'sys/health',
      'sys/seal-status',
      'sys/leader',
      'sys/ha-status',
      'sys/init',
      'sys/unseal',
      'sys/seal',
      'sys/step-down',
      'sys/storage/raft/configuration',
    ]
    for (const namespace of ['team', '팀']) {
      const transport = transportTo(server.address, { namespace })
      for (const path of root) await transport.request({ method: 'PUT', path })
      await transport.close()
    }
    expect(server.arrived.map(({ url }) => url)).toEqual([...root, ...root].map((path) => `/v1/${path}`))
    expect(server.arrived.every(({ headers }) => headers['x-vault-namespace'] === undefined)).toBe(true)
  })
})

const read: VaultRequest = { method: 'GET', path: 'secret/data/a', token: 'test-token' }

const ofVault = testedProduct === 'vault' ? describe : undefined
const ofOpenBao = testedProduct === 'openbao' ? describe : undefined

ofVault?.('Vault without namespaces', () => {
  it('is refused before anything is read or written in its root namespace', async () => {
    const write = { method: 'POST', path: 'secret/data/fenced', body: { data: { a: 1 } } } as const
    await within('team', async (transport) => {
      for (const request of [write, { method: 'GET', path: 'secret/data/fenced' } as const]) {
        const failure = await failureOf(transport.request({ ...request, token: keys.rootToken }))
        expect(failure.code).toBe('namespaces-unsupported')
      }
    })
    await expect(vaultApi(vault, 'GET', 'secret/data/fenced', { token: keys.rootToken })).rejects.toThrow('404')
  })

  it('is named by the test of a connection', async () => {
    const report = await testConnection({ ...plainOptions(vault.address), namespace: 'team' })
    expect(report.error?.code).toBe('namespaces-unsupported')
    expect((await testConnection(plainOptions(vault.address))).error).toBeUndefined()
  })
})

ofOpenBao?.('OpenBao with namespaces', () => {
  const write = { method: 'POST', path: 'secret/data/a', body: { data: { a: 'in team' } } } as const

  it('is read and written in the namespace', async () => {
    await vaultApi(vault, 'POST', 'sys/namespaces/team', { token: keys.rootToken, body: {} })
    await vaultApi(vault, 'POST', 'sys/mounts/secret', {
      token: keys.rootToken,
      namespace: 'team',
      body: { type: 'kv', options: { version: '2' } },
    })
    await within('team', async (transport) => {
      await expect
        .poll(() => transport.request({ ...write, token: keys.rootToken }).then(({ status }) => status, String))
        .toBe(200)
    })
    await expect(vaultApi(vault, 'GET', 'secret/data/a', { token: keys.rootToken })).rejects.toThrow('404')
  })

  it('says that a namespace does not exist', async () => {
    const failure = await within('absent', (transport) => failureOf(transport.request(read)))
    expect(failure.code).toBe('namespace-not-found')
    const report = await testConnection({ ...plainOptions(vault.address), namespace: 'absent' })
    expect(report.error?.code).toBe('namespace-not-found')
  })
})

it('proves by its behavior whether it has namespaces, if its health is denied', async () => {
  await using proxy = await hostile((request, response) => {
    if (request.url?.startsWith('/v1/sys/health') === true) return json(403, { errors: [] })(request, response)
    const namespace = request.headers['x-vault-namespace']
    void fetch(vault.address + (request.url ?? ''), {
      headers: {
        'x-vault-request': 'true',
        ...(namespace !== undefined && { 'x-vault-namespace': String(namespace) }),
      },
    }).then(async (answer) => json(answer.status, await answer.json())(request, response))
  })
  const transport = transportTo(proxy.address, { namespace: 'absent' })
  const failure = await failureOf(transport.request({ method: 'GET', path: 'sys/auth' }))
  await transport.close()
  // OpenBao passes the proof, and then does not have the connection's namespace.
  expect(failure.code).toBe(testedProduct === 'openbao' ? 'namespace-not-found' : 'namespaces-unsupported')
})

describe('a server whose health does not say whether it has namespaces', () => {
  const answers =
    (mounts: { readonly status: number; readonly body: unknown }, health: Parameters<typeof json>) =>
    (...given: Parameters<ReturnType<typeof json>>) => {
      const [{ url = '' }] = given
      if (url.startsWith('/v1/sys/health')) return json(...health)(...given)
      if (url.startsWith('/v1/sys/internal/ui/mounts')) return json(mounts.status, mounts.body)(...given)
      return json(200, { data: { data: {} } })(...given)
    }
  const notFound = { status: 404, body: { errors: ['namespace not found'] } }

  it('is used if it does not know a namespace that cannot exist', async () => {
    for (const health of [[200, { version: '' }] as const, [403, { errors: [] }] as const]) {
      await using server = await hostile(answers(notFound, [...health]))
      const transport = transportTo(server.address, { namespace: 'team' })
      await transport.request(read)
      await transport.close()
      const asked = server.arrived.find(({ url }) => url.startsWith('/v1/sys/internal'))
      expect(asked?.headers['x-vault-namespace']).toMatch(/^strongroom-/)
      // The proof carries no token, and is performed once.
      expect(asked?.headers['x-vault-token']).toBeUndefined()
      expect(server.arrived).toHaveLength(3)
    }
  })

  it.each([
    ['ignores the namespace', { status: 200, body: { data: {} } }, 'namespaces-unsupported'],
    ['denies the question', { status: 403, body: { errors: ['permission denied'] } }, 'namespaces-unverified'],
    ['answers a bare 404', { status: 404, body: { errors: [] } }, 'namespaces-unverified'],
  ])('is refused when it %s', async (_what, mounts, code) => {
    await using server = await hostile(answers(mounts, [200, { version: '' }]))
    const transport = transportTo(server.address, { namespace: 'team' })
    expect((await failureOf(transport.request(read))).code).toBe(code)
    expect((await failureOf(transport.request({ ...read, method: 'POST', body: {} }))).code).toBe(code)
    await transport.close()
    expect(server.arrived.some(({ url }) => url.includes('secret'))).toBe(false)
    expect(server.arrived.some(({ headers }) => headers['x-vault-token'] !== undefined)).toBe(false)
  })

  it('is proven again after the server was replaced', async () => {
    let enterprise = true
    await using server = await hostile((request, response) => {
      json(200, { enterprise })(request, response)
    })
    const transport = transportTo(server.address, { namespace: 'team' })
    await transport.request(read)
    enterprise = false
    server.closeConnections()
    await expect
      .poll(async () =>
        transport.request(read).then(
          () => 'ok',
          ({ code }: { code: string }) => code,
        ),
      )
      .toBe('namespaces-unsupported')
    await transport.close()
  })
})

describe('the public answer of sys/health', () => {
  it.each([
    [{ enterprise: true, version: '1.21.0+ent' }, 'supported'],
    [{ enterprise: false, version: '1.21.0' }, 'unsupported'],
    [{ enterprise: true, version: '' }, 'supported'],
    [{ enterprise: false, version: '' }, 'unsupported'],
    [{ version: '1.15.4+ent' }, 'supported'],
    [{ version: '1.13.2+ent.hsm.fips1402' }, 'supported'],
    [{ version: '1.15.4' }, 'unsupported'],
    [{ version: '2.2.2' }, 'unsupported'],
    [{ version: '2.3.0' }, 'supported'],
    [{ version: 'v2.7.2' }, 'supported'],
    [{ version: '' }, 'unknown'],
    [{ version: 'entirely' }, 'unknown'],
    [{}, 'unknown'],
    [[], 'unknown'],
    [{ enterprise: 'yes' }, 'unknown'],
  ])('%j: %s', (body, support) => {
    expect(supportByHealth(body)).toBe(support)
  })
})
