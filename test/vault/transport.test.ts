import type { RequestListener } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { answerBounds } from '../../electron/base/http/answerBounds.ts'
import type { TransportOptions, VaultRequest } from '../../electron/vault/transport.ts'
import { failureOf, transportTo } from './asking.ts'
import { hostile, inTurn, json, rawServer } from './hostile.ts'

const token = 'hvs.a-token-that-must-not-leak'
const read: VaultRequest = { method: 'GET', path: 'secret/data/a', token }
const write: VaultRequest = { method: 'POST', path: 'secret/data/a', token, body: { data: { password: 'hunter2' } } }

/** Returns the failure of a request to a server with this answer; checks that no message repeats a secret. */
async function failureWith(
  handler: RequestListener,
  request: VaultRequest = read,
  options: Partial<TransportOptions> = {},
) {
  await using server = await hostile(handler)
  const transport = transportTo(server.address, options)
  const failure = await failureOf(transport.request(request))
  await transport.close()
  const shown = JSON.stringify(failure.error)
  expect(shown).not.toContain(token)
  expect(shown).not.toContain('hunter2')
  return { error: failure.error, arrived: server.arrived.length }
}

describe('a request', () => {
  it('carries the headers that Vault and its proxies expect', async () => {
    await using server = await hostile(json(200, { enterprise: true }))
    const transport = transportTo(`${server.address}/behind/a/proxy/`, { namespace: 'team/eu', version: '1.2.3' })
    await transport.request({ ...read, path: 'secret/metadata/ b%/', query: { list: 'true', after: 'a+b&c' } })
    await transport.close()
    expect(server.arrived.at(-1)).toMatchObject({
      method: 'GET',
      url: '/behind/a/proxy/v1/secret/metadata/%20b%25/?list=true&after=a%2Bb%26c',
      headers: {
        'x-vault-request': 'true',
        'x-vault-token': token,
        'x-vault-namespace': 'team/eu',
        'user-agent': 'strongroom/1.2.3',
      },
    })
  })

  it('carries a namespace that no header can hold in its path', async () => {
    await using server = await hostile(json(200, { enterprise: true }))
    const transport = transportTo(server.address, { namespace: 'team/한글' })
    await transport.request(read)
    await transport.close()
    expect(server.arrived.at(-1)?.url).toBe('/v1/team/%ED%95%9C%EA%B8%80/secret/data/a')
    expect(server.arrived.at(-1)?.headers).not.toHaveProperty('x-vault-namespace')
  })

  it('carries no token and no namespace when there is none', async () => {
    await using server = await hostile(json(200, {}))
    const transport = transportTo(server.address)
    await transport.request({ method: 'GET', path: 'sys/health' })
    await transport.close()
    expect(Object.keys(server.arrived[0]?.headers ?? {})).toEqual(
      expect.not.arrayContaining(['x-vault-token', 'x-vault-namespace']),
    )
  })

  it('sends raw JSON unchanged and objects as JSON', async () => {
    await using server = await hostile(json(200, {}))
    const transport = transportTo(server.address)
    await transport.request({ ...write, body: { raw: '{"a":1.0}' } })
    await transport.request({ ...write, body: { a: '한글' } })
    await transport.request({ ...write, method: 'PATCH', contentType: 'application/merge-patch+json', body: {} })
    await transport.close()
    expect(server.bodies).toEqual(['{"a":1.0}', '{"a":"한글"}', '{}'])
    expect(server.arrived.map(({ headers }) => headers['content-type'])).toEqual([
      'application/json',
      'application/json',
      'application/merge-patch+json',
    ])
  })

  it('returns the warnings, the request ID and its duration', async () => {
    const body = { request_id: 'c0ffee-1', warnings: ['Endpoint is\u0000 old\n\tand slow', 7], data: { big: 1 } }
    await using server = await hostile(json(200, body))
    const transport = transportTo(server.address)
    const answer = await transport.request(read)
    await transport.close()
    expect(answer).toMatchObject({ status: 200, requestId: 'c0ffee-1', warnings: ['Endpoint is old and slow'], body })
    expect(answer.latencyMs).toBeGreaterThan(0)
  })

  it('is refused for a token that is not a valid header', async () => {
    const transport = transportTo('http://127.0.0.1:1')
    const failure = await failureOf(transport.request({ ...read, token: 'a\r\nx-evil: 1' }))
    expect(failure.code).toBe('invalid-input')
  })

  it('runs concurrently with at most 63 others', async () => {
    let open = 0
    let most = 0
    const { promise: full, resolve } = Promise.withResolvers<void>()
    await using server = await hostile((_request, response) => {
      open += 1
      most = Math.max(most, open)
      // Leaves time for more requests to arrive.
      if (open === 64) setTimeout(resolve, 200)
      void full.then(() => {
        open -= 1
        response.end('{}')
      })
    })
    const transport = transportTo(server.address)
    await Promise.all(Array.from({ length: 200 }, () => transport.request(read)))
    await transport.close()
    expect(most).toBe(64)
  })
})

