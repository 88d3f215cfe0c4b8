/** The test of a connection step by step, against servers that answer as the test says. */
import type { RequestListener } from 'node:http'
import { networkInterfaces } from 'node:os'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { testConnection } from '../../electron/vault/diagnose.ts'
import type { TransportOptions } from '../../electron/vault/transport.ts'
import { createAuthority } from '../servers/certificates.ts'
import { failureOf, plainOptions } from './asking.ts'
import { hostile, json } from './hostile.ts'

const hasIpv6 = Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'))
const seal = { type: 'shamir', initialized: true, sealed: false, t: 1, n: 1, progress: 0, version: '1.9.0' }
const health = { initialized: true, sealed: false, standby: false, version: '1.21.0', enterprise: false }

/** A server with these answers by path; every other path is a 404. */
const vault =
  (answers: Readonly<Record<string, RequestListener>> = {}): RequestListener =>
  (request, response) => {
    const path = (request.url ?? '').replace(/^\/v1\/|\?.*$/g, '')
    const known = { 'sys/seal-status': json(200, seal), 'sys/health': json(200, health), ...answers }
    ;(Object.entries(known).find(([name]) => name === path)?.[1] ?? json(404, { errors: [] }))(request, response)
  }

const test = (address: string, options: Partial<TransportOptions> = {}, signal?: AbortSignal) =>
  testConnection({ ...plainOptions(address), ...options }, signal)

describe('the report of a good connection', () => {
  it('has each step with its result, and requests only the status', async () => {
    await using server = await hostile(vault())
    const report = await test(server.address)
    expect(report).toEqual({
      steps: [
        { step: 'name', ok: true, detail: '127.0.0.1' },
        { step: 'connect', ok: true, port: server.port, throughProxy: false },
        { step: 'vault', ok: true, detail: '1.21.0' },
      ],
      product: 'vault',
      version: '1.21.0',
      latency: expect.any(Number),
    })
    expect(server.arrived.map(({ method, url }) => `${method} ${url?.replace(/\?.*/, '')}`)).toEqual([
      'GET /v1/sys/seal-status',
      'GET /v1/sys/health',
    ])
    for (const { headers } of server.arrived) expect(headers).not.toHaveProperty('x-vault-token')
  })

  it('looks up a name, and lists its addresses', async () => {
    await using server = await hostile(vault())
    const { steps } = await test(`http://localhost:${server.port}`)
    expect(steps[0]).toMatchObject({ step: 'name', ok: true })
    expect(steps[0]?.detail).toMatch(/^(?:::1, )?127\.0\.0\.1(?:, ::1)?$/)
  })

  it.skipIf(!hasIpv6)('supports an IPv6 address', async () => {
    const server = createServer(vault())
    await new Promise<void>((resolve) => server.listen(0, '::1', resolve))
    const { port } = server.address() as AddressInfo
    const { steps, error } = await test(`http://[::1]:${port}`)
    server.close()
    server.closeAllConnections()
    expect(error).toBeUndefined()
    expect(steps[0]).toEqual({ step: 'name', ok: true, detail: '::1' })
    expect(steps[1]).toMatchObject({ step: 'connect', ok: true, port })
  })

  it.each<[string, object, object, object]>([
    ['health alone', { ...seal, version: undefined }, health, { product: 'vault', version: '1.21.0' }],
    [
      'the seal where health is silent',
      seal,
      { ...health, version: undefined, enterprise: undefined },
      { product: 'vault', version: '1.9.0' },
    ],
    [
      'health before the seal',
      { ...seal, version: '2.6.0', commit_date: 'x' },
      health,
      { product: 'vault', version: '1.21.0' },
    ],
  ])('detects product and version from %s', async (_what, sealStatus, status, expected) => {
    const listener = vault({ 'sys/seal-status': json(200, sealStatus), 'sys/health': json(200, status) })
    await using server = await hostile(listener)
    expect(await test(server.address)).toMatchObject(expected)
  })

  it('has no version and no product if the server reports none', async () => {
    const silent = { ...health, version: undefined, enterprise: undefined }
    const listener = vault({
      'sys/seal-status': json(200, { ...seal, version: undefined }),
      'sys/health': json(200, silent),
    })
    await using server = await hostile(listener)
    const report = await test(server.address)
    expect(report.steps.at(-1)).toEqual({ step: 'vault', ok: true })
    expect(Object.keys(report).toSorted()).toEqual(['latency', 'steps'])
  })

  it('starts with the proxy if there is one', async () => {
    await using proxy = await hostile(vault())
    // The proxy receives whole addresses.
    await using server = await hostile((request, response) => {
      request.url = (request.url ?? '').replace('http://vault.invalid:8200', '')
      vault()(request, response)
    })
    const { steps, error } = await test('http://vault.invalid:8200', { proxy: server.address })
    expect(error).toBeUndefined()
    expect(steps.slice(0, 2)).toEqual([
      { step: 'name', ok: true, detail: '127.0.0.1' },
      { step: 'connect', ok: true, port: server.port, throughProxy: true },
    ])
    expect(proxy.arrived).toEqual([])
  })
})

