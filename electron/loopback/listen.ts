/** The listener of the loopback shell: 127.0.0.1 and ::1 at one port (docs/security.md, "The loopback shell"). */
import { createServer, type AddressInfo, type Server as NetServer } from 'node:net'
import type { Server as HttpServer } from 'node:http'

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/** The maximum number of attempts to find a port that is free on both addresses. */
const maxTries = 20

export interface Listener {
  readonly server: HttpServer
  /** Starts to listen; rejects with the system's error. */
  listen(at: { readonly host: string; readonly port: number }): Promise<unknown>
}

/** Returns the listener of a plain HTTP server. */
export function listenerOf(server: HttpServer): Listener {
  const listen: Listener['listen'] = (at) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(at, () => {
        server.off('error', reject)
        resolve()
      })
    })
  return { server, listen }
}

/**
 * Makes `listener` listen on 127.0.0.1 and ::1 at the same port, because a browser may try either for a name that leads
 * to this computer. Port 0 uses one that is free on both. Without IPv6, 127.0.0.1 is the only address. Rejects with
 * `EADDRINUSE` when either address has the port.
 */
export async function listenOnLoopback(listener: Listener, port: number): Promise<Listening> {
  const { server } = listener
  for (let tries = 1; ; tries++) {
    const six = await listenOnSix(server, port)
    try {
      // SECURITY: only this computer can connect, independent of the firewall (docs/security.md, "The loopback shell").
      await listener.listen({ host: '127.0.0.1', port: six === null ? port : portOf(six) })
    } catch (problem) {
      await close(six)
      if (port === 0 && isTaken(problem) && tries < maxTries) continue
      throw problem
    }
    return { port: portOf(server), close: () => close(six) }
  }
}

/** Returns null if this computer has no IPv6. */
function listenOnSix(server: HttpServer, port: number): Promise<NetServer | null> {
  return new Promise((resolve, reject) => {
    // Its connections are passed to the HTTP server on 127.0.0.1: one list of connections, one kind of upgrade.
    const six = createServer((socket) => {
      if (server.listening) server.emit('connection', socket)
      else socket.destroy()
    })
    six.once('error', (problem: NodeJS.ErrnoException) => {
      if (problem.code === 'EADDRNOTAVAIL' || problem.code === 'EAFNOSUPPORT') resolve(null)
      else reject(problem)
    })
    six.listen({ host: '::1', port }, () => resolve(six))
  })
}

const portOf = (server: Pick<NetServer, 'address'>): number => (server.address() as AddressInfo).port

const isTaken = (problem: unknown) => problem instanceof Error && 'code' in problem && problem.code === 'EADDRINUSE'

const close = (six: NetServer | null) =>
  new Promise<void>((resolve) => {
    if (six === null) resolve()
    else six.close(() => resolve())
  })
