/** A SOCKS5 proxy (RFC 1928) on a free port of 127.0.0.1, optionally with a user name and password (RFC 1929). */
import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

export interface SocksProxy {
  readonly port: number
  /** `host:port` of each requested connection. */
  readonly asked: readonly string[]
  stop(): Promise<void>
}

/**
 * `to`: the target of every connection, so that a host name need not resolve. `refuses`: answers each with this code.
 */
export async function startSocksProxy(
  to: number,
  { password, refuses }: { readonly password?: string; readonly refuses?: number } = {},
): Promise<SocksProxy> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => undefined)
    const accept = () => {
      client.write(Buffer.from([5, 0]))
      client.once('data', open)
    }
    const authenticate = () => {
      client.write(Buffer.from([5, 2]))
      client.once('data', (given) => {
        const isRight = given.subarray(3 + (given[1] ?? 0)).toString() === password
        client.write(Buffer.from([1, isRight ? 0 : 1]))
        if (isRight) client.once('data', open)
        else client.end()
      })
    }
    const open = (request: Buffer) => {
      const isName = request[3] === 3
      const end = isName ? 5 + (request[4] ?? 0) : 8
      const host = isName ? request.subarray(5, end).toString() : [...request.subarray(4, end)].join('.')
      asked.push(`${host}:${request.readUInt16BE(end)}`)
      client.write(Buffer.from([5, refuses ?? 0, 0, 1, 0, 0, 0, 0, 0, 0]))
      if (refuses !== undefined) {
        client.end()
        return
      }
      const upstream = connect(to, '127.0.0.1')
      sockets.add(upstream)
      upstream.on('error', () => client.destroy())
      client.on('close', () => upstream.destroy())
      client.pipe(upstream).pipe(client)
    }
    client.once('data', password === undefined ? accept : authenticate)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
