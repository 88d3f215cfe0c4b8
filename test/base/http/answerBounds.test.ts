/** The size limits of an answer, and the errors for a large one that a thread has read. */
import type { RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listRoles, readRole } from '../../../electron/vault/kubernetesRoles.ts'
import { answerBounds } from '../../../electron/base/http/answerBounds.ts'
import { listAuthMethods } from '../../../electron/vault/authMethods.ts'
import { initialize } from '../../../electron/vault/init.ts'
import { stringifyJson } from '../../../electron/base/json/json.ts'
import { listNames, readSecret } from '../../../electron/vault/kv.ts'
import { listMounts, listVisibleMounts, resolveMount } from '../../../electron/vault/mounts.ts'
import { listPolicies, readPolicy } from '../../../electron/vault/policies.ts'
import { anonymousSession, type VaultSession } from '../../../electron/vault/session.ts'
import { Failure } from '../../../electron/contract/failure.ts'
import { lookupSelf } from '../../../electron/vault/tokens.ts'
import { jsonShape } from '../../../electron/base/parsing/jsonShape.ts'
import { failureOf, transportTo } from '../../vault/asking.ts'
import { hostile, json, rawServer } from '../../vault/hostile.ts'

const mib = 1024 * 1024

/** Spaces are valid JSON, too, and a text of spaces has no shape that could be refused before its size. */
const spaces =
  (bytes: number): RequestListener =>
  (request, response) => {
    if (request.url === '/v1/sys/seal-status') {
      json(200, { type: 'shamir', initialized: false, sealed: true, t: 0, n: 0, progress: 0, version: '1.21.0' })(
        request,
        response,
      )
      return
    }
    response.writeHead(200, { 'content-type': 'application/json' })
    const piece = Buffer.alloc(256 * 1024, ' ')
    let left = bytes
    const more = () => {
      while (left > 0 && !response.destroyed) {
        left -= piece.byteLength
        if (!response.write(piece)) return
      }
      response.end()
    }
    response.on('drain', more).on('error', () => undefined)
    more()
  }

const kv = { mount: 'kv/', kvVersion: 2 } as const

describe('an answer', () => {
  it.each<[string, number, (session: VaultSession) => Promise<unknown>]>([
    ['a token says of itself', 1, (session) => lookupSelf(session)],
    ['one mount says', 1, (session) => resolveMount(session, 'kv/')],
    ['lists mounts', 8, (session) => listMounts(session)],
    ['lists visible mounts', 8, (session) => listVisibleMounts(session)],
    ['lists auth methods', 8, (session) => listAuthMethods(session)],
    ['lists policies', 8, (session) => listPolicies(session)],
    ['is a policy', 8, (session) => readPolicy(session, 'a')],
    ['lists roles', 8, (session) => listRoles(session, 'kubernetes/')],
    ['is a role', 8, (session) => readRole(session, 'kubernetes/', 'a')],
    ['lists secrets', 64, (session) => listNames(session, { ...kv, folder: '' })],
    ['is a secret', 64, (session) => readSecret(session, { ...kv, path: 'a' })],
    ['brings new keys', 16, (session) => initialize(session, { shares: 1, threshold: 1 })],
  ])('that %s is read up to %i MiB and no further', async (_what, most, ask) => {
    const outcome = async (bytes: number) => {
      await using server = await hostile(spaces(bytes))
      const transport = transportTo(server.address)
      const code = await ask(anonymousSession(transport)).then(
        () => 'ok',
        (problem: unknown) => (problem instanceof Failure ? problem.code : String(problem)),
      )
      await transport.close()
      return code
    }
    // All of it is read, and is not JSON; an answer to an initialization is returned as received.
    expect(await outcome(most * mib)).toBe(most === 16 ? 'ok' : 'answer-invalid')
    expect(await outcome(most * mib + 1)).toBe('answer-too-large')
  })

  const read = { method: 'GET', path: 'sys/x' } as const
  const codeWith = async (server: { readonly address: string }) => {
    const transport = transportTo(server.address)
    const failure = await failureOf(transport.request(read))
    await transport.close()
    return failure.code
  }

  it('that is longer than announced is cut at the announced length', async () => {
    await using server = await rawServer((socket) => {
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}${' '.repeat(4 * mib)}`))
    })
    const transport = transportTo(server.address)
    expect((await transport.request({ ...read, repeatable: false })).body).toEqual({})
    await transport.close()
  })

  it('with two lengths is rejected', async () => {
    await using server = await rawServer((socket) => {
      socket.once('data', () =>
        socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}`),
      )
    })
    expect(await codeWith(server)).toBe('connection-lost')
  })

  it('that is compressed is never decompressed', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * mib, ' '))
    expect(bomb.byteLength).toBeLessThan(answerBounds.usual.bytes)
    await using server = await hostile((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb)
    })
    expect(await codeWith(server)).toBe('answer-invalid')
  })

  it('with more values than the call can need is refused before it is parsed', async () => {
    await using server = await hostile(json(200, { data: Array.from({ length: 30_000 }, () => []) }))
    expect(await codeWith(server)).toBe('answer-too-large')
  })
})

