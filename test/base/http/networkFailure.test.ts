/** The explanation of a network error, whichever library reports it and however deeply it is wrapped. */
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../electron/contract/result.ts'
import { Failure } from '../../../electron/contract/failure.ts'
import { networkFailure } from '../../../electron/base/http/networkFailure.ts'

const withCode = (code: string, message = 'secret words of a library') => Object.assign(new Error(message), { code })

/** Codes of libuv, undici, OpenSSL and Node, by what a person can do about them. */
const codes: Readonly<Partial<Record<ErrorCode, readonly string[]>>> = {
  'name-not-resolved': ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA'],
  'connection-refused': ['ECONNREFUSED'],
  'connection-lost': ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'],
  unreachable: ['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL'],
  timeout: ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'],
  'answer-too-large': ['UND_ERR_HEADERS_OVERFLOW'],
  'not-a-vault': ['ERR_ASSERTION', 'HPE_INVALID_CONSTANT', 'HPE_UNKNOWN'],
  canceled: ['UND_ERR_DESTROYED', 'UND_ERR_CLOSED'],
  'proxy-failed': ['UND_ERR_PRX_TLS', 'UND_ERR_PRX_CONN'],
  'tls-expired': ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
  'tls-wrong-host': ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
  'tls-untrusted': [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_UNTRUSTED',
    'CERT_REJECTED',
    'CERT_REVOKED',
    'CERT_SIGNATURE_FAILURE',
    'CERT_CHAIN_TOO_LONG',
    'INVALID_CA',
    'INVALID_PURPOSE',
    'PATH_LENGTH_EXCEEDED',
  ],
}
const pairs = Object.entries(codes).flatMap(([code, list]) => list.map((each) => [each, code] as const))

describe('a network error', () => {
  it.each(pairs)("is explained by Strongroom's own text: %s is %s", (code, expected) => {
    const failure = networkFailure(withCode(code))
    expect(failure.code).toBe(expected)
    expect(failure.message).toMatch(/^[A-Z].*\.$/)
    expect(failure.message).not.toContain('secret')
  })

  it('stays unchanged if it is already a failure', () => {
    const failure = new Failure('sealed', 'The server is sealed.')
    expect(networkFailure(failure, true, 'host, port 1')).toBe(failure)
  })

  it.each([
    ['Proxy response (403) !== 200 when HTTP Tunneling', 'proxy-failed'],
    ['Proxy Authentication Required', 'proxy-failed'],
    ['A Proxy response (403)', 'internal'],
    ['Not a Proxy Authentication Required', 'internal'],
  ])('without its own code is recognized by its text: %j', (message, expected) => {
    expect(networkFailure(new Error(message)).code).toBe(expected)
  })

  it("of undici's parser needs no code", () => {
    const parser = Object.assign(new Error('Expected HTTP/'), { name: 'HTTPParserError' })
    expect(networkFailure(parser).code).toBe('not-a-vault')
    expect(networkFailure(Object.assign(parser, { code: 'ECONNRESET' })).code).toBe('connection-lost')
  })

  it('is found several levels deep in its wrappers, with a depth limit', () => {
    const wrapped = (depth: number) => {
      let error: Error = withCode('ENOTFOUND')
      for (let level = 0; level < depth; level++) error = new Error(`level ${level}`, { cause: error })
      return error
    }
    for (const depth of [1, 3, 5]) expect(networkFailure(wrapped(depth)).code, String(depth)).toBe('name-not-resolved')
    expect(networkFailure(wrapped(6)).code).toBe('internal')
    const circle = new Error('circle')
    circle.cause = circle
    expect(networkFailure(circle).code).toBe('internal')
  })

  it('for an address with several routes is that of the first route with a reason', () => {
    const routes = [new Error('unknown'), withCode('ENETUNREACH'), withCode('ECONNREFUSED')]
    expect(networkFailure(new AggregateError(routes)).code).toBe('unreachable')
    expect(networkFailure(new TypeError('fetch failed', { cause: new AggregateError(routes) })).code).toBe(
      'unreachable',
    )
  })

  it.each([
    ['of an unknown code', withCode('E_WHAT'), 'E_WHAT'],
    ['of an unknown code below', new Error('above', { cause: withCode('E_WHAT') }), 'E_WHAT'],
    ['without a code', new Error('hunter2'), 'no code'],
    ['with a code that is no text', Object.assign(new Error('hunter2'), { code: 5 }), 'no code'],
    ['that is a name of every object', withCode('toString'), 'toString'],
    ['that is no error', 'hunter2', 'no code'],
  ])('is an internal failure that names only the code: %s', (_what, error, name) => {
    const failure = networkFailure(error)
    expect(failure.error).toMatchObject({ code: 'internal', retryable: false })
    expect(failure.message).toContain(`(${name})`)
    expect(failure.message).not.toContain('hunter2')
    expect(failure.cause).toBe(error)
  })
})

describe('the address that was tried', () => {
  it.each(pairs)('is named if that helps: %s', (code) => {
    const named = networkFailure(withCode(code), false, 'vault.example.com, port 8200').message
    const isPlaced =
      ['ECONNREFUSED', 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'].includes(code) ||
      (codes.unreachable ?? []).includes(code)
    expect(named.endsWith(' (vault.example.com, port 8200)')).toBe(isPlaced)
    expect(networkFailure(withCode(code)).message).not.toContain('(')
  })
})

describe('a network error with a proxy', () => {
  it.each(pairs)('is the proxy’s if the proxy is unreachable: %s', (code, expected) => {
    const failure = networkFailure(withCode(code), true, 'vault.example.com, port 8200')
    const isReaching = ['name-not-resolved', 'connection-refused', 'unreachable'].includes(expected)
    expect(failure.code).toBe(isReaching ? 'proxy-failed' : expected)
    if (!isReaching) return
    expect(failure.error.retryable).toBe(true)
    expect(failure.message).toMatch(/^The proxy cannot be reached: [A-Z].*\.$/)
    expect(failure.message).not.toContain('vault.example.com')
  })
})

describe('a TLS error', () => {
  /** The error as OpenSSL packs it: library 20 (0x0A), reason 1000 + the alert. */
  const alert = (number: number, code = 'ERR_SSL_SOMETHING') =>
    withCode(code, `8020:error:0A000${(1000 + number).toString(16).padStart(3, '0')}:SSL routines:name:file:1:`)

  it.each<[number, ErrorCode]>([
    [41, 'tls-client-certificate'],
    [42, 'tls-client-certificate'],
    [43, 'tls-client-certificate'],
    [44, 'tls-client-certificate'],
    [45, 'tls-client-certificate'],
    [46, 'tls-client-certificate'],
    [48, 'tls-client-certificate'],
    [49, 'tls-client-certificate'],
    [116, 'tls-client-certificate'],
    [40, 'tls-no-match'],
    [70, 'tls-no-match'],
    [71, 'tls-no-match'],
    [109, 'tls-no-match'],
    [112, 'tls-wrong-host'],
    [80, 'tls-failed'],
    [200, 'tls-failed'],
  ])('is read from the alert that the server sent: %i is %s', (number, expected) => {
    expect(networkFailure(alert(number)).code).toBe(expected)
  })

  it('is about HTTP if the server does not speak TLS', () => {
    expect(networkFailure(withCode('ERR_SSL_WRONG_VERSION_NUMBER')).code).toBe('plain-http-expected')
    expect(networkFailure(withCode('EPROTO', 'what')).code).toBe('tls-failed')
    expect(networkFailure(withCode('ERR_SSL_UNSUPPORTED_PROTOCOL')).code).toBe('tls-no-match')
  })
})
