/** The interpretation of an answer: its JSON, its schema, and what its headers and members contain. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Failure } from '../../../electron/contract/failure.ts'
import { isJsonObject, parseBody, readJson, type VaultAnswer } from '../../../electron/base/http/answer.ts'
import { nameList, shortList, shortRecord } from '../../../electron/base/json/bounded.ts'
import { parseJson } from '../../../electron/base/json/json.ts'
import { parseResponse } from '../../../electron/vault/parseResponse.ts'
import { anonymousSession, authenticatedSession } from '../../../electron/vault/session.ts'
import type { VaultRequest } from '../../../electron/vault/transport.ts'
import { sanitizeText } from '../../../electron/base/text/sanitizeText.ts'

const answer = (body: unknown, more: Partial<VaultAnswer> = {}): VaultAnswer => ({
  status: 200,
  body,
  warnings: [],
  latencyMs: 1,
  ...more,
})

function failureIn(work: () => unknown): Failure {
  try {
    work()
  } catch (problem) {
    if (problem instanceof Failure) return problem
    throw problem
  }
  throw new Error('it succeeded')
}

describe('the JSON of a body', () => {
  it.each<[string, Buffer, object]>([
    ['an empty body', Buffer.alloc(0), { json: undefined }],
    ['an object', Buffer.from('{"a":1}'), { json: { a: 1 } }],
    ['null', Buffer.from('null'), { json: null }],
    ['text that is not JSON', Buffer.from('<html>'), { notJson: '<html>' }],
    ['JSON that breaks off', Buffer.from('{"a":'), { notJson: '{"a":' }],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), { notJson: '' }],
    ['a space', Buffer.from(' '), { notJson: ' ' }],
  ])('%s', (_what, bytes, expected) => {
    expect(readJson(bytes)).toEqual(expected)
  })

  it('keeps every digit', () => {
    const read = readJson(Buffer.from('[12345678901234567890,1.0]'))
    expect(JSON.stringify(read)).toBe('{"json":[12345678901234567890,1.0]}')
  })

  it.each<[unknown, boolean]>([
    [{}, true],
    [{ a: 1 }, true],
    [null, false],
    [[], false],
    [undefined, false],
    ['{}', false],
    [7, false],
    [parseJson('12345678901234567890'), false],
  ])('%j is an object: %s', (value, expected) => {
    expect(isJsonObject(value)).toBe(expected)
  })
})

describe('a body and its schema', () => {
  const schema = z.object({ a: z.string(), b: z.object({ c: z.object({ d: z.int() }) }).optional() })

  it('result in the output of the schema', () => {
    expect(parseBody(schema, answer({ a: 'x', more: 1 }))).toEqual({ a: 'x' })
  })

  it('name a mismatch by its fields, two levels deep and once each, never by its values', () => {
    const failure = failureIn(() =>
      parseBody(schema, answer({ a: 5, b: { c: { d: 'hunter2' } } }, { status: 203, requestId: 'id-1' })),
    )
    expect(failure.error).toMatchObject({ code: 'answer-invalid', status: 203, requestId: 'id-1' })
    expect(failure.message).toMatch(/: a, b\.c\.$/)
    expect(failure.message).not.toContain('hunter2')
    const list = z.object({ list: z.array(z.int()) })
    expect(failureIn(() => parseBody(list, answer({ list: ['x', 'y'] }))).message).toMatch(/: list\.0, list\.1\.$/)
    const deep = z.object({ a: z.object({ b: z.array(z.int()) }) })
    expect(failureIn(() => parseBody(deep, answer({ a: { b: ['x', 'y'] } }))).message).toMatch(/: a\.b\.$/)
  })

  it('report a completely different body as a whole, with the code of the call', () => {
    const failure = failureIn(() => parseBody(schema, answer('text'), 'not-a-vault'))
    expect(failure.code).toBe('not-a-vault')
    expect(failure.message).toMatch(/: the whole\.$/)
    expect(failure.error).not.toHaveProperty('requestId')
  })

  it('name at most five fields', () => {
    const many = z.object(Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`f${index}`, z.string()])))
    expect(failureIn(() => parseBody(many, answer({}))).message).toMatch(/: f0, f1, f2, f3, f4\.$/)
  })
})

describe('parsing an answer', () => {
  const raw = (status: number, headers: Record<string, string> = {}) => ({ status, headers, latencyMs: 12 })

  it('returns everything that a success contains', () => {
    const json = { request_id: 'id-1', warnings: ['slow\n', 5], data: 1 }
    const date = 'Wed, 21 Oct 2015 07:28:00 GMT'
    expect(parseResponse(raw(200, { date, 'x-vault-index': 'abc' }), { json }, [])).toEqual({
      status: 200,
      body: json,
      warnings: ['slow'],
      latencyMs: 12,
      requestId: 'id-1',
      index: 'abc',
      serverTime: Date.parse(date) + 1000,
    })
  })

  it.each<[unknown, Record<string, string>]>([
    [undefined, {}],
    [[], { date: 'yesterday' }],
    ['text', { 'x-vault-index': '' }],
    [{ warnings: null, request_id: 'not an id' }, {}],
  ])('omits what is missing: %j', (json, headers) => {
    const judged = parseResponse(raw(204, headers), { json }, [])
    expect(judged).toEqual({ status: 204, body: json, warnings: [], latencyMs: 12 })
  })

  it.each<[number, readonly number[], string | null]>([
    [399, [], null],
    [400, [], 'rejected'],
    [404, [], 'not-found'],
    [404, [404], null],
    [404, [403, 404], null],
    [403, [404], 'permission-denied'],
    [503, [429, 503], null],
    [200, [404], null],
  ])('of status %i where %j is expected is a failure: %s', (status, expected, code) => {
    const work = () => parseResponse(raw(status), { json: {} }, expected)
    expect(code === null ? work().status : failureIn(work).code).toBe(code ?? status)
  })

  it('returns the pause that a refusal asks for', () => {
    const pause = (header: string) =>
      failureIn(() => parseResponse(raw(429, { 'retry-after': header }), { json: { errors: [] } }, [])).error.retryAfter
    expect([pause('7'), pause('0'), pause('soon')]).toEqual([7, 0, undefined])
    expect(failureIn(() => parseResponse(raw(429), { json: {} }, [])).error).not.toHaveProperty('retryAfter')
  })

  it('fails if the body is not JSON, even if the status is expected', () => {
    const type = { 'content-type': 'application/json' }
    expect(failureIn(() => parseResponse(raw(200, type), { notJson: '{' }, [])).code).toBe('answer-invalid')
    expect(failureIn(() => parseResponse(raw(404), { notJson: '<html>' }, [404])).code).toBe('not-a-vault')
    expect(failureIn(() => parseResponse(raw(400), { notJson: 'HTTP request to an HTTPS server' }, [])).code).toBe(
      'https-expected',
    )
  })
})

describe('lists and maps of a server', () => {
  const isValid = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success

  it.each<[unknown, boolean]>([
    [[], true],
    [['a', 'abc'], true],
    [['abcd'], false],
    [['a', 'b', 'c', 'd'], false],
    [['a', 7], false],
    ['abc', false],
    [{ length: 0 }, false],
    [null, false],
  ])('names: %j is valid: %s', (value, expected) => {
    expect(isValid(nameList(3, 3), value)).toBe(expected)
  })

  it('have as many names as a server stores by default, and one warning for all', () => {
    const many = Array.from({ length: 1_000_001 }, () => 'a')
    expect(isValid(nameList(1), many)).toBe(false)
    expect(isValid(nameList(1), many.slice(1))).toBe(true)
    expect(nameList(1).safeParse(['long', 'longer']).error?.issues).toHaveLength(1)
  })

  it.each<[unknown, boolean]>([
    [[], true],
    [[1, 2], true],
    [[1, 2, 3], false],
    [['x'], false],
    ['12', false],
    [{ length: 1, 0: 1 }, false],
  ])('items: %j is valid: %s', (value, expected) => {
    expect(isValid(shortList(z.int(), 2), value)).toBe(expected)
  })

  it.each<[unknown, boolean]>([
    [{}, true],
    [{ a: 1, b: 2 }, true],
    [{ a: 1, b: 2, c: 3 }, false],
    [{ a: 'x' }, false],
    [null, false],
    ['ab', false],
    [undefined, false],
  ])('members: %j is valid: %s', (value, expected) => {
    expect(isValid(shortRecord(z.int(), 2), value)).toBe(expected)
  })
})

describe('a session', () => {
  it('sends the token for a signed-in person, even if the request names another one, and no token otherwise', async () => {
    const sent: VaultRequest[] = []
    const transport = {
      request: async (request: VaultRequest) => {
        sent.push(request)
        return answer(sent.length)
      },
    }
    const request: VaultRequest = { method: 'GET', path: 'a' }
    expect(await authenticatedSession(transport, 'own').request({ ...request, token: 'other' })).toMatchObject({
      body: 1,
    })
    expect(await anonymousSession(transport).request(request)).toMatchObject({ body: 2 })
    expect(sent).toEqual([{ ...request, token: 'own' }, request])
  })
})

describe('texts of other programs', () => {
  it.each([
    ['  a \r\n\t b  ', 'a b'],
    ['a\u0000\u001b[31mb\u007f', 'a[31mb'],
    ['\u202eabc\u2066d\u200fe\u061cf', 'abcdef'],
    ['한글 그대로', '한글 그대로'],
    ['x'.repeat(2001), 'x'.repeat(2000)],
    [`${' '.repeat(2000)}x`, ''],
  ])('are sanitized: %j are shown as %j', (text, shown) => {
    expect(sanitizeText(text)).toBe(shown)
  })
})