describe('an invalid answer', () => {
  it.each<[string, string, number, Record<string, string>, string]>([
    ['a page', 'not-a-vault', 200, { 'content-type': 'text/html' }, '<!doctype html><title>hunter2</title>'],
    ["a router's 404", 'not-a-vault', 404, { 'content-type': 'text/plain' }, '404 page not found'],
    ["a load balancer's error page", 'server-error', 504, { 'content-type': 'text/html' }, '<h1>Gateway timeout</h1>'],
    ['JSON that is broken', 'answer-invalid', 200, { 'content-type': 'application/json' }, '{"data": hunter2'],
    ['JSON in broken UTF-8', 'answer-invalid', 200, { 'content-type': 'application/json' }, '"\ud800"'],
    [
      'a request too large for a proxy',
      'request-too-large',
      413,
      { 'content-type': 'text/html' },
      '<h1>Too large</h1>',
    ],
    ['plain HTTP on an HTTPS port', 'https-expected', 400, {}, 'Client sent an HTTP request to an HTTPS server.\n'],
  ])('is reported by its kind: %s', async (what, code, status, headers, body) => {
    const bytes = what.includes('UTF-8') ? Buffer.from([0x22, 0xff, 0x22]) : Buffer.from(body)
    const { error } = await failureWith((_request, response) => response.writeHead(status, headers).end(bytes))
    expect(error.code).toBe(code)
  })

  it('is rejected if it is not HTTP at all', async () => {
    await using server = await rawServer((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'))
    const transport = transportTo(server.address)
    expect((await failureOf(transport.request(read))).code).toBe('not-a-vault')
    await transport.close()
  })

  it.each(['000', '099', '199', '1000'])('is rejected with the invalid status %s', async (status) => {
    await using server = await rawServer((socket) => socket.end(`HTTP/1.1 ${status} X\r\ncontent-length: 2\r\n\r\n{}`))
    const transport = transportTo(server.address)
    expect((await failureOf(transport.request(read))).code).toBe('not-a-vault')
    await transport.close()
  })

  it('is harmless if it is nested so deeply that it cannot be serialized', async () => {
    const depth = 100_000
    const { error } = await failureWith((_request, response) => {
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end(`{"n":1.0,"errors":${'['.repeat(depth)}${']'.repeat(depth)}}`)
    })
    expect(['answer-invalid', 'rejected']).toContain(error.code)
  })

  it('of 5 GB is cut off at the limit', async () => {
    let sent = 0
    const piece = Buffer.alloc(64 * 1024, ' ')
    const { error } = await failureWith(
      (_request, response) => {
        const more = () => {
          while (sent < 5 * 1024 ** 3 && !response.destroyed) {
            sent += piece.byteLength
            if (!response.write(piece)) return
          }
        }
        response.on('drain', more).on('error', () => undefined)
        more()
      },
      { ...read, bound: answerBounds.usual },
    )
    expect(error).toMatchObject({ code: 'answer-too-large', retryable: false })
    // Data that was already in buffers is not included in the limit.
    expect(sent).toBeLessThan(32 * 1024 * 1024)
  })

  it('that announces 5 GB is not even read', async () => {
    const { error } = await failureWith((_request, response) => {
      response.writeHead(200, { 'content-length': String(5 * 1024 ** 3) }).write('{')
    })
    expect(error.code).toBe('answer-too-large')
  })

  it('is rejected with an endless list of headers', async () => {
    const { error } = await failureWith((_request, response) => {
      response.socket?.end(`HTTP/1.1 200 OK\r\n${'x-filler: aaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(2000)}\r\n{}`)
    })
    expect(error.code).toBe('answer-too-large')
  })

  it('is rejected if it ends in the middle', async () => {
    const { error } = await failureWith((_request, response) => {
      response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"data":')
    }, write)
    expect(error).toMatchObject({ code: 'connection-lost', retryable: true })
  })
})

describe('a slow server', () => {
  it('that sends single bytes without end is canceled at the deadline', async () => {
    const { error } = await failureWith(
      (_request, response) => {
        response.writeHead(200)
        const drip = setInterval(() => response.write(' '), 5)
        response.on('close', () => clearInterval(drip))
      },
      read,
      { timeouts: { total: 150 } },
    )
    expect(error).toMatchObject({ code: 'timeout', retryable: true })
  })

  it('that never answers is canceled at the deadline', async () => {
    const { error } = await failureWith(() => undefined, { ...read, timeoutMs: 100 })
    expect(error.code).toBe('timeout')
  })

  it('that does not start its answer is canceled after the headers timeout', async () => {
    const { error } = await failureWith(() => undefined, write, { timeouts: { headers: 50 } })
    expect(error).toMatchObject({ code: 'timeout', message: 'The server did not begin to answer in time.' })
  })

  it('that stops in its answer is canceled after the body timeout', async () => {
    const { error } = await failureWith((_request, response) => void response.writeHead(200).write('{'), write, {
      timeouts: { body: 50 },
    })
    expect(error).toMatchObject({ code: 'timeout', message: 'The answer came to a halt.' })
  })

  it('is canceled immediately on request, before and during its answer', async () => {
    const stop = new AbortController()
    const { error } = await failureWith(() => stop.abort(), { ...read, signal: stop.signal })
    expect(error).toMatchObject({ code: 'canceled', retryable: false })
    const again = await failureWith(json(200, {}), { ...read, signal: stop.signal })
    expect(again).toMatchObject({ error: { code: 'canceled' }, arrived: 0 })
  })

  it('that never finishes its TLS handshake is canceled at the deadline as well', async () => {
    await using server = await rawServer(() => undefined)
    const transport = transportTo(server.address.replace('http:', 'https:'))
    expect((await failureOf(transport.request({ ...read, timeoutMs: 50 }))).code).toBe('timeout')
    const stop = new AbortController()
    const asked = failureOf(transport.request({ ...read, signal: stop.signal }))
    stop.abort()
    expect((await asked).code).toBe('canceled')
    await transport.close()
  })

  it('that accepts no socket is canceled after the connect timeout', async () => {
    await using server = await rawServer(() => undefined)
    const transport = transportTo(server.address.replace('http:', 'https:'), { timeouts: { connect: 50 } })
    expect((await failureOf(transport.request(read))).message).toBe(
      `The connection did not come up in time. (127.0.0.1, port ${server.port})`,
    )
    await transport.close()
  })

  it('is canceled when the transport is closed', async () => {
    const { promise: arrived, resolve } = Promise.withResolvers<void>()
    await using server = await hostile(() => resolve())
    const transport = transportTo(server.address)
    const asked = failureOf(transport.request(write))
    await arrived
    await transport.close()
    expect((await asked).code).toBe('canceled')
    expect((await failureOf(transport.request(read))).code).toBe('canceled')
  })
})

describe("Vault's refusals", () => {
  it.each<[number, string, string]>([
    [400, 'check-and-set parameter did not match the current version', 'cas-mismatch'],
    [400, 'check-and-set parameter required for this call', 'cas-required'],
    [400, 'Vault is already initialized', 'already-initialized'],
    [400, 'path is already in use at kv/', 'rejected'],
    [403, 'permission denied', 'permission-denied'],
    [403, '2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n', 'token-expired'],
    [403, 'bad token', 'token-expired'],
    [404, 'no handler for route', 'not-found'],
    [405, 'unsupported operation', 'unsupported'],
    [412, 'required index state not present', 'not-consistent-yet'],
    [429, 'request path "x": rate limit quota exceeded', 'rate-limited'],
    [472, '', 'standby'],
    [501, '', 'not-initialized'],
    [500, 'local node not active but active cluster node not found', 'no-active-node'],
    [500, 'failed to write: node is not the leader', 'no-active-node'],
    [500, 'failed to write: leadership lost while committing log', 'no-active-node'],
    [500, 'vault cannot seal when in standby mode; please restart instead', 'standby'],
    [500, 'internal error', 'server-error'],
    [503, 'Vault is sealed', 'sealed'],
    [503, 'something else', 'server-error'],
  ])('%i %j is %s', async (status, words, code) => {
    const body = { errors: words === '' ? [] : [words], request_id: 'abc-1' }
    const { error } = await failureWith(json(status, body), write)
    expect(error).toMatchObject({ code, status, requestId: 'abc-1' })
    expect(error.vaultErrors?.[0]).toBe(words === '' ? undefined : words.replaceAll(/\s+/g, ' ').trim())
  })

  it('are limited in length, on one line and without bidirectional characters', async () => {
    const { error } = await failureWith(json(400, { errors: ['a\u0000\u001b[31m\u202eb\r\nc', 'x'.repeat(1e6), 5] }))
    expect(error.vaultErrors?.[0]).toBe('a[31mb c')
    expect(error.vaultErrors?.[1]?.length).toBeLessThanOrEqual(2000)
    expect(error.vaultErrors).toHaveLength(2)
  })

  it('are returned as answers if they were expected', async () => {
    await using server = await hostile(json(404, { errors: [] }))
    const transport = transportTo(server.address)
    expect(await transport.request({ ...read, expect: [404] })).toMatchObject({ status: 404, body: { errors: [] } })
    await transport.close()
  })
})

describe('the retry policy', () => {
  const busy = json(429, { errors: ['slow down'] }, { 'retry-after': '0' })

  it.each<[string, RequestListener]>([
    ['a lost connection', (_request, response) => void response.socket?.destroy()],
    ['a pause that was asked for', busy],
    ['a node that has not caught up', json(412, { errors: ['required index state not present'] })],
    ['a bad gateway', json(502, {})],
  ])('repeats a request after %s if it only reads', async (_what, handler) => {
    await using server = await hostile(inTurn(handler, handler, json(200, { data: 1 })))
    const transport = transportTo(server.address)
    expect((await transport.request(read)).body).toEqual({ data: 1 })
    await transport.close()
    expect(server.arrived).toHaveLength(3)
  })

  it.each<[string, string, RequestListener]>([
    ['a lost connection', 'connection-lost', (_request, response) => void response.socket?.destroy()],
    ['a pause that was asked for', 'rate-limited', busy],
    ['a node that has not caught up', 'not-consistent-yet', json(412, { errors: [] })],
    ['a bad gateway', 'server-error', json(502, {})],
  ])('never repeats a request after %s if it writes', async (_what, code, handler) => {
    const { error, arrived } = await failureWith(inTurn(handler, json(200, {})), write)
    expect(error.code).toBe(code)
    expect(arrived).toBe(1)
  })

  it('repeats a write that is declared repeatable', async () => {
    await using server = await hostile(inTurn(busy, json(204, undefined)))
    const transport = transportTo(server.address)
    expect((await transport.request({ ...write, repeatable: true })).status).toBe(204)
    await transport.close()
  })

  it('does not repeat after a seal, a refusal or for a read that is not repeatable', async () => {
    expect((await failureWith(json(503, { errors: ['Vault is sealed'] }))).arrived).toBe(1)
    expect((await failureWith(json(403, { errors: ['permission denied'] }))).arrived).toBe(1)
    expect((await failureWith(busy, { ...read, repeatable: false })).arrived).toBe(1)
  })

  it('stops after a number of tries', async () => {
    const { error, arrived } = await failureWith(busy)
    expect(error).toMatchObject({ code: 'rate-limited', retryable: true, retryAfter: 0 })
    expect(arrived).toBe(4)
  })

  it('leaves a long pause to the person, and reports its length', async () => {
    const { error, arrived } = await failureWith(json(429, { errors: [] }, { 'retry-after': '3600' }))
    expect(error).toMatchObject({ code: 'rate-limited', retryAfter: 3600 })
    expect(arrived).toBe(1)
  })
})

describe('a redirect', () => {
  const to =
    (location: string, status = 307): RequestListener =>
    (_request, response) =>
      response.writeHead(status, { location }).end()

  it('to a trusted node is followed with method, body and token', async () => {
    await using active = await hostile(json(200, { data: 'from the active node' }))
    await using standby = await hostile(to(`${active.address}/v1/secret/data/a`))
    const transport = transportTo(standby.address, { trustedHosts: async () => [`${active.address}/`] })
    expect((await transport.request(write)).body).toEqual({ data: 'from the active node' })
    await transport.close()
    expect(active.arrived[0]).toMatchObject({ method: 'POST', url: '/v1/secret/data/a' })
    expect(active.arrived[0]?.headers['x-vault-token']).toBe(token)
    expect(active.bodies).toEqual(standby.bodies)
  })

  it('to any other host is refused by name, and neither token nor body arrive there', async () => {
    await using foreign = await hostile(json(200, {}))
    const { error } = await failureWith(to(`${foreign.address}/v1/secret/data/a`), write)
    expect(error).toMatchObject({ code: 'redirect-untrusted', status: 307 })
    expect(error.message).toContain(`127.0.0.1:${foreign.port}`)
    expect(foreign.arrived).toEqual([])
  })

  it('in a loop ends', async () => {
    await using server = await hostile((request, response) =>
      to(`${request.url?.replace(/\?.*/, '') ?? ''}?${Math.random()}`)(request, response),
    )
    const transport = transportTo(server.address)
    expect((await failureOf(transport.request({ ...read, repeatable: false }))).code).toBe('redirect-untrusted')
    await transport.close()
    expect(server.arrived.length).toBeLessThan(10)
  })

  it('to itself reports that the node no longer leads its cluster', async () => {
    const { error, arrived } = await failureWith((request, response) => to(request.url ?? '')(request, response), write)
    expect(error.code).toBe('no-active-node')
    expect(arrived).toBe(1)
  })

  it('to a trusted node that is down reports that there is no active node, because nothing was sent', async () => {
    await using standby = await hostile(to('http://127.0.0.1:1/v1/secret/data/a'))
    const transport = transportTo(standby.address, { trustedHosts: async () => ['http://127.0.0.1:1'] })
    expect((await failureOf(transport.request(write))).code).toBe('no-active-node')
    await transport.close()
  })

  it('from HTTP to HTTPS of the same host reports that HTTPS is expected', async () => {
    const { error } = await failureWith(to('https://127.0.0.1/v1/secret/data/a', 301))
    expect(error.code).toBe('https-expected')
  })

  it.each(['', 'javascript:alert(1)', 'http://'])('to %j is not a redirect', async (location) => {
    const { error } = await failureWith(to(location))
    expect(['answer-invalid', 'redirect-untrusted']).toContain(error.code)
  })

  it('of a kind that Vault never sends is not followed', async () => {
    const { error, arrived } = await failureWith(to('/login', 302))
    expect(error.code).toBe('not-a-vault')
    expect(arrived).toBe(1)
  })
})

describe('the way to a server', () => {
  it.each<[string, string, string]>([
    ['a name that does not exist', 'http://vault.invalid:8200', 'name-not-resolved'],
    ['a port where nothing listens', 'http://127.0.0.1:1', 'connection-refused'],
  ])('ends at %s', async (_what, address, code) => {
    const transport = transportTo(address)
    expect((await failureOf(transport.request(read))).code).toBe(code)
    await transport.close()
  })

  it('uses a proxy, which receives the whole address', async () => {
    await using proxy = await hostile(json(200, { data: 'by proxy' }))
    const transport = transportTo('http://vault.invalid:8200', { proxy: proxy.address })
    expect((await transport.request(read)).body).toEqual({ data: 'by proxy' })
    await transport.close()
    expect(proxy.arrived[0]?.url).toBe('http://vault.invalid:8200/v1/secret/data/a')
  })

  it.each<[string, RequestListener]>([['wants a sign-in', (_request, response) => void response.writeHead(407).end()]])(
    'ends at a proxy that %s',
    async (_what, handler) => {
      await using proxy = await hostile(handler)
      const transport = transportTo('http://vault.invalid:8200', { proxy: proxy.address })
      expect((await failureOf(transport.request(read))).code).toBe('proxy-failed')
      await transport.close()
    },
  )

  it('ends at a proxy that opens no tunnel or does not exist', async () => {
    await using proxy = await rawServer((socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
    const refused = transportTo('https://vault.invalid:8200', { proxy: proxy.address })
    expect((await failureOf(refused.request(read))).code).toBe('proxy-failed')
    await refused.close()
    const missing = transportTo('https://vault.invalid:8200', { proxy: 'http://127.0.0.1:1' })
    expect((await failureOf(missing.request(read))).code).toBe('proxy-failed')
    await missing.close()
  })

  it('reports the loss of a socket that was kept open', async () => {
    const sockets: (() => void)[] = []
    await using server = await hostile((request, response) => {
      sockets.push(() => request.socket.destroy())
      response.end('{}')
    })
    const transport = transportTo(server.address)
    const { promise: lost, resolve } = Promise.withResolvers<string>()
    transport.onDisconnect(() => resolve('lost'))
    await transport.request(read)
    for (const destroy of sockets) destroy()
    expect(await lost).toBe('lost')
    await transport.close()
  })

  it('leaves the loss of a socket during a request to that request', async () => {
    let losses = 0
    await using server = await hostile((_request, response) => void response.socket?.destroy())
    const transport = transportTo(server.address)
    transport.onDisconnect(() => (losses += 1))
    expect((await failureOf(transport.request(read))).code).toBe('connection-lost')
    await nextTurn()
    await transport.close()
    expect(losses).toBe(0)
  })

  it('does not report its own closing and canceling as a loss', async () => {
    let losses = 0
    const stop = new AbortController()
    await using server = await hostile(() => stop.abort())
    const transport = transportTo(server.address)
    transport.onDisconnect(() => (losses += 1))
    await failureOf(transport.request({ ...read, signal: stop.signal }))
    await transport.close()
    await nextTurn()
    expect(losses).toBe(0)
  })
})
