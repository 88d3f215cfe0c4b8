/** Looks at a server below HTTP: does a socket come up, what certificates does it show. Nothing is sent but handshakes. */
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
 * SECURITY: Node verifies a server after the handshake, so a client certificate would go to anyone who asks for it
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
    const failure = await explained(networkFailure(problem, proxy !== null), shown.length > 0, () =>
      answersPlainHttp(place, proxy, timeoutMs, signal),
    )
    if (!failure.code.startsWith('tls-')) return { chain: [], protocol: '', failure }
    // SECURITY: verification is off here to look at a chain that is refused; the socket is closed unused (docs/security.md, "TLS").
    const look = { ...asNobody, rejectUnauthorized: false }
    const seen = await shake(look).catch(() => ({ chain: shown.map(certificateFacts), protocol: '' }))
    return { ...seen, failure }
  }
}

/**
 * Returns the failure of a handshake with what can be known besides the library's error. A server that has shown its
 * certificate has found everything else in common: before TLS 1.3, some then answer `handshake_failure` to a missing
 * client certificate. A failure without an alert can come from a server without TLS.
 */
async function explained(failure: Failure, hasShown: boolean, isPlain: () => Promise<boolean>): Promise<Failure> {
  if (failure.code === 'tls-no-match' && hasShown) {
    return new Failure('tls-client-certificate', 'The server asks for a client certificate that it trusts.')
  }
  if (failure.code !== 'tls-failed' || hasShown || !(await isPlain())) return failure
  return new Failure('plain-http-expected', plainHttpWords)
}

/** What a handshake without a client certificate ends in where the server insists on one. */
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
