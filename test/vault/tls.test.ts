import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testConnection } from '../../electron/vault/diagnose.ts'
import { createAuthority, selfSigned } from '../servers/certificates.ts'
import type { Authority, Pair } from '../servers/certificates.ts'
import { startVault, testedProduct } from '../servers/vault.ts'
import type { TestVault } from '../servers/vault.ts'
import type { TransportOptions } from '../../electron/vault/transport.ts'
import { failureOf, plainOptions, transportTo } from './asking.ts'
import { hostile, json } from './hostile.ts'

let authority: Authority
let vault: TestVault
let guarded: TestVault
let plain: TestVault

const pairOf = ({ certPem, keyPem }: Pair) => ({ cert: certPem, key: keyPem })

beforeAll(async () => {
  authority = await createAuthority()
  const server = await authority.server()
  ;[vault, guarded, plain] = await Promise.all([
    startVault({ tls: server }),
    startVault({ tls: { ...server, clientCaPem: authority.certPem } }),
    startVault(),
  ])
})

afterAll(async () => {
  await Promise.all([vault, guarded, plain].map((server) => server.stop()))
})

/** Requests the seal status; returns a status or an error's code. */
async function outcome(address: string, options: Partial<TransportOptions> = {}): Promise<number | string> {
  const transport = transportTo(address, options)
  try {
    return (await transport.request({ method: 'GET', path: 'sys/seal-status' })).status
  } catch {
    return (await failureOf(transport.request({ method: 'GET', path: 'sys/seal-status' }))).code
  } finally {
    await transport.close()
  }
}

describe('a connection over TLS', () => {
  it('succeeds with the CA of the server, and fails without', async () => {
    expect(await outcome(vault.address, { caPem: authority.certPem })).toBe(200)
    expect(await outcome(vault.address)).toBe('tls-untrusted')
    expect(await outcome(vault.address, { caPem: (await createAuthority()).certPem })).toBe('tls-untrusted')
  })

  it('succeeds with any certificate if verification is off', async () => {
    expect(await outcome(vault.address, { skipVerify: true })).toBe(200)
  })

  it('sends the server name that was entered', async () => {
    const named = await authority.server({ name: 'vault.example', hosts: ['vault.example'] })
    await using server = await hostile(json(200, {}), pairOf(named))
    const trusting = { caPem: authority.certPem }
    expect(await outcome(server.address, trusting)).toBe('tls-wrong-host')
    expect(await outcome(server.address, { ...trusting, tlsServerName: 'vault.example' })).toBe(200)
    expect(await outcome(vault.address, { ...trusting, tlsServerName: 'other.example' })).toBe('tls-wrong-host')
  })

  it.each<[string, string, () => Promise<Pair>]>([
    ['expired', 'tls-expired', () => authority.expired()],
    ['for another host', 'tls-wrong-host', () => authority.wrongHost()],
    ['signed by itself', 'tls-untrusted', () => selfSigned()],
    ['made for clients', 'tls-untrusted', () => authority.client({ hosts: ['127.0.0.1'] })],
  ])('fails for a certificate that is %s', async (_what, code, pair) => {
    await using server = await hostile(json(200, {}), pairOf(await pair()))
    expect(await outcome(server.address, { caPem: authority.certPem })).toBe(code)
    expect(server.arrived).toEqual([])
  })

  it('trusts a chain through an intermediate authority', async () => {
    const intermediate = await authority.intermediate()
    await using server = await hostile(json(200, {}), pairOf(await intermediate.server()))
    expect(await outcome(server.address, { caPem: authority.certPem })).toBe(200)
  })

  it('presents a client certificate if the server asks for one', async () => {
    const { certPem: clientCertPem, keyPem: clientKeyPem } = await authority.client()
    const trusting = { caPem: authority.certPem }
    expect(await outcome(guarded.address, { ...trusting, clientCertPem, clientKeyPem })).toBe(200)
    expect(await outcome(guarded.address, trusting)).toBe('tls-client-certificate')
    const stranger = await (await createAuthority()).client()
    expect(
      await outcome(guarded.address, {
        ...trusting,
        clientCertPem: stranger.certPem,
        clientKeyPem: stranger.keyPem,
      }),
    ).toBe('tls-client-certificate')
  })

  it('is not even attempted with an unusable certificate', async () => {
    const { certPem: clientCertPem, keyPem: clientKeyPem } = await authority.client()
    const other = await authority.client()
    const refused = (options: Partial<TransportOptions>) =>
      failureOf((async () => transportTo(vault.address, options))())
    expect((await refused({ caPem: 'not PEM' })).code).toBe('certificate-invalid')
    expect((await refused({ clientCertPem })).code).toBe('certificate-invalid')
    expect((await refused({ clientCertPem, clientKeyPem: other.keyPem })).code).toBe('certificate-invalid')
    const garbled = await refused({ clientCertPem, clientKeyPem: clientKeyPem.replace('M', '!') })
    expect(garbled.code).toBe('certificate-invalid')
    expect(JSON.stringify(garbled)).not.toContain(clientKeyPem.slice(40, 60))
  })

  it('distinguishes plain HTTP from HTTPS in both directions', async () => {
    expect(await outcome(plain.address.replace('http:', 'https:'))).toBe('plain-http-expected')
    expect(await outcome(vault.address.replace('https:', 'http:'))).toBe('https-expected')
  })

  it('uses a tunnel through a proxy, and still verifies the server', async () => {
    await using proxy = await tunnelProxy()
    const through = { proxy: proxy.address }
    expect(await outcome(vault.address, { ...through, caPem: authority.certPem })).toBe(200)
    expect(await outcome(vault.address, through)).toBe('tls-untrusted')
    expect(await outcome(vault.address, { ...through, caPem: authority.certPem, tlsServerName: 'x.example' })).toBe(
      'tls-wrong-host',
    )
    expect(proxy.asked).toContain(vault.address.slice('https://'.length))
  })
})

