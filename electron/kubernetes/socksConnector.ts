/** Connects through a SOCKS5 proxy (RFC 1928, RFC 1929). The proxy resolves host names. */
import { SocksClient } from 'socks'
import { buildConnector } from 'undici'
import { Failure } from '../contract/failure.ts'
import { sanitizeText } from '../base/text/sanitizeText.ts'

/** A connector for undici. Its errors are Failures `proxy-failed`, or those of TLS. `timeout` in milliseconds. */
export function socksConnector(
  proxy: URL,
  tls: buildConnector.BuildOptions,
  timeout: number,
): buildConnector.connector {
  const connectTls = buildConnector(tls)
  const [userId, password] = [decodeURIComponent(proxy.username), decodeURIComponent(proxy.password)]
  return (options, callback) => {
    const isTls = options.protocol === 'https:'
    SocksClient.createConnection({
      command: 'connect',
      proxy: {
        type: 5,
        host: proxy.hostname.replace(/^\[|\]$/g, ''),
        port: Number(proxy.port || 1080),
        ...(userId === '' ? {} : { userId, password }),
      },
      destination: { host: options.hostname.replace(/^\[|\]$/g, ''), port: Number(options.port || (isTls ? 443 : 80)) },
      set_tcp_nodelay: true,
      timeout,
    }).then(
      ({ socket }) => {
        if (isTls) connectTls({ ...options, httpSocket: socket }, callback)
        else callback(null, socket)
      },
      (problem: unknown) => {
        const words = problem instanceof Error ? sanitizeText(problem.message) : ''
        callback(new Failure('proxy-failed', `The SOCKS proxy failed: ${words}`, { retryable: true }), null)
      },
    )
  }
}
