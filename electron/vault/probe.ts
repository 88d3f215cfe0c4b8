/** Probes a server below HTTP: whether a socket connects, and which certificates it presents. Sends only handshakes. */
import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import type { CertificateFacts, ErrorCode } from '../contract/result.ts'
import { Failure } from '../contract/failure.ts'
import type { TlsConnect } from '../base/http/agent.ts'
import { certificateFacts } from '../base/tls/certificates.ts'
import { networkFailure } from '../base/http/networkFailure.ts'
import { answersPlainHttp } from '../base/http/plainHttp.ts'
import { openStream, settle } from '../base/http/stream.ts'
import type { Place, Proxy } from '../base/http/stream.ts'
import { plainHttpWords } from '../base/tls/tlsFailure.ts'
import { isVouchedFor } from '../base/tls/vouchedFor.ts'

const longestChain = 10

/** The certificates that a server presents, leaf first, and their problem with the given options. */
export interface ShownChain {
  readonly chain: CertificateFacts[]
  readonly failure: Failure | null
  /** E.g. `TLSv1.3`; empty if no handshake completed. */
  readonly protocol: string
}

/** How to do a handshake with the person's options, and how to probe a server of unknown identity. */
export interface Handshakes {
  readonly asPerson: TlsConnect
  /** Without the client certificate. */
  readonly asNobody: TlsConnect
  /** CAs (PEM) of servers that may get the client certificate; null: any server may, empty: no server. */
  readonly authorities: (() => readonly string[]) | null
}

/**
 * Does the handshake without the client certificate. Repeats it with the certificate only for a server that requires
 * one (with TLS 1.2 it aborts) and presents a trusted certificate. If that fails, a last handshake accepts any
 * certificate, only to read the chain; nothing is sent on it.
 *
 * SECURITY: Node verifies a server after the handshake, so a client certificate would be sent to any server that
 * requests it (docs/security.md, "TLS").
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
    const failure = await explained(networkFailure(problem, proxy !== null), shown.length > 0, () =>
      answersPlainHttp(place, proxy, timeoutMs, signal),
    )
    if (!failure.code.startsWith('tls-')) return { chain: [], protocol: '', failure }
    // SECURITY: verification is off here to read a chain that is refused; the socket is closed unused
    // (docs/security.md, "TLS").
    const look = { ...asNobody, rejectUnauthorized: false }
    const seen = await shake(look).catch(() => ({ chain: shown.map(certificateFacts), protocol: '' }))
    return { ...seen, failure }
  }
}

/**
 * Returns the failure of a handshake with the facts that are known in addition to the library's error. A server that
 * has presented its certificate has agreed on everything else: before TLS 1.3, some then answer `handshake_failure` to
 * a missing client certificate. A failure without an alert can come from a server without TLS.
 */
async function explained(failure: Failure, hasShown: boolean, isPlain: () => Promise<boolean>): Promise<Failure> {
  if (failure.code === 'tls-no-match' && hasShown) {
    return new Failure('tls-client-certificate', 'The server asks for a client certificate that it trusts.')
  }
  if (failure.code !== 'tls-failed' || hasShown || !(await isPlain())) return failure
  return new Failure('plain-http-expected', plainHttpWords)
}

/** The errors of a handshake without a client certificate if the server requires one. */
const breakOffs: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'tls-client-certificate',
  'tls-no-match',
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

/** Returns the certificates that a server presented, leaf first; none if the handshake did not get that far. */
function certificatesOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = []
  // Null if the socket is closed, despite its type.
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