describe('the report of a connection that fails', () => {
  it.each<[string, string, string, number | undefined]>([
    ['http://vault.invalid', 'name', 'name-not-resolved', undefined],
    ['http://127.0.0.1:1', 'connect', 'connection-refused', 1],
    ['https://127.0.0.1:1', 'connect', 'connection-refused', 1],
  ])('ends at its first failed step: %s (%s), with the text of the error', async (address, step, code, port) => {
    const { steps, error, ...rest } = await test(address)
    expect(error?.code).toBe(code)
    expect(rest).toEqual({})
    expect(steps.at(-1)).toMatchObject({ step, ok: false, detail: error?.message, ...(port !== undefined && { port }) })
    expect(steps.filter(({ ok }) => !ok)).toHaveLength(1)
  })

  it.each([
    ['http://127.0.0.1', 80],
    ['https://127.0.0.1', 443],
    ['https://127.0.0.1:1', 1],
  ])('names the port that was tried: %s', async (address, port) => {
    const { steps } = await test(address)
    expect(steps[1]).toMatchObject({ step: 'connect', port, throughProxy: false })
  })

  it('is about the proxy if the proxy is unreachable', async () => {
    for (const proxy of ['http://127.0.0.1:1', 'http://proxy.invalid:3128']) {
      const { steps, error } = await test('http://vault.example.com', { proxy })
      expect(error?.code).toBe('proxy-failed')
      expect(steps.at(-1)).toMatchObject({ ok: false, detail: error?.message })
    }
  })

  it.each<[string, RequestListener, string]>([
    ['a page', (_request, response) => void response.end('<html>'), 'not-a-vault'],
    ['a refusal', json(403, { errors: ['permission denied'] }), 'permission-denied'],
    ['another API', json(200, { status: 'ok' }), 'not-a-vault'],
  ])('is about the server if it answers with %s', async (_what, listener, code) => {
    for (const path of ['sys/seal-status', 'sys/health']) {
      await using server = await hostile(vault({ [path]: listener }))
      const { steps, error } = await test(server.address)
      expect(error?.code).toBe(code)
      expect(steps.map(({ step, ok }) => [step, ok])).toEqual([
        ['name', true],
        ['connect', true],
        ['vault', false],
      ])
      expect(steps.at(-1)?.detail).toBe(error?.message)
    }
  })

  it.each(['', 'vault', 'not an address'])('is refused for an invalid address: %j', async (address) => {
    const { steps, error } = await test(address)
    expect([steps, error?.code]).toEqual([[], 'invalid-input'])
  })

  it('is refused for an invalid proxy address', async () => {
    await using server = await hostile(vault())
    const { steps, error } = await test(server.address, { proxy: 'not an address' })
    expect([steps, error?.code]).toEqual([[], 'invalid-input'])
  })

  it('can be canceled by the person at any step', async () => {
    expect((await failureOf(test('http://127.0.0.1:1', {}, AbortSignal.abort()))).code).toBe('canceled')
    for (const path of ['sys/seal-status', 'sys/health']) {
      const stop = new AbortController()
      await using server = await hostile(vault({ [path]: () => stop.abort() }))
      expect((await failureOf(test(server.address, {}, stop.signal))).code).toBe('canceled')
    }
  })

  it('closes its connection, however it ends', async () => {
    for (const answer of [json(200, health), json(200, {})]) {
      const closed: Promise<void>[] = []
      await using server = await hostile((request, response) => {
        closed.push(new Promise((resolve) => request.socket.once('close', () => resolve())))
        vault({ 'sys/health': answer })(request, response)
      })
      await test(server.address)
      expect(closed.length).toBeGreaterThan(0)
      await Promise.all(closed)
    }
  })
})

