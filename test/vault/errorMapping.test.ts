/** The parts of a server's message that reach a person: bounded plain text, and a request ID only if it has a valid form. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { notJsonFailure, failureOfResponse, requestIdOf, serverWords } from '../../electron/vault/errorMapping.ts'

describe('a request id', () => {
  it.each(['0a9b8c7d-1111-2222-3333-444455556666', 'a', '_', '-', 'x'.repeat(64)])('is %j as received', (id) => {
    expect(requestIdOf({ request_id: id })).toBe(id)
  })

  it.each([
    '',
    'x'.repeat(65),
    'a b',
    'a\n',
    '\nb',
    'a/b',
    'a.b',
    '<b>',
    'a\u202eb',
    '٣',
    'é',
    7,
    null,
    ['a'],
    { a: 'b' },
  ])('is omitted if the server wrote %j', (id) => {
    expect(requestIdOf({ request_id: id })).toBeUndefined()
    expect(failureOfResponse({ status: 400, body: { request_id: id } }).error).not.toHaveProperty('requestId')
  })

  it('is absent if the body is not an object', () => {
    for (const body of [undefined, null, 'request_id', ['request_id'], 7]) expect(requestIdOf(body)).toBeUndefined()
  })
})

describe('the error texts of a server', () => {
  it('are at most 20 texts, without control and bidirectional characters', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant(null))), (list) => {
        const words = serverWords(list)
        expect(words).toHaveLength(Math.min(20, list.filter((each) => typeof each === 'string').length))
        expect(words.join('')).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u)
      }),
    )
    expect(serverWords(Array.from({ length: 30 }, (_, index) => `word ${index}`))).toEqual(
      Array.from({ length: 20 }, (_, index) => `word ${index}`),
    )
  })

  it('are empty if the server wrote no list', () => {
    for (const list of [undefined, null, 'no', { 0: 'no', length: 1 }, 7]) expect(serverWords(list)).toEqual([])
  })
})

describe('a refusal', () => {
  const refused = (status: number, ...errors: string[]) => failureOfResponse({ status, body: { errors } })

  it.each<[number, string, string]>([
    [400, 'check-and-set parameter did not match the current version', 'cas-mismatch'],
    [400, 'check-and-set parameter "cas" did not match', 'cas-mismatch'],
    [400, 'check-and-set parameter set to -1 on existing path', 'cas-mismatch'],
    [400, 'check-and-set parameter required for this call', 'cas-required'],
    [400, 'Vault is already initialized', 'already-initialized'],
    [400, 'Vault is being initialized', 'already-initialized'],
    [400, 'server is not initialized', 'not-initialized'],
    [500, 'server is not yet initialized', 'not-initialized'],
    [503, 'Vault is not initialized', 'not-initialized'],
    [400, 'Upgrading from non-versioned to versioned data', 'engine-upgrading'],
    [400, 'cannot upgrade from non-versioned', 'engine-upgrading'],
    [404, 'namespace not found', 'namespace-not-found'],
    [403, 'invalid token', 'token-expired'],
    [403, 'bad token', 'token-expired'],
    [500, 'active cluster node not found', 'no-active-node'],
    [503, 'active node not found', 'no-active-node'],
    [503, 'node is not the leader', 'no-active-node'],
    [500, 'leadership lost while committing log', 'no-active-node'],
    [500, 'Vault is in standby mode', 'standby'],
    [503, 'Vault is in standby mode', 'standby'],
    [503, 'Vault is sealed', 'sealed'],
    [400, 'JSON payload exceeds', 'request-too-large'],
    [413, 'JSON string value exceeds the limit', 'request-too-large'],
    [500, 'refused JSON input due to high complexity', 'request-too-large'],
    [500, 'http: request body too large', 'request-too-large'],
    [500, 'malformed JSON', 'rejected'],
    [500, 'error parsing JSON', 'rejected'],
  ])('with %i %j is %s, and its texts are kept', (status, words, code) => {
    for (const errors of [[words], ['first', words]]) {
      const { error } = refused(status, ...errors)
      expect(error).toMatchObject({ code, status, vaultErrors: errors })
      expect(error.message).toMatch(/^[A-Z].*\.$/)
    }
  })

  it.each<[number, string, string]>([
    [403, 'check-and-set parameter did not match', 'permission-denied'],
    [500, 'check-and-set parameter required', 'server-error'],
    [500, 'Vault is already initialized', 'server-error'],
    [403, 'server is not initialized', 'permission-denied'],
    [500, 'upgrading from non-versioned', 'server-error'],
    [400, 'namespace not found', 'rejected'],
    [404, 'the namespace not found here', 'not-found'],
    [404, 'namespace not found at all', 'not-found'],
    [400, 'invalid token', 'rejected'],
    [403, 'invalid tokens', 'permission-denied'],
    [403, 'unbad token', 'permission-denied'],
    [400, 'active node not found', 'rejected'],
    [400, 'in standby mode', 'rejected'],
    [500, 'Vault is sealed', 'server-error'],
    [403, 'request body too large', 'permission-denied'],
    [400, 'malformed JSON', 'rejected'],
    [503, 'malformed JSON', 'server-error'],
  ])('has its special meaning only with its status: %i %j is %s', (status, words, code) => {
    expect(refused(status, words).code).toBe(code)
  })

  it.each<[number, string]>([
    [401, 'permission-denied'],
    [403, 'permission-denied'],
    [404, 'not-found'],
    [405, 'unsupported'],
    [412, 'not-consistent-yet'],
    [413, 'request-too-large'],
    [429, 'rate-limited'],
    [472, 'standby'],
    [473, 'standby'],
    [501, 'not-initialized'],
    [400, 'rejected'],
    [418, 'rejected'],
    [499, 'rejected'],
    [500, 'server-error'],
    [502, 'server-error'],
    [599, 'server-error'],
  ])('without texts is recognized by its status: %i is %s', (status, code) => {
    for (const body of [undefined, {}, { errors: [] }, { errors: 'no list' }, [], 'text']) {
      const { error } = failureOfResponse({ status, body })
      expect(error).toMatchObject({ code, status })
      expect(error).not.toHaveProperty('vaultErrors')
      expect(error).not.toHaveProperty('retryAfter')
      expect(error.message).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('reports its status if nothing else is known, and the meaning of an empty answer', () => {
    expect(failureOfResponse({ status: 400, body: {} }).message).toContain('(status 400)')
    expect(failureOfResponse({ status: 418, body: undefined }).message).toContain('(status 418)')
    expect(failureOfResponse({ status: 400, body: undefined }).message).toContain('invisible characters')
    expect(failureOfResponse({ status: 599, body: {} }).message).toContain('(status 599)')
  })

  it('has the request ID and the pause that the server asks for', () => {
    const { error } = failureOfResponse({ status: 429, body: { request_id: 'id-1' }, retryAfter: 7 })
    expect(error).toMatchObject({ requestId: 'id-1', retryAfter: 7 })
  })
})

describe('an answer that is not JSON', () => {
  it.each<[number, string, string, string]>([
    [400, 'text/plain', 'Client sent an HTTP request to an HTTPS server.', 'https-expected'],
    [400, 'text/html', 'The plain HTTP request was sent to HTTPS port', 'https-expected'],
    [200, 'text/plain', 'Client sent an HTTP request to an HTTPS server.', 'not-a-vault'],
    [400, 'text/plain', 'something else', 'not-a-vault'],
    [500, 'application/json', '<html>', 'server-error'],
    [502, 'text/html', '<html>', 'server-error'],
    [499, 'text/html', '<html>', 'not-a-vault'],
    [429, 'text/html', '<html>', 'rate-limited'],
    [413, 'application/json', '<html>', 'request-too-large'],
    [200, 'application/json', '{', 'answer-invalid'],
    [404, 'application/problem+JSON', '{', 'answer-invalid'],
    [200, 'text/html', '{', 'not-a-vault'],
    [200, '', '', 'not-a-vault'],
  ])('with status %i and type %j is recognized by its content: %j', (status, type, text, code) => {
    const { error } = notJsonFailure(status, type, text)
    expect(error).toMatchObject({ code, status })
    expect(error.message).toMatch(/^[A-Z].*\.$/)
    expect(error.message).not.toContain('<')
  })
})
