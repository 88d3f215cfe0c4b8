/** Looks at a server below HTTP: does a socket come up, what certificates does it show. Nothing is sent but handshakes. */
import { X509Certificate } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import type { CertificateFacts, ErrorCode } from '../contract/result.ts'
import { Failure } from '../contract/failure.ts'
import { proxyTlsOptions } from './agent.ts'
import type { TlsConnect } from './agent.ts'
import { certificateFacts } from './certificates.ts'
import { networkFailure } from './networkFailure.ts'
import { isVouchedFor } from './vouchedFor.ts'

export interface Place {
  readonly host: string
  /** Of TCP. */
  readonly port: number
}

/** A proxy, and the CA of the connection that goes through it. */
export interface Proxy {
  readonly address: string
  readonly caPem: string | null
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

/** How to do a handshake as the person wants it, and how to look at a server that may be anybody. */
export interface Handshakes {
  readonly asPerson: TlsConnect
  /** Without the client certificate. */
  readonly asNobody: TlsConnect
  /** Authorities (PEM) of a server that may ask for the client certificate; null: any server may, none: no server. */
  readonly authorities: (() => readonly string[]) | null
}

/**
 * Does the handshake without the client certificate, and with it only for a server that insists on one (with TLS 1.2 it
 * breaks off) and shows a certificate that is trusted. If that fails, a last one accepts any certificate, only to look at
 * the chain: nothing is sent on it.
 *
 * SECURITY: Node verifies a server after the handshake, so a client certificate would go to whoever asks for it
 * (docs/security.md, "TLS").
 */
export async function shownChain(
  place: Place,
  proxy: Proxy | null,
  { asPerson, asNobody, authorities }: Handshakes,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ShownChain> {
  let shown: readonly X509Certificate[] = []
  const shake = (tls: TlsConnect) =>
    handshake(place, proxy, tls, timeoutMs, signal, (certificates) => (shown = certificates))
  const host = asPerson.servername ?? place.host
  try {
    const seen = await shake(asNobody).catch((problem: unknown) => {
      if (!breakOffs.has(networkFailure(problem).code)) throw problem
      if (authorities !== null && !isVouchedFor(shown, host, authorities())) throw problem
      return shake(asPerson)
    })
    return { ...seen, failure: null }
  } catch (problem) {
    const failure = networkFailure(problem, proxy !== null)
    if (!failure.code.startsWith('tls-')) return { chain: [], protocol: '', failure }
    // SECURITY: verification is off here to look at a chain that is refused; the socket is closed unused (docs/security.md, "TLS").
    const look = { ...asNobody, rejectUnauthorized: false }
    const seen = await shake(look).catch(() => ({ chain: [], protocol: '' }))
    return { ...seen, failure }
  }
}

/** What a handshake without a client certificate ends in where the server insists on one. */
const breakOffs: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'tls-client-certificate',
  'tls-failed',
  'connection-lost',
])

async function handshake(
  place: Place,
  proxy: Proxy | null,
  tls: TlsConnect,
  timeoutMs: number,
  signal: AbortSignal,
  onRefused: (certificates: readonly X509Certificate[]) => void = () => undefined,
) {
  const stream = await openStream(place, proxy, timeoutMs, signal)
  const name = isIP(place.host) === 0 ? { servername: place.host } : {}
  const socket = await settle<TLSSocket>(
    (resolve, reject) => {
      const opened = connectTls({ ...name, ...tls, socket: stream, host: place.host, ALPNProtocols: ['http/1.1'] })
      opened
        .once('secureConnect', () => resolve(opened))
        .once('error', () => onRefused(certificatesOf(opened)))
        .on('error', reject)
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

const chainOf = (socket: TLSSocket): CertificateFacts[] => certificatesOf(socket).map(certificateFacts)

/** The certificates that a server showed, leaf first; none if the handshake did not come so far. */
function certificatesOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = []
  // Null when the socket has gone, whatever its type says.
  let next = socket.getPeerCertificate(true) as DetailedPeerCertificate | null | undefined
  // A root is its own issuer; two authorities may even sign each other.
  while (next?.raw !== undefined && chain.length < longestChain) {
    const certificate = new X509Certificate(next.raw)
    if (chain.some(({ fingerprint256 }) => fingerprint256 === certificate.fingerprint256)) break
    chain.push(certificate)
    next = next.issuerCertificate
  }
  return chain
}
