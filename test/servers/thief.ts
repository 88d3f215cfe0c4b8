/** A proxy of an attacker, with its own server that imitates an unsealed Vault and records everything. */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Server } from 'node:net'
import { createAuthority } from './certificates.ts'

export interface Received {
  readonly method: string
  readonly path: string
  readonly token: string | undefined
  readonly body: string
}

export interface Thief {
  /** The proxy: every address that is requested through it leads to the attacker's server. */
  readonly proxy: string
  /** The CA that signed the attacker's certificate, which is for `hosts`. */
  readonly caPem: string
  /** The attacker's own server, without TLS. */
  readonly address: string
  readonly received: readonly Received[]
  /** Whether any request so far carried `secret`, in a header, its path or its body. */
  has(secret: string): boolean
  stop(): Promise<void>
}

const seal = { type: 'shamir', t: 1, n: 1, progress: 0, nonce: '', version: '1.21.0', initialized: true }

/** The attacker's answers. It accepts every client. */
function answerTo(path: string): unknown {
  if (path.startsWith('/v1/auth/token/lookup-self')) {
    return { data: { display_name: 'root', policies: ['root'], path: 'auth/token/root', type: 'service', ttl: 0 } }
  }
  if (path.startsWith('/v1/sys/seal-status')) return { ...seal, sealed: true }
  if (path.startsWith('/v1/sys/unseal')) return { ...seal, sealed: false }
  if (path.startsWith('/v1/sys/health')) return { initialized: true, sealed: false, standby: false, version: '1.21.0' }
  return { data: {}, auth: { client_token: 'hvs.of-the-attacker', policies: ['root'] } }
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))

/** Starts a proxy and a server on free ports of 127.0.0.1. */
export async function startThief(hosts: readonly string[] = ['127.0.0.1', 'localhost']): Promise<Thief> {
  const received: Received[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = request
    const body = Buffer.concat(await request.toArray()).toString('utf8')
    const token = headers['x-vault-token']
    received.push({ method, path: url, token: typeof token === 'string' ? token : undefined, body })
    // Through a proxy, the path of a plain request is the whole address.
    const path = url.startsWith('http') ? new URL(url).pathname : url
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answerTo(path)))
  }
  const ca = await createAuthority('A CA of the attacker')
  const { certPem, keyPem } = await ca.server({ hosts })
  const plain = createHttpServer((request, response) => void answer(request, response))
  const tls = createTlsServer({ cert: certPem, key: keyPem }, (request, response) => void answer(request, response))
  const [plainPort, tlsPort] = await Promise.all([listen(plain), listen(tls)])
  const proxy = createHttpServer((request, response) => void answer(request, response))
  proxy.on('connect', (_request, socket) => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    // A TLS handshake begins with the byte 22.
    socket.once('data', (first: Buffer) => {
      const onward = connect(first[0] === 22 ? tlsPort : plainPort, '127.0.0.1')
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
      socket.on('close', () => onward.destroy())
      onward.write(first)
      socket.pipe(onward).pipe(socket)
    })
    socket.on('error', () => undefined)
  })
  const proxyPort = await listen(proxy)
  return {
    proxy: `http://127.0.0.1:${proxyPort}`,
    caPem: ca.certPem,
    address: `http://127.0.0.1:${plainPort}`,
    received,
    has: (secret) => received.some((each) => JSON.stringify(each).includes(secret)),
    stop: async () => {
      for (const server of [plain, tls, proxy]) server.closeAllConnections()
      await Promise.all(
        [plain, tls, proxy].map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
      )
    },
  }
}
