/** A proxy in front of a plain HTTP server that delays answers at a test's request. */
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HeldAnswer {
  /** Resolves when the server has answered; the client still waits. */
  readonly arrived: Promise<void>
  /** Lets the answer through. */
  release(): void
  /** Closes the connection instead: the client never learns the result. */
  lose(): void
}

export interface HoldingProxy {
  readonly address: string
  /** Method, path and token of every received request, in order. */
  readonly seen: readonly { readonly method: string; readonly path: string; readonly token: string | undefined }[]
  /** Delays the next answer to `path`, e.g. `/v1/sys/init` with `PUT`. */
  hold(method: string, path: string): HeldAnswer
  /** Resolves when the last byte of an answer to such a request has been sent to the client. */
  passed(method: string, path: string): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts a proxy on a free port of 127.0.0.1, in front of the server on port `target`. With `closing` it closes each
 * connection after its answer without an announcement.
 */
export async function holdingProxy(target: number, { closing = false } = {}): Promise<HoldingProxy> {
  const seen: { method: string; path: string; token: string | undefined }[] = []
  const done = new Map<string, PromiseWithResolvers<void>>()
  const passing = (method: string, path: string): PromiseWithResolvers<void> => {
    const key = `${method} ${path}`
    const known = done.get(key) ?? Promise.withResolvers<void>()
    done.set(key, known)
    return known
  }
  const held = new Map<string, { arrive: () => void; released: Promise<boolean> }>()
  const server = createServer((asked, answer) => {
    const { method = '', url: path = '', headers } = asked
    const token = headers['x-vault-token']
    seen.push({ method, path, token: typeof token === 'string' ? token : undefined })
    const pass = async (from: IncomingMessage): Promise<void> => {
      const hold = held.get(`${method} ${path}`)
      held.delete(`${method} ${path}`)
      const body = await from.toArray()
      hold?.arrive()
      if ((await hold?.released) === false) return void asked.socket.destroy()
      answer.writeHead(from.statusCode ?? 502, from.headers)
      answer.end(Buffer.concat(body), () => {
        passing(method, path).resolve()
        if (closing) setTimeout(() => asked.socket.destroy(), 20)
      })
    }
    const onwards = request({ host: '127.0.0.1', port: target, method, path, headers }, (from) => void pass(from))
    onwards.on('error', () => answer.destroy())
    answer.on('error', () => undefined)
    asked.pipe(onwards)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    hold: (method, path) => {
      const arrived = Promise.withResolvers<void>()
      const released = Promise.withResolvers<boolean>()
      held.set(`${method} ${path}`, { arrive: arrived.resolve, released: released.promise })
      return { arrived: arrived.promise, release: () => released.resolve(true), lose: () => released.resolve(false) }
    },
    passed: (method, path) => passing(method, path).promise,
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
