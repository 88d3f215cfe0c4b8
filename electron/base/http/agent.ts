/** The pool of sockets of one connection: the CAs that it trusts, its client certificate, and its number of sockets. */
import { createSecureContext, getCACertificates } from 'node:tls'
import type { SecureContext } from 'node:tls'
import { Agent, Pool, ProxyAgent, buildConnector, errors } from 'undici'
import type { Dispatcher } from 'undici'
import { checkClientKey, readCertificates } from '../tls/certificates.ts'
import { extraAuthorities } from '../tls/extraAuthorities.ts'
import { tlsOffer } from '../tls/tlsOffer.ts'

/** The TLS options of a connection. */
export interface TlsOptions {
  /** Trusted in addition to the system's and the bundled CAs; PEM, one or more. */
  readonly caPem: string | null
  readonly clientCertPem: string | null
  readonly clientKeyPem: string | null
  /** Requested (SNI) and verified in place of the address' host. */
  readonly tlsServerName: string | null
  readonly skipVerify: boolean
}

export interface AgentOptions extends TlsOptions {
  readonly address: string
  readonly proxy: string | null
  /** Milliseconds until a socket must be up. */
  readonly connectTimeout: number
}

/** Prepared options for `tls.connect`. */
export interface TlsConnect {
  readonly secureContext: SecureContext
  readonly rejectUnauthorized: boolean
  readonly servername?: string
}

// Enough for the busiest screen (a walk over folders), and few enough for a server.
const maxSockets = 64
// Idle sockets are closed before Vault (5 min) and the usual load balancer (60 s) close them, so that no write fails on
// a closed socket.
const keepAliveTimeout = 30_000

let systemAuthorities: readonly string[] | undefined
/**
 * Returns the CAs of the computer, of Node and of `NODE_EXTRA_CA_CERTS`. Read once: some systems take a second to
 * answer.
 */
function trustedAuthorities(): readonly string[] {
  systemAuthorities ??= [
    ...new Set([...getCACertificates('system'), ...getCACertificates('default'), ...extraAuthorities().certificates]),
  ]
  return systemAuthorities
}

/**
 * Returns the TLS settings for these options. Built once for all sockets, because reading the CAs is slow.
 * @throws Failure `certificate-invalid` for a CA, certificate or key that cannot be used.
 */
export function tlsConnectOptions(options: TlsOptions): TlsConnect {
  const { caPem, clientCertPem, clientKeyPem, tlsServerName, skipVerify } = options
  const ca = authoritiesWith(caPem)
  checkClientKey(clientCertPem, clientKeyPem)
  const secureContext = createSecureContext({
    ...tlsOffer,
    ca,
    // A certificate that the person trusts need not be a root: many servers do not send their root.
    allowPartialTrustChain: true,
    ...(clientCertPem === null || clientKeyPem === null ? {} : { cert: clientCertPem, key: clientKeyPem }),
  })
  return {
    secureContext,
    // SECURITY: verification is off only if the person switched it off for this connection (docs/security.md, "TLS").
    rejectUnauthorized: !skipVerify,
    ...(tlsServerName === null || tlsServerName === '' ? {} : { servername: tlsServerName }),
  }
}

/** The sockets of one connection. */
export interface VaultAgent {
  readonly dispatcher: Dispatcher
  /**
   * Returns the TLS error of the socket that an error names, else the error itself. With TLS 1.3 a server refuses a
   * client's certificate after the handshake (RFC 8446, section 4.4.2.4), and undici then reports only that the socket
   * was closed.
   */
  readonly reasonOf: (error: unknown) => unknown
}

interface PoolSettings {
  readonly connect?: buildConnector.connector | Partial<buildConnector.BuildOptions>
}

// Alerts are looked up as soon as their socket's request fails. This limit is for sockets without a request.
const alertsKept = 64

/**
 * Opens the sockets of one connection on demand, directly or through its proxy. `onLost` gets the error of every socket
 * that ended. HTTP/2 is off on purpose: many short calls were measured faster over several HTTP/1.1 sockets, and a lost
 * socket then affects only one call.
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
 * Returns the TLS options for a proxy that is reached by HTTPS: it is verified by the system's and Node's CAs and the
 * CA of the connection.
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

/** Returns the system's and Node's CAs and those of a connection, in PEM. @throws Failure `certificate-invalid`. */
export const authoritiesWith = (caPem: string | null): string[] => [
  ...trustedAuthorities(),
  ...(caPem === null || caPem === '' ? [] : readCertificates(caPem).map(({ pem }) => pem)),
]
