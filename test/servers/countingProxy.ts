/** Stands before a plain HTTP server, passes every byte on, and counts the requests. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface CountingProxy {
  readonly port: number
  /** How many requests have passed. */
  requests(): number
  stop(): Promise<void>
}

/** Starts one on a free port of 127.0.0.1, before the server on port `target`. */
export async function countingProxy(target: number): Promise<CountingProxy> {
  let requests = 0
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    sockets.add(client)
    client.on('data', (bytes) => {
      // Clients here send one request a write and no bodies that begin a line with a verb.
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
