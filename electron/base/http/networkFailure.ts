/** Maps the codes of Node and undici for network errors to the closed list of failures. */
import { Failure } from '../../contract/failure.ts'
import type { ErrorCode } from '../../contract/result.ts'
import { type Explanation, explainTls } from '../tls/tlsFailure.ts'

const explanations: Readonly<Record<string, Explanation>> = {
  ENOTFOUND: ['name-not-resolved', 'The host name does not resolve.'],
  EAI_AGAIN: ['name-not-resolved', 'The name server does not answer.'],
  EAI_NODATA: ['name-not-resolved', 'The host name has no address.'],
  ECONNREFUSED: ['connection-refused', 'Nothing listens at this address and port.'],
  ECONNRESET: ['connection-lost', 'The connection was closed by the other side.'],
  EPIPE: ['connection-lost', 'The connection was closed by the other side.'],
  ECONNABORTED: ['connection-lost', 'The connection was closed by this computer.'],
  UND_ERR_SOCKET: ['connection-lost', 'The connection was closed by the other side.'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['connection-lost', 'The answer broke off.'],
  EHOSTUNREACH: ['unreachable', 'There is no route to the host.'],
  EHOSTDOWN: ['unreachable', 'The host is down.'],
  ENETUNREACH: ['unreachable', 'There is no route to the network.'],
  ENETDOWN: ['unreachable', 'The network is down.'],
  EADDRNOTAVAIL: ['unreachable', 'This computer has no address to connect from.'],
  ETIMEDOUT: ['timeout', 'The connection did not come up in time.'],
  UND_ERR_CONNECT_TIMEOUT: ['timeout', 'The connection did not come up in time.'],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', 'The server did not begin to answer in time.'],
  UND_ERR_BODY_TIMEOUT: ['timeout', 'The answer came to a halt.'],
  UND_ERR_HEADERS_OVERFLOW: ['answer-too-large', "The answer's headers are too large."],
  // undici's own check of a status below 100, such as 000.
  ERR_ASSERTION: ['not-a-vault', 'What answers at this address does not speak HTTP.'],
  UND_ERR_DESTROYED: ['canceled', 'The connection was closed.'],
  UND_ERR_CLOSED: ['canceled', 'The connection was closed.'],
  UND_ERR_PRX_TLS: ['proxy-failed', "The proxy's certificate is for another name."],
  UND_ERR_PRX_CONN: ['proxy-failed', 'The proxy closed the connection.'],

  CERT_HAS_EXPIRED: ['tls-expired', "A certificate of the server's chain has expired."],
  CERT_NOT_YET_VALID: ['tls-expired', "A certificate of the server's chain is not valid yet."],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls-wrong-host', "The server's certificate is for another name."],
  HOSTNAME_MISMATCH: ['tls-wrong-host', "The server's certificate is for another name."],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['tls-untrusted', "The CA that signed the server's certificate is not known."],
  UNABLE_TO_GET_ISSUER_CERT: ['tls-untrusted', "A CA of the server's chain is not known."],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['tls-untrusted', "The CA that issued the server's certificate is not known."],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls-untrusted', "The server's chain ends in a CA that is not trusted."],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls-untrusted', "The server's certificate is self-signed."],
  CERT_UNTRUSTED: ['tls-untrusted', "The server's certificate is not trusted."],
  CERT_REJECTED: ['tls-untrusted', "The server's certificate is not trusted."],
  CERT_REVOKED: ['tls-untrusted', "The server's certificate is revoked."],
  CERT_SIGNATURE_FAILURE: ['tls-untrusted', "A signature of the server's chain is wrong."],
  CERT_CHAIN_TOO_LONG: ['tls-untrusted', "The server's chain is too long."],
  INVALID_CA: ['tls-untrusted', "A certificate of the server's chain may not sign others."],
  INVALID_PURPOSE: ['tls-untrusted', "The server's certificate is not made for servers."],
  PATH_LENGTH_EXCEEDED: ['tls-untrusted', "The server's chain is longer than its CA allows."],
}

function explain(code: string, message: string): Explanation | undefined {
  const known = Object.hasOwn(explanations, code) ? explanations[code] : undefined
  if (known !== undefined) return known
  const tls = explainTls(code, message)
  if (tls !== undefined) return tls
  if (code.startsWith('HPE_')) return ['not-a-vault', 'What answers at this address does not speak HTTP.']
  // undici gives these two no code.
  if (message.startsWith('Proxy response (')) return ['proxy-failed', 'The proxy refused to open a tunnel.']
  if (message.startsWith('Proxy Authentication Required')) return ['proxy-failed', 'The proxy asks for a sign-in.']
  return undefined
}

/**
 * Yields the error itself, what it wraps, and what those wrap: an address with several routes fails with several
 * errors.
 */
function* withCauses(error: unknown, depth = 0): Generator<{ code: string; message: string }> {
  if (!(error instanceof Error) || depth > 5) return
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  // undici's parser sets no code for an unknown one.
  yield { code: code === '' && error.name === 'HTTPParserError' ? 'HPE_UNKNOWN' : code, message: error.message }
  yield* withCauses(error.cause, depth + 1)
  if (error instanceof AggregateError) for (const inner of error.errors) yield* withCauses(inner, depth + 1)
}

const reachingCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'name-not-resolved',
  'connection-refused',
  'unreachable',
])
const notUp = 'The connection did not come up in time.'
/** Whether an error is about the host and port that were tried. */
const isPlaced = (code: ErrorCode, words: string): boolean =>
  code === 'connection-refused' || code === 'unreachable' || words === notUp

/**
 * Returns the `Failure` for an error that a socket, TLS or undici threw. The message is ours, because those of the
 * libraries can quote headers. `throughProxy`: names, ports and routes are then the proxy's, so those errors become
 * `proxy-failed`. `place`: host and port that were tried, which an address without a port does not show.
 */
export function networkFailure(error: unknown, throughProxy = false, place?: string): Failure {
  if (error instanceof Failure) return error
  for (const { code, message } of withCauses(error)) {
    const explanation = explain(code, message)
    if (explanation !== undefined) {
      const [errorCode, words] = explanation
      return throughProxy && reachingCodes.has(errorCode)
        ? new Failure('proxy-failed', `The proxy cannot be reached: ${words}`, { retryable: true })
        : new Failure(errorCode, place !== undefined && isPlaced(errorCode, words) ? `${words} (${place})` : words)
    }
  }
  const name = [...withCauses(error)].map(({ code }) => code).find((code) => code !== '')
  return new Failure('internal', `The request failed for an unknown reason (${name ?? 'no code'}).`, { cause: error })
}
