/** The sockets of one connection: what they trust, which client certificate they present, and why they end. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer as createProxy, type Socket } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { errors } from 'undici'
import { beforeAll, describe, expect, it } from 'vitest'
import { authoritiesWith, openAgent, proxyTlsOptions, tlsConnectOptions } from '../../../electron/base/http/agent.ts'
import { type Authority, createAuthority, type Pair } from '../../servers/certificates.ts'
import { failureOf, plainOptions, transportTo } from '../../vault/asking.ts'
import { hostile, json } from '../../vault/hostile.ts'

let authority: Authority
let client: Pair
beforeAll(async () => {
  authority = await createAuthority()
  client = await authority.client()
})

const tls = (more: Partial<Parameters<typeof tlsConnectOptions>[0]> = {}) =>
  tlsConnectOptions({
    caPem: null,
    clientCertPem: null,
    clientKeyPem: null,
    tlsServerName: null,
    skipVerify: false,
    ...more,
  })

describe('@boundary the TLS settings', () => {
  it('verify the server unless the person switched that off for this connection', () => {
    expect(tls().rejectUnauthorized).toBe(true)
    expect(tls({ skipVerify: true }).rejectUnauthorized).toBe(false)
    expect(proxyTlsOptions(null)).toMatchObject({ rejectUnauthorized: true, allowH2: false })
  })

  it('set a server name only if one is entered', () => {
    expect(tls({ tlsServerName: 'vault.example.com' }).servername).toBe('vault.example.com')
    for (const tlsServerName of [null, '']) expect(tls({ tlsServerName })).not.toHaveProperty('servername')
  })

  it('trust the authorities of the computer and of Node, and those of the connection', () => {
    const usual = authoritiesWith(null)
    expect(usual.length).toBeGreaterThan(100)
    expect(new Set(usual).size).toBe(usual.length)
    expect(authoritiesWith('')).toEqual(usual)
    const { certPem } = authority
    const own = authoritiesWith(`a note\n${certPem}${client.certPem}`)
    expect(own.slice(0, -2)).toEqual(usual)
    expect(own.slice(-2).map((pem) => pem.trim())).toEqual([certPem.trim(), client.certPem.trim()])
    expect(proxyTlsOptions(certPem).ca).toEqual(authoritiesWith(certPem))
    expect(() => authoritiesWith('no PEM')).toThrow('no PEM certificate')
  })

  it.each<[string, () => Parameters<typeof tls>[0]]>([
    ['a certificate without a key', () => ({ clientCertPem: client.certPem })],
    ['a key without a certificate', () => ({ clientKeyPem: client.keyPem })],
    ['a key of another certificate', () => ({ clientCertPem: authority.certPem, clientKeyPem: client.keyPem })],
    ['a CA that is none', () => ({ caPem: 'no PEM' })],
  ])('are refused with %s', (_what, options) => {
    expect(() => tls(options())).toThrowError(expect.objectContaining({ code: 'certificate-invalid' }))
  })

  it('are ignored for a plain address', async () => {
    await using server = await hostile(json(200, {}))
    const transport = transportTo(server.address, { caPem: 'no PEM' })
    expect((await transport.request({ method: 'GET', path: 'sys/health' })).status).toBe(200)
    await transport.close()
    expect(() => transportTo('https://127.0.0.1:1', { caPem: 'no PEM' })).toThrow('no PEM certificate')
  })
})

describe('a client certificate', () => {
  /** Starts a TLS 1.3 server that asks for one, and answers with the certificate that it received. */
  async function wanting() {
    const pair = await authority.server()
    const sockets = new Set<Socket>()
    const server = createServer(
      {
        cert: pair.certPem,
        key: pair.keyPem,
        ca: authority.certPem,
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.3',
      },
      (socket) => {
        socket.on('error', () => undefined)
        socket.on('data', () => {
          const body = JSON.stringify({ shown: socket.getPeerCertificate().subject.CN })
          socket.write(
            `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
          )
        })
      },
    )
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
    })
    server.on('tlsClientError', () => undefined)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return {
      address: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      [Symbol.asyncDispose]: async () => {
        server.close()
        for (const socket of sockets) socket.destroy()
        await once(server, 'close')
      },
    }
  }
  const request = { method: 'GET', path: 'sys/auth', repeatable: false } as const

  it('is presented to a server that asks for it', async () => {
    await using server = await wanting()
    const transport = transportTo(server.address, {
      caPem: authority.certPem,
      clientCertPem: client.certPem,
      clientKeyPem: client.keyPem,
    })
    expect((await transport.request(request)).body).toMatchObject({ shown: expect.any(String) })
    await transport.close()
  })

  it('that is missing is named by every request that fails without it, even if TLS 1.3 reports it late', async () => {
    await using server = await wanting()
    const transport = transportTo(server.address, { caPem: authority.certPem })
    const asked = Array.from({ length: 12 }, () => failureOf(transport.request(request)))
    const codes = new Set((await Promise.all(asked)).map(({ code }) => code))
    expect([...codes]).toEqual(['tls-client-certificate'])
    expect((await failureOf(transport.request(request))).code).toBe('tls-client-certificate')
    await transport.close()
  })
})

describe('the reason of an error', () => {
  it('is the error itself if TLS reported nothing about its socket', async () => {
    const { dispatcher, reasonOf } = openAgent(
      { ...plainOptions('http://127.0.0.1:1'), connectTimeout: 1000 },
      () => {},
    )
    for (const error of [new Error('x'), 'text', undefined, new errors.SocketError('closed')]) {
      expect(reasonOf(error)).toBe(error)
    }
    await dispatcher.destroy()
  })
})

describe('a socket that closes', () => {
  it('is reported with its error', async () => {
    await using server = await hostile(json(200, {}))
    const lost = Promise.withResolvers<Error>()
    const options = { ...plainOptions(server.address), connectTimeout: 1000 }
    const { dispatcher } = openAgent(options, lost.resolve)
    const { body } = await dispatcher.request({ origin: server.address, path: '/', method: 'GET' })
    await body.text()
    server.closeConnections()
    expect(await lost.promise).toBeInstanceOf(Error)
    await dispatcher.destroy()
  })
})

describe('@boundary the server name that is sent and verified', () => {
  /** Opens tunnels to any requested target. */
  async function tunnels() {
    const sockets = new Set<Socket>()
    const asked: string[] = []
    const proxy = createProxy((socket) => {
      sockets.add(socket.on('error', () => undefined))
      socket.once('data', (head: Buffer) => {
        const [, to = ''] = head.toString('latin1').split(' ')
        asked.push(to)
        const target = connect(Number(to.split(':').at(-1)), '127.0.0.1')
        sockets.add(target.on('error', () => undefined))
        target.once('connect', () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
          socket.pipe(target).pipe(socket)
        })
      })
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    return {
      asked,
      address: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      [Symbol.asyncDispose]: async () => {
        proxy.close()
        for (const socket of sockets) socket.destroy()
        await once(proxy, 'close')
      },
    }
  }

  it.each(['directly', 'through a proxy'])('is that of the connection, %s', async (how) => {
    const pair = await authority.server({ name: 'vault.example', hosts: ['vault.example'] })
    const names: unknown[] = []
    await using server = await hostile(
      (request, response) => {
        names.push((request.socket as TLSSocket).servername)
        json(200, {})(request, response)
      },
      { cert: pair.certPem, key: pair.keyPem },
    )
    await using proxy = await tunnels()
    const outcome = async (options: Partial<Parameters<typeof transportTo>[1]>) => {
      const through = how === 'directly' ? null : proxy.address
      const transport = transportTo(server.address, { caPem: authority.certPem, proxy: through, ...options })
      const request = { method: 'GET', path: 'sys/auth', repeatable: false } as const
      try {
        return await transport.request(request).then(
          ({ status }) => status,
          ({ code }: { code: string }) => code,
        )
      } finally {
        await transport.close()
      }
    }
    expect(await outcome({})).toBe('tls-wrong-host')
    expect(await outcome({ tlsServerName: 'other.example' })).toBe('tls-wrong-host')
    expect(await outcome({ tlsServerName: 'vault.example', caPem: null })).toBe('tls-untrusted')
    expect(await outcome({ tlsServerName: 'vault.example' })).toBe(200)
    expect(await outcome({ skipVerify: true, caPem: null })).toBe(200)
    expect(names[0]).toBe('vault.example')
    expect(new Set(proxy.asked)).toEqual(new Set(how === 'directly' ? [] : [server.address.replace('https://', '')]))
  })
})