describe('a large answer', () => {
  const large = async (body: string) => {
    await using server = await hostile((_request, response) => void response.writeHead(200).end(body))
    const transport = transportTo(server.address)
    try {
      return (await transport.request({ method: 'GET', path: 'kv/data/a', bound: answerBounds.secrets })).body
    } finally {
      await transport.close()
    }
  }
  const padding = `"${'x'.repeat(1_100_000)}"`

  it('keeps every digit, key and character', async () => {
    for (const text of [
      `{"pad":${padding},"data":{"id":12345678901234567890,"one":1.0,"list":[-0,[1e400],{"n":0.10}],"한글":"\\ud83d\\ude00"}}`,
      `[1.0,${padding},2.50]`,
      `{"pad":${padding},"__proto__":{"n":1.0},"constructor":2.0,"toString":null}`,
      `{"pad":${padding},"rawJSON":"1.0","a":{"rawJSON":"2.0"}}`,
    ]) {
      const value = await large(text)
      expect(stringifyJson(value)).toBe(text.replace(String.raw`\ud83d\ude00`, '\u{1f600}'))
      expect(Object.getPrototypeOf({}).n).toBeUndefined()
    }
  })

  it('that is not JSON, not UTF-8 or too deep is refused with the same text as a small one', async () => {
    expect((await failureOf(large(`{"pad":${padding},}`))).code).toBe('not-a-vault')
    expect((await failureOf(large(`{"pad":${padding},"a":${'['.repeat(501)}${']'.repeat(501)}}`))).code).toBe(
      'answer-invalid',
    )
  })

  it('waits for the previous one, and ends with its call and its connection', async () => {
    await using server = await hostile((_request, response) => {
      response.writeHead(200).end(`{"pad":${padding},"a":[${'-0,'.repeat(400_000)}0]}`)
    })
    const transport = transportTo(server.address)
    const request = { method: 'GET', path: 'kv/data/a', bound: answerBounds.secrets } as const
    const stop = new AbortController()
    const [first, second, third] = [
      failureOf(transport.request(request)),
      failureOf(transport.request({ ...request, signal: stop.signal })),
      failureOf(transport.request(request)),
    ]
    await expect.poll(() => server.arrived.length).toBe(3)
    stop.abort()
    expect((await second).code).toBe('canceled')
    await transport.close()
    expect([(await first).code, (await third).code]).toEqual(['canceled', 'canceled'])
  })
})

describe('the shape of a JSON text', () => {
  it('has the number of its values and levels', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const count = (item: unknown): { values: number; depth: number } => {
          if (typeof item !== 'object' || item === null) return { values: 1, depth: 0 }
          const inner = Object.values(item).map(count)
          return {
            values: 1 + inner.reduce((sum, { values }) => sum + values, 0),
            depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
          }
        }
        const shape = jsonShape(Buffer.from(JSON.stringify(value)), { values: 1e9, depth: 1e9 })
        const { values, depth } = count(value)
        expect(shape.depth).toBe(depth)
        // An empty object or list counts like one with content.
        expect(shape.values).toBeGreaterThanOrEqual(values)
        expect(shape.values).toBeLessThanOrEqual(2 * values)
      }),
    )
  })
})
