/** One connection's pool of sockets: what it trusts, whom it shows itself as, and how many sockets it opens. */
import { createSecureContext, getCACertificates } from 'node:tls'
import type { SecureContext } from 'node:tls'
import { Agent, Pool, ProxyAgent, buildConnector, errors } from 'undici'
import type { Dispatcher } from 'undici'
import { checkClientKey, readCertificates } from '../tls/certificates.ts'
import { extraAuthorities } from '../tls/extraAuthorities.ts'
import { tlsOffer } from '../tls/tlsOffer.ts'

/** How TLS is done on a connection. */
export interface TlsOptions {
  /** Trusted beside the system's and the bundled authorities; PEM, may be several. */
  readonly caPem: string | null
  readonly clientCertPem: string | null
  readonly clientKeyPem: string | null
  /** Asked for (SNI) and checked in place of the address' host. */
  readonly tlsServerName: string | null
  readonly skipVerify: boolean
}

export interface AgentOptions extends TlsOptions {
  readonly address: string
  readonly proxy: string | null
  /** Milliseconds until a socket must be up. */
  readonly connectTimeout: number
}

/** Ready-made options for `tls.connect`. */
export interface TlsConnect {
  readonly secureContext: SecureContext
  readonly rejectUnauthorized: boolean
  readonly servername?: string
}

// More than one socket each for the busiest screen (a walk over folders), fewer than a server's patience.
const maxSockets = 64
// Idle sockets are kept for less than Vault (5 min) and the usual load balancer (60 s) keep them: no write meets a dead one.
const keepAliveTimeout = 30_000

let systemAuthorities: readonly string[] | undefined
/** The CAs of the computer, of Node and of `NODE_EXTRA_CA_CERTS`. Read once: some systems take a second to answer. */
function trustedAuthorities(): readonly string[] {
  systemAuthorities ??= [
    ...new Set([...getCACertificates('system'), ...getCACertificates('default'), ...extraAuthorities().certificates]),
  ]
  return systemAuthorities
}

/**
 * What a TLS connection of these options uses. Built once for all sockets, because reading the authorities is slow.
 * @throws Failure `certificate-invalid` for a CA, certificate or key that cannot be used.
 */
export function tlsConnectOptions(options: TlsOptions): TlsConnect {
  const { caPem, clientCertPem, clientKeyPem, tlsServerName, skipVerify } = options
  const ca = authoritiesWith(caPem)
  checkClientKey(clientCertPem, clientKeyPem)
  const secureContext = createSecureContext({
    ...tlsOffer,
    ca,
    // What the person trusts is trusted as it is, also an intermediate: many servers do not show their root.
    allowPartialTrustChain: true,
    ...(clientCertPem === null || clientKeyPem === null ? {} : { cert: clientCertPem, key: clientKeyPem }),
  })
  return {
    secureContext,
    // SECURITY: verification is off only where the person switched it off for this connection (docs/security.md, "TLS").
    rejectUnauthorized: !skipVerify,
    ...(tlsServerName === null || tlsServerName === '' ? {} : { servername: tlsServerName }),
  }
}

/** The sockets of one connection. */
export interface VaultAgent {
  readonly dispatcher: Dispatcher
  /**
   * What TLS said of the socket that an error names, else the error itself. With TLS 1.3 a server refuses a client's
   * certificate after the handshake (RFC 8446, section 4.4.2.4), and undici then only says that the socket was closed.
   */
  readonly reasonOf: (error: unknown) => unknown
}

interface PoolSettings {
  readonly connect?: buildConnector.connector | Partial<buildConnector.BuildOptions>
}

// Alerts are looked up as soon as their socket's request fails; this many stay for sockets that had none.
const alertsKept = 64

/**
 * Opens the sockets of one connection as they are needed, directly or through its proxy. `onLost` is told of every socket
 * that ended, with the error it ended by. HTTP/2 is off on purpose: many short calls were measured faster over several
 * HTTP/1.1 sockets, and a lost socket then concerns one call alone.
 * @throws Failure `certificate-invalid`.
 */
export function openAgent(options: AgentOptions, onLost: (error: Error) => void): VaultAgent {
  const { address, proxy, connectTimeout } = options
  const tls = address.startsWith('https:') ? tlsConnectOptions(options) : undefined
  const alerts = new Map<number, Error>()
  const listening =
    (connect: buildConnector.connector): buildConnector.connector =>
    (to, callback) =>
      connect(to, (...settled) => {
        const [, socket] = settled
        const port = socket?.localPort
        socket?.on('error', (error) => {
          if (port === undefined || !isTlsAlert(error)) return
          if (alerts.size >= alertsKept) alerts.clear()
          alerts.set(port, error)
        })
        callback(...settled)
      })
  const pool = {
    connections: maxSockets,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout,
    keepAliveMaxTimeout: keepAliveTimeout,
  }
  const factory = (origin: string | URL, given: PoolSettings) => {
    const connect = typeof given.connect === 'function' ? given.connect : buildConnector({ ...given.connect })
    return new Pool(origin, { ...given, ...pool, connect: listening(connect) }).on(
      'disconnect',
      (_origin, _targets, error) => onLost(error),
    )
  }
  return {
    dispatcher:
      proxy === null
        ? new Agent({ ...pool, factory, connect: { ...tls, timeout: connectTimeout, allowH2: false } })
        : new ProxyAgent({
            ...pool,
            uri: proxy,
            factory,
            connectTimeout,
            ...(tls === undefined ? {} : { requestTls: tls }),
            ...(proxy.startsWith('https:')
              ? { proxyTls: { ...proxyTlsOptions(options.caPem), timeout: connectTimeout } }
              : {}),
          }),
    reasonOf: (error) => {
      const port = error instanceof errors.SocketError ? error.socket?.localPort : undefined
      const alert = port === undefined ? undefined : alerts.get(port)
      if (port === undefined || alert === undefined) return error
      alerts.delete(port)
      return alert
    },
  }
}

const isTlsAlert = (error: Error) => 'code' in error && String(error.code).startsWith('ERR_SSL_')

/**
 * How a proxy that is reached by HTTPS is verified: by the system's and Node's authorities and the CA of the connection.
 *
 * SECURITY: always verified. *Do not verify* is about the server, not about its proxy, and Node's own default can be
 * switched off by the environment (docs/security.md, "TLS").
 */
export const proxyTlsOptions = (caPem: string | null) => ({
  ...tlsOffer,
  ca: authoritiesWith(caPem),
  rejectUnauthorized: true,
  allowH2: false,
})

/** The system's and Node's authorities and those of a connection, in PEM. @throws Failure `certificate-invalid`. */
export const authoritiesWith = (caPem: string | null): string[] => [
  ...trustedAuthorities(),
  ...(caPem === null || caPem === '' ? [] : readCertificates(caPem).map(({ pem }) => pem)),
]
