/** Local servers that do what no Vault would do: each test defines the answers of its own server. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer, type ServerOptions } from 'node:https'
import { createServer as createNetServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net'

export interface Hostile {
  readonly address: string
  readonly port: number
  /** Everything that arrived, in order. */
  readonly arrived: { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers'] }[]
  /** The bodies, in order of their end. */
  readonly bodies: string[]
  /** Ends every open socket. */
  closeConnections(): void
  [Symbol.asyncDispose](): Promise<void>
}

async function listen(server: NetServer): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Starts an HTTP server, or with `tls` an HTTPS one. Its handler runs after the body of a request has been read. */
export async function hostile(handler: RequestListener, tls?: ServerOptions): Promise<Hostile> {
  const arrived: Hostile['arrived'] = []
  const bodies: string[] = []
  const listener: RequestListener = (request, response) => {
    arrived.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (piece: string) => (body += piece))
    request.on('end', () => {
      bodies.push(body)
      handler(request, response)
    })
    request.on('error', () => undefined)
  }
  const server: Server = tls === undefined ? createServer(listener) : createHttpsServer(tls, listener)
  server.on('tlsClientError', () => undefined)
  const port = await listen(server)
  return {
    address: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    arrived,
    bodies,
    closeConnections: () => server.closeAllConnections(),
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Answers with JSON. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
}

/** Answers with one handler after the other, and with the last one for all further requests. */
export function inTurn(...handlers: readonly RequestListener[]): RequestListener {
  let next = 0
  return (request, response) => {
    const handler = handlers[Math.min(next, handlers.length - 1)]
    next += 1
    handler?.(request, response)
  }
}

/** Starts a TCP server that does not speak HTTP. */
export async function rawServer(
  onSocket: (socket: Socket) => void,
): Promise<Omit<Hostile, 'arrived' | 'bodies' | 'closeConnections'>> {
  const sockets = new Set<Socket>()
  const server = createNetServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    onSocket(socket)
  })
  const port = await listen(server)
  return {
    address: `http://127.0.0.1:${port}`,
    port,
    [Symbol.asyncDispose]: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}
