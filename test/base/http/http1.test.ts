/**
 * HTTP/2 is off on every connection, and the build leaves its code out (scripts/vite/undici.ts): nothing may offer it.
 */
import { once } from 'node:events'
import { createSecureServer, type Http2SecureServer } from 'node:http2'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createAuthority, type Authority } from '../../servers/certificates.ts'
import { transportTo } from '../../vault/asking.ts'

let authority: Authority
/** A server and a proxy that prefer HTTP/2. */
let server: Http2SecureServer
let proxy: Http2SecureServer
/** The protocol of each handshake, in order. */
const chosen = { server: [] as unknown[], proxy: [] as unknown[] }

const portOf = (of: Http2SecureServer) => (of.address() as AddressInfo).port

beforeAll(async () => {
  authority = await createAuthority()
  const { certPem: cert, keyPem: key } = await authority.server()
  server = createSecureServer({ cert, key, allowHTTP1: true }, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  proxy = createSecureServer({ cert, key, allowHTTP1: true })
  proxy.on('connect', (request: { url: string }, client: Socket) => {
    const [host = '', port = ''] = request.url.split(':')
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.pipe(target).pipe(client)
    })
    for (const socket of [client, target]) socket.on('error', () => undefined)
    client.once('close', () => target.destroy())
  })
  for (const [name, of] of [
    ['server', server],
    ['proxy', proxy],
  ] as const) {
    of.on('secureConnection', (socket) => chosen[name].push(socket instanceof TLSSocket ? socket.alpnProtocol : socket))
    of.listen(0, '127.0.0.1')
    await once(of, 'listening')
  }
})

afterAll(() => {
  for (const of of [server, proxy]) of.close()
})

beforeEach(() => {
  chosen.server.length = 0
  chosen.proxy.length = 0
})

it.each(['directly', 'through a proxy'])('A connection uses HTTP/1.1 %s', async (how) => {
  const through = how === 'directly' ? {} : { proxy: `https://127.0.0.1:${portOf(proxy)}` }
  const transport = transportTo(`https://127.0.0.1:${portOf(server)}`, { caPem: authority.certPem, ...through })
  try {
    const answer = await transport.request({ method: 'GET', path: 'sys/seal-status' })
    expect(answer.status).toBe(200)
  } finally {
    await transport.close()
  }
  expect(chosen.server).toEqual(['http/1.1'])
  expect(chosen.proxy).toEqual(how === 'directly' ? [] : ['http/1.1'])
})
