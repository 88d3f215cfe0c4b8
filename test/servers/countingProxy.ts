/** A proxy in front of a plain HTTP server that forwards every byte and counts the requests. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface CountingProxy {
  readonly port: number
  /** Returns the number of forwarded requests. */
  requests(): number
  stop(): Promise<void>
}

/** Starts a proxy on a free port of 127.0.0.1, in front of the server on port `target`. */
export async function countingProxy(target: number): Promise<CountingProxy> {
  let requests = 0
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    sockets.add(client)
    client.on('data', (bytes) => {
      // The clients in these tests send one request per write and no bodies with a line that begins with a verb.
      requests += bytes.toString('latin1').split(/^(?:GET|PUT|POST|DELETE|PATCH) \//m).length - 1
    })
    client.pipe(upstream).pipe(client)
    client.on('error', () => upstream.destroy())
    upstream.on('error', () => client.destroy())
    client.on('close', () => sockets.delete(client))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    requests: () => requests,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
