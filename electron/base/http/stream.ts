/** A socket to a server: a TCP connection, or a tunnel through a proxy. */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { Failure } from '../../contract/failure.ts'
import { proxyTlsOptions } from './agent.ts'

export interface Place {
  readonly host: string
  /** The TCP port. */
  readonly port: number
}

/** A proxy, and the CA of the connection that uses it. */
export interface Proxy {
  readonly address: string
  readonly caPem: string | null
}

/** Settles once, with the first of success, error, timeout and abort. The others are cleaned up. */
export async function settle<T>(
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => { destroy(): void },
  timeoutMs: number,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const begun = start(resolve, reject)
  const timer = setTimeout(() => reject(new Failure('timeout', 'The server did not respond in time.')), timeoutMs)
  const abort = () => reject(new Failure('canceled', 'Canceled.'))
  signal.addEventListener('abort', abort)
  try {
    return await promise
  } catch (error) {
    begun.destroy()
    throw error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

/** Opens a TCP connection, or a tunnel through a proxy (CONNECT, RFC 9110, section 9.3.6). */
export async function openStream(
  place: Place,
  proxy: Proxy | null,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Duplex> {
  if (proxy === null) {
    return settle<Duplex>(
      (resolve, reject) => {
        const socket = connect(place)
        socket.once('connect', () => resolve(socket)).on('error', reject)
        return socket
      },
      timeoutMs,
      signal,
    )
  }
  const authority = `${isIP(place.host) === 6 ? `[${place.host}]` : place.host}:${place.port}`
  return settle<Duplex>(
    (resolve, reject) => {
      const connecting = { method: 'CONNECT', path: authority, agent: false } as const
      const asked = proxy.address.startsWith('https:')
        ? httpsRequest(proxy.address, { ...connecting, ...proxyTlsOptions(proxy.caPem) })
        : httpRequest(proxy.address, connecting)
      asked
        .once('connect', ({ statusCode }, socket) => {
          if (statusCode === 200) return resolve(socket)
          socket.destroy()
          return reject(new Failure('proxy-failed', `The proxy refused to open a tunnel (status ${statusCode ?? 0}).`))
        })
        .once('response', () => reject(new Failure('proxy-failed', 'The proxy does not support tunnels.')))
        .on('error', reject)
        .end()
      return asked
    },
    timeoutMs,
    signal,
  )
}
