/** Looks at a server below HTTP: does a socket come up, what certificates does it show. Nothing is sent but handshakes. */
import { X509Certificate } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import type { CertificateFacts } from '../contract/result.ts'
import { Failure } from '../contract/failure.ts'
import type { TlsConnect } from './agent.ts'
import { certificateFacts } from './certificates.ts'
import { networkFailure } from './networkFailure.ts'

export interface Place {
  readonly host: string
  /** Of TCP. */
  readonly port: number
}

const longestChain = 10

/** Settles once; whatever comes first of success, error, time and abort. The loser is cleaned up. */
async function settle<T>(
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => { destroy(): void },
  timeoutMs: number,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const begun = start(resolve, reject)
  const timer = setTimeout(() => reject(new Failure('timeout', 'There was no answer in time.')), timeoutMs)
  const abort = () => reject(new Failure('cancelled', 'Cancelled.'))
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

/** A TCP connection, or a tunnel through a proxy (CONNECT, RFC 9110, section 9.3.6). */
export async function openStream(
  place: Place,
  proxy: string | null,
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
      const send = proxy.startsWith('https:') ? httpsRequest : httpRequest
      const asked = send(proxy, { method: 'CONNECT', path: authority, agent: false })
      asked
        .once('connect', ({ statusCode }, socket) => {
          if (statusCode === 200) return resolve(socket)
          socket.destroy()
          return reject(new Failure('proxy-failed', `The proxy refused to open a tunnel (status ${statusCode ?? 0}).`))
        })
        .once('response', () => reject(new Failure('proxy-failed', 'The proxy knows no tunnels.')))
        .on('error', reject)
        .end()
      return asked
    },
    timeoutMs,
    signal,
  )
}

/** The certificates that a server shows, leaf first, and what is wrong with them by the options given. */
export interface ShownChain {
  readonly chain: CertificateFacts[]
  readonly failure: Failure | null
  /** E.g. `TLSv1.3`; empty when no handshake came about. */
  readonly protocol: string
}

/**
 * Does the handshake as the options want it. If that fails, a second one accepts any certificate, only to look at the
 * chain: nothing is sent on it.
 */
export async function shownChain(
  place: Place,
  proxy: string | null,
  tls: TlsConnect,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ShownChain> {
  try {
    return { ...(await handshake(place, proxy, tls, timeoutMs, signal)), failure: null }
  } catch (problem) {
    const failure = networkFailure(problem, proxy !== null)
    if (!failure.code.startsWith('tls-')) return { chain: [], protocol: '', failure }
    // SECURITY: verification is off here to look at a chain that is refused; the socket is closed unused (docs/security.md, "TLS").
    const look = { ...tls, rejectUnauthorized: false }
    const seen = await handshake(place, proxy, look, timeoutMs, signal).catch(() => ({ chain: [], protocol: '' }))
    return { ...seen, failure }
  }
}

async function handshake(place: Place, proxy: string | null, tls: TlsConnect, timeoutMs: number, signal: AbortSignal) {
  const stream = await openStream(place, proxy, timeoutMs, signal)
  const name = isIP(place.host) === 0 ? { servername: place.host } : {}
  const socket = await settle<TLSSocket>(
    (resolve, reject) => {
      const opened = connectTls({ ...name, ...tls, socket: stream, host: place.host, ALPNProtocols: ['http/1.1'] })
      opened.once('secureConnect', () => resolve(opened)).on('error', reject)
      return opened
    },
    timeoutMs,
    signal,
  )
  try {
    return { chain: chainOf(socket), protocol: socket.getProtocol() ?? '' }
  } finally {
    socket.destroy()
    stream.destroy()
  }
}

function chainOf(socket: TLSSocket): CertificateFacts[] {
  const chain: CertificateFacts[] = []
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
  // A root is its own issuer; two authorities may even sign each other.
  while (next?.raw !== undefined && chain.length < longestChain) {
    const facts = certificateFacts(new X509Certificate(next.raw))
    if (chain.some(({ fingerprint }) => fingerprint === facts.fingerprint)) break
    chain.push(facts)
    next = next.issuerCertificate
  }
  return chain
}