describe('a namespace', () => {
  const enterprise = { ...health, enterprise: true, version: '1.21.0+ent' }
  const looking = async (mounts: RequestListener, status: object = enterprise) => {
    await using server = await hostile(vault({ 'sys/health': json(200, status), 'sys/internal/ui/mounts': mounts }))
    const { error } = await test(server.address, { namespace: 'team' })
    return { code: error?.code, arrived: server.arrived }
  }

  it('is tested with a request for its mounts, without a token', async () => {
    const { code, arrived } = await looking(json(200, { data: {} }))
    expect(code).toBeUndefined()
    const asked = arrived.filter(({ url }) => url === '/v1/sys/internal/ui/mounts')
    expect(asked.at(-1)?.headers['x-vault-namespace']).toBe('team')
    expect(asked.at(-1)?.headers).not.toHaveProperty('x-vault-token')
  })

  it('is not tested if there is none', async () => {
    await using server = await hostile(vault())
    await test(server.address)
    expect(server.arrived.some(({ url }) => url?.includes('mounts'))).toBe(false)
  })

  it('is named if it does not exist, or if the server has no namespaces', async () => {
    expect((await looking(json(404, { errors: ['namespace not found'] }))).code).toBe('namespace-not-found')
    expect((await looking(json(200, { data: {} }), health)).code).toBe('namespaces-unsupported')
  })

  it.each<[string, RequestListener]>([
    ['is denied', json(403, { errors: ['permission denied'] })],
    ['is sealed', json(503, { errors: ['Vault is sealed'] })],
    ['is not there', json(404, { errors: [] })],
  ])('does not fail the test if the path %s', async (_what, listener) => {
    expect((await looking(listener)).code).toBeUndefined()
  })
})

describe('the test over TLS', () => {
  it('names the protocol, shows the chain, and continues with the server', async () => {
    const authority = await createAuthority()
    const { certPem, keyPem } = await authority.server()
    await using server = await hostile(vault(), { cert: certPem, key: keyPem })
    const report = await test(server.address, { caPem: authority.certPem })
    expect(report.steps.map(({ step, ok }) => [step, ok])).toEqual([
      ['name', true],
      ['connect', true],
      ['tls', true],
      ['vault', true],
    ])
    expect(report.steps[2]?.detail).toMatch(/^TLSv1\.[23]$/)
    expect(report.chain?.length).toBeGreaterThan(0)
    const untrusted = await test(server.address)
    expect(untrusted.steps.map(({ step, ok }) => [step, ok])).toEqual([
      ['name', true],
      ['connect', true],
      ['tls', false],
    ])
    expect(untrusted.error).toMatchObject({ code: 'tls-untrusted', chain: untrusted.chain })
    expect(untrusted.chain?.length).toBeGreaterThan(0)
    expect(untrusted.steps[2]?.detail).toBe(untrusted.error?.message)
  })

  it('has no chain if there was no handshake', async () => {
    await using server = await hostile(vault())
    const { error, steps, ...rest } = await test(server.address.replace('http:', 'https:'))
    expect(steps.at(-1)).toMatchObject({ step: 'tls', ok: false })
    expect(error?.code).toBe('plain-http-expected')
    expect([rest, error?.chain]).toEqual([{}, undefined])
  })

  it('reports a missing client certificate at its own step, even if TLS 1.3 reports it late', async () => {
    const authority = await createAuthority()
    const { certPem, keyPem } = await authority.server()
    const wanting = {
      requestCert: true,
      rejectUnauthorized: true,
      ca: authority.certPem,
      minVersion: 'TLSv1.3',
    } as const
    await using server = await hostile(vault(), { cert: certPem, key: keyPem, ...wanting })
    const { steps, error } = await test(server.address, { caPem: authority.certPem })
    expect(error?.code).toBe('tls-client-certificate')
    expect(steps.map(({ step, ok }) => [step, ok])).toEqual([
      ['name', true],
      ['connect', true],
      ['tls', false],
    ])
    expect(steps.at(-1)?.detail).toBe(error?.message)
    const client = await authority.client()
    const shown = { clientCertPem: client.certPem, clientKeyPem: client.keyPem }
    expect((await test(server.address, { caPem: authority.certPem, ...shown })).error).toBeUndefined()
  })

  it('is about the proxy, not about the server, if the proxy is not trusted', async () => {
    const { certPem, keyPem } = await (await createAuthority()).server()
    await using proxy = await hostile(vault(), { cert: certPem, key: keyPem })
    const { steps, error } = await test('http://vault.invalid:8200', { proxy: proxy.address })
    expect(error?.code).toBe('tls-untrusted')
    expect(steps.map(({ step, ok }) => [step, ok])).toEqual([
      ['name', true],
      ['connect', true],
      ['vault', false],
    ])
    expect(proxy.arrived).toEqual([])
  })
})