describe('the test of a connection', () => {
  const stepsOf = async (address: string, options: Partial<TransportOptions> = {}) => {
    const report = await testConnection({ ...plainOptions(address), ...options })
    return { ...report, seen: report.steps.map(({ step, ok }) => `${step} ${ok ? 'ok' : 'failed'}`) }
  }

  it('completes every step for a working connection', async () => {
    const report = await stepsOf(vault.address, { caPem: authority.certPem })
    expect(report.seen).toEqual(['name ok', 'connect ok', 'tls ok', 'vault ok'])
    expect(report).toMatchObject({ product: testedProduct, version: expect.stringMatching(/^\d+\.\d+/) })
    expect(report.error).toBeUndefined()
    expect(report.latency).toBeGreaterThan(0)
    expect(report.chain?.[0]).toMatchObject({ subject: 'CN=localhost', selfSigned: false })
  })

  it('reports that an address includes the path of the API, also for a server that is not initialized', async () => {
    for (const path of ['/v1', '/v1/secret/data/app', '/v1/sys/health/x']) {
      const report = await stepsOf(`${plain.address}${path}`)
      expect(report.seen).toEqual(['name ok', 'connect ok', 'vault failed'])
      expect(report.error?.code).toBe('address-includes-api')
    }
  })

  it('needs no TLS for a plain address', async () => {
    expect((await stepsOf(plain.address)).seen).toEqual(['name ok', 'connect ok', 'vault ok'])
  })

  it('shows the chain of an unknown authority, so that exactly this authority can be trusted', async () => {
    const intermediate = await authority.intermediate()
    await using server = await hostile(json(200, {}), pairOf(await intermediate.server()))
    const report = await stepsOf(server.address)
    expect(report.seen).toEqual(['name ok', 'connect ok', 'tls failed'])
    expect(report.error?.code).toBe('tls-untrusted')
    expect(report.chain?.map(({ subject }) => subject)).toEqual([
      'CN=localhost',
      'CN=Test Intermediate CA, O=Strongroom tests',
    ])
    expect(report.error?.chain).toEqual(report.chain)
    // Nothing was sent on the connection that accepted any certificate.
    expect(server.arrived).toEqual([])
    const trusted = await stepsOf(server.address, { caPem: report.chain?.at(-1)?.pem ?? '' })
    expect(trusted.seen).toContain('tls ok')
    const stranger = await (await authority.intermediate()).server()
    await using other = await hostile(json(200, {}), pairOf(stranger))
    expect((await stepsOf(other.address, { caPem: report.chain?.at(-1)?.pem ?? '' })).seen).toContain('tls failed')
  })

  it('reports a missing client certificate', async () => {
    const report = await stepsOf(guarded.address, { caPem: authority.certPem })
    expect(report.seen).toEqual(['name ok', 'connect ok', 'tls failed'])
    expect(report.error?.code).toBe('tls-client-certificate')
  })

  it.each<[string, () => string, string[], string]>([
    ['the name does not resolve', () => 'https://vault.invalid', ['name failed'], 'name-not-resolved'],
    ['nothing listens', () => 'https://127.0.0.1:1', ['name ok', 'connect failed'], 'connection-refused'],
    [
      'the server speaks plain HTTP',
      () => plain.address.replace('http:', 'https:'),
      ['name ok', 'connect ok', 'tls failed'],
      'plain-http-expected',
    ],
    [
      'the server speaks HTTPS',
      () => vault.address.replace('https:', 'http:'),
      ['name ok', 'connect ok', 'vault failed'],
      'https-expected',
    ],
  ])('reports that %s', async (_what, address, seen, code) => {
    const report = await stepsOf(address())
    expect(report.seen).toEqual(seen)
    expect(report.error?.code).toBe(code)
  })

  it.each([
    ['a page', { title: 'welcome' }],
    ['something else with an API', { status: 'ok' }],
  ])('reports that %s is not a Vault', async (_what, body) => {
    await using server = await hostile(json(200, body))
    const report = await stepsOf(server.address)
    expect(report.seen).toEqual(['name ok', 'connect ok', 'vault failed'])
    expect(report.error?.code).toBe('not-a-vault')
  })

  it('uses a proxy and names what the proxy does not support', async () => {
    await using proxy = await tunnelProxy()
    const through = { proxy: proxy.address, caPem: authority.certPem }
    expect((await stepsOf(vault.address, through)).seen).toEqual(['name ok', 'connect ok', 'tls ok', 'vault ok'])
    const report = await stepsOf('https://127.0.0.1:1', through)
    expect(report.error?.code).toBe('proxy-failed')
    const missing = await stepsOf(vault.address, { ...through, proxy: 'http://127.0.0.1:1' })
    expect(missing).toMatchObject({ seen: ['name ok', 'connect failed'], error: { code: 'proxy-failed' } })
  })

  it('reports an unusable certificate', async () => {
    const report = await stepsOf(vault.address, { caPem: 'not PEM' })
    expect(report.error?.code).toBe('certificate-invalid')
  })

  it('can be canceled', async () => {
    const failure = await failureOf(testConnection(plainOptions(vault.address), AbortSignal.abort()))
    expect(failure.code).toBe('canceled')
  })
})

/** Starts a proxy that opens tunnels to the requested target, and refuses if nothing listens there. */
async function tunnelProxy() {
  const sockets = new Set<Socket>()
  const asked: string[] = []
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => undefined)
    client.once('data', (head) => {
      const [, authority = ''] = head.toString('latin1').split(' ')
      asked.push(authority)
      const [host = '', port = ''] = authority.split(':')
      const target = connect(Number(port), host)
      sockets.add(target)
      target.once('connect', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n')
        client.pipe(target).pipe(client)
      })
      target.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    asked,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}
