/** Allowed targets of a redirect: the token is sent to trusted origins only. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../electron/contract/failure.ts'
import { notReached, redirectTarget } from '../../electron/vault/redirect.ts'

const from = { origin: 'http://vault.example.com:8200', path: '/v1/secret/data/a?version=2' }
const trusted = new Set([from.origin, 'https://active.example.com:8200'])

function outcome(location: string, status = 307, trust: ReadonlySet<string> = trusted, start = from) {
  try {
    return redirectTarget(start, status, location, trust)
  } catch (problem) {
    if (!(problem instanceof Failure) || problem.error.status !== status) throw problem
    return problem.code
  }
}

describe('a redirect', () => {
  it.each([307, 308])('with status %i to a trusted origin keeps path and query', (status) => {
    expect(outcome('https://active.example.com:8200/v1/secret/data/a?version=2', status)).toEqual({
      origin: 'https://active.example.com:8200',
      path: '/v1/secret/data/a?version=2',
    })
  })

  it.each([
    ['/v1/other', '/v1/other'],
    ['other?x=1', '/v1/secret/data/other?x=1'],
    ['//vault.example.com:8200/v1/b', '/v1/b'],
    ['http://vault.example.com:8200', '/'],
    ['http://VAULT.example.com:8200/v1/b', '/v1/b'],
  ])('that is relative is resolved against its request: %s', (location, path) => {
    expect(outcome(location)).toEqual({ origin: from.origin, path })
  })

  it.each([
    'https://vault.example.com.evil.example/v1/a',
    'http://vault.example.com:8201/v1/a',
    'http://vault.example.com/v1/a',
    'https://active.example.com/v1/a',
    'http://active.example.com:8200/v1/a',
    'http://vault.example.com:8200@evil.example/v1/a',
    '//evil.example/v1/a',
    String.raw`\\evil.example/v1/a`,
  ])('to any other origin is refused: %s', (location) => {
    expect(outcome(location)).toBe('redirect-untrusted')
  })

  it('@boundary leads only to trusted origins, regardless of what the server writes', () => {
    const parts = fc.constantFrom(
      'http:',
      'https:',
      '//',
      '/',
      '\\',
      '@',
      'evil.example',
      'vault.example.com',
      ':8200',
      '?',
    )
    const property = fc.property(
      fc.oneof(
        fc.webUrl(),
        fc.array(parts, { maxLength: 8 }).map((each) => each.join('')),
      ),
      (location) => {
        const result = outcome(location)
        return typeof result === 'string' || trusted.has(result.origin)
      },
    )
    expect(fc.check(property, { numRuns: 500 }).failed).toBe(false)
  })

  it.each(['', 'http://', 'http://[', 'javascript:alert(1)', 'file:///etc/passwd', 'ftp://vault.example.com:8200/'])(
    'to %j is not followed',
    (location) => {
      expect(outcome(location)).toBe('answer-invalid')
    },
  )

  it('names the untrusted host, limited to the length of a host name', () => {
    expect(() => redirectTarget(from, 307, 'http://evil.example:1/v1/a?token=x', trusted)).toThrow(
      'The server redirects to evil.example:1, which is not trusted.',
    )
    const long = `http://${'a.'.repeat(400)}example/`
    expect(() => redirectTarget(from, 307, long, trusted)).toThrow(`to ${'a.'.repeat(400).slice(0, 255)}, which`)
  })

  it('to HTTPS of the same host reports that HTTPS is expected, if that origin is not trusted', () => {
    expect(outcome('https://vault.example.com:8200/v1/a', 301)).toBe('https-expected')
    expect(outcome('https://vault.example.com/')).toBe('https-expected')
    const secure = { ...from, origin: 'https://vault.example.com:8200' }
    expect(outcome('http://vault.example.com:8200/', 307, new Set([secure.origin]), secure)).toBe('redirect-untrusted')
    expect(outcome('https://vault.example.com:1/', 307, new Set([secure.origin]), secure)).toBe('redirect-untrusted')
    const both = new Set([from.origin, secure.origin])
    expect(outcome('https://vault.example.com:8200/v1/a', 307, both)).toEqual({ origin: secure.origin, path: '/v1/a' })
  })

  it('to the same request reports that the node no longer leads, with any status', () => {
    for (const status of [301, 307, 308]) {
      expect(outcome(`${from.origin}${from.path}`, status)).toBe('no-active-node')
      expect(outcome(from.path, status)).toBe('no-active-node')
    }
    expect(outcome('/v1/secret/data/a')).toEqual({ origin: from.origin, path: '/v1/secret/data/a' })
    const same = `https://active.example.com:8200${from.path}`
    expect(outcome(same)).toEqual({ origin: 'https://active.example.com:8200', path: from.path })
  })

  it.each([300, 301, 302, 303, 304, 305, 399])('with status %i is not a redirect of Vault', (status) => {
    expect(outcome('/v1/other', status)).toBe('not-a-vault')
  })
})

describe('an unreachable active node', () => {
  const reached = (error: unknown) => {
    try {
      return notReached('https://active.example.com:8200')(error)
    } catch (problem) {
      return problem
    }
  }
  const withCode = (code: string) => Object.assign(new Error('x'), { code })

  it.each(['ECONNREFUSED', 'EHOSTUNREACH', 'ENOTFOUND'])('(%s) counts as no active node: nothing was sent', (code) => {
    const problem = reached(withCode(code))
    expect(problem).toMatchObject({ code: 'no-active-node' })
    expect(String(problem)).toContain('active.example.com:8200')
  })

  it.each([withCode('ECONNRESET'), withCode('ETIMEDOUT'), new Error('x'), new Failure('sealed', 'x')])(
    'is not reported if the request may have arrived: %s',
    (error) => {
      expect(reached(error)).toBe(error)
    },
  )
})
