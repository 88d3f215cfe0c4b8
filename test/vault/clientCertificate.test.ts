/** Which servers receive a client certificate, and how an HTTPS proxy is verified. */
import { once } from 'node:events'
import { createServer as createHttpsServer } from 'node:https'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:tls'
import type { TlsOptions, TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { testConnection } from '../../electron/vault/diagnose.ts'
import { lookAtApi } from '../../electron/kubernetes/apiLook.ts'
import { createAuthority, type Authority, type Pair } from '../servers/certificates.ts'
import { failureOf, plainOptions, transportTo } from './asking.ts'
import { hostile, json } from './hostile.ts'

let authority: Authority
let stranger: Authority
let client: Pair
beforeAll(async () => {
  authority = await createAuthority('Trusted CA')
  stranger = await createAuthority('Unknown CA')
  client = await authority.client()
})

const health = {
  type: 'shamir',
  initialized: true,
  sealed: false,
  standby: false,
  t: 1,
  n: 1,
  progress: 0,
  version: '1.21.0',
}

/** A TLS server that records the certificate of every client that presents one. */
async function recording(server: Pair, options: TlsOptions) {
  const seen: string[] = []
  const sockets = new Set<Socket>()
  const listening = createServer(
    { cert: server.certPem, key: server.keyPem, requestCert: true, ...options },
    (socket) => {
      note(socket)
      socket.once('data', () => {
        const body = JSON.stringify(health)
        socket.end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
      })
    },
  )
  const note = (socket: TLSSocket) => {
    // Null when the socket has closed, although its type excludes null.
    const shown = socket.getPeerCertificate() as { subject?: { CN?: string } } | null
    if (shown?.subject !== undefined) seen.push(String(shown.subject.CN))
  }
  listening.on('tlsClientError', (_error, socket) => note(socket))
  listening.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  listening.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  return {
    seen,
    address: `https://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      listening.close()
      for (const socket of sockets) socket.destroy()
      await once(listening, 'close')
    },
  }
}

const look = (address: string, caPem: string | null) =>
  testConnection({
    ...plainOptions(address),
    caPem,
    clientCertPem: client.certPem,
    clientKeyPem: client.keyPem,
  })

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('the connection test of a server with %s', (version) => {
  const only = { minVersion: version, maxVersion: version }

  it.each([
    ['asks for', false],
    ['insists on', true],
  ])('presents no client certificate to an unknown server that %s it', async (_what, insists) => {
    await using server = await recording(await stranger.server(), {
      ...only,
      rejectUnauthorized: insists,
      ca: authority.certPem,
    })
    const report = await look(server.address, authority.certPem)
    expect(report.steps.at(-1)).toMatchObject({ step: 'tls', ok: false })
    expect(server.seen).toEqual([])
    if (insists) return
    expect(report.error?.code).toBe('tls-untrusted')
    expect(report.chain?.[0]?.issuer).toContain('Unknown CA')
  })

  it('presents the certificate to a trusted server that requires it, and the test succeeds', async () => {
    await using server = await recording(await authority.server(), {
      ...only,
      rejectUnauthorized: true,
      ca: authority.certPem,
    })
    const report = await look(server.address, authority.certPem)
    expect(report.error).toBeUndefined()
    expect(server.seen).not.toEqual([])
  })

  it('presents no certificate to a trusted authority’s server for another host', async () => {
    await using server = await recording(await authority.wrongHost(), {
      ...only,
      rejectUnauthorized: true,
      ca: authority.certPem,
    })
    await look(server.address, authority.certPem)
    expect(server.seen).toEqual([])
  })
})

describe('an HTTPS proxy', () => {
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  afterEach(() => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
  })
  const closers: (() => void)[] = []
  afterAll(() => {
    for (const close of closers) close()
  })

  async function startProxy(pair: Pair) {
    const asked: string[] = []
    const server = createHttpsServer({ cert: pair.certPem, key: pair.keyPem })
    server.on('connect', (request, socket: Socket) => {
      asked.push(request.url ?? '')
      const [host = '', port = ''] = (request.url ?? '').split(':')
      const target = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.pipe(target).pipe(socket)
      })
      target.on('error', () => socket.destroy())
      socket.on('error', () => target.destroy())
    })
    server.on('request', (request, response) => {
      asked.push(request.url ?? '')
      response.end('{}')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closers.push(() => {
      server.close()
      server.closeAllConnections()
    })
    return { asked, proxy: `https://127.0.0.1:${(server.address() as AddressInfo).port}` }
  }

  it.each([
    ['verification of the server is off', { skipVerify: true }, ''],
    ['the environment switches verification off', {}, '0'],
    ['both', { skipVerify: true }, '0'],
  ])('of an unknown authority is refused, even if %s', async (_what, options, variable) => {
    if (variable !== '') process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = variable
    const { certPem, keyPem } = await authority.server()
    await using server = await hostile(json(200, health), { cert: certPem, key: keyPem })
    await using plain = await hostile(json(200, health))
    const { proxy, asked } = await startProxy(await stranger.server())
    for (const { address } of [server, plain]) {
      const through = { ...options, proxy, caPem: authority.certPem }
      const transport = transportTo(address, through)
      const failure = await failureOf(
        transport.request({ method: 'GET', path: 'sys/health', token: 'hvs.never', repeatable: false }),
      )
      await transport.close()
      expect(failure.code).toBe('tls-untrusted')
      const report = await testConnection({ ...plainOptions(address), ...through })
      expect(report.error?.code).toBe('tls-untrusted')
    }
    expect(asked).toEqual([])
    expect([server.arrived, plain.arrived]).toEqual([[], []])
  })

  it('of a trusted authority is accepted', async () => {
    const { certPem, keyPem } = await authority.server()
    await using server = await hostile(json(200, health), { cert: certPem, key: keyPem })
    const { proxy, asked } = await startProxy(await authority.server())
    const through = { proxy, caPem: authority.certPem }
    const report = await testConnection({ ...plainOptions(server.address), ...through })
    expect(report.error).toBeUndefined()
    expect(asked.length).toBeGreaterThan(1)
  })

  it('is not used for the connection test of an API server, which is always verified', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    const { certPem, keyPem } = await stranger.server()
    await using server = await hostile(json(200, {}), { cert: certPem, key: keyPem })
    const { problem } = await lookAtApi(server.address, authority.certPem, new AbortController().signal)
    expect(problem).toBe('tls-untrusted')
    expect(server.arrived).toEqual([])
  })
})
