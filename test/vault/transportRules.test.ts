/** The headers that the transport adds, the answers that it accepts, and its errors for unusable addresses. */
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../electron/contract/result.ts'
import { openTransport, type VaultRequest } from '../../electron/vault/transport.ts'
import { failureOf, plainOptions, transportTo } from './asking.ts'
import { hostile, inTurn, json } from './hostile.ts'

const anonymous: VaultRequest = { method: 'GET', path: 'sys/auth' }
const read: VaultRequest = { method: 'GET', path: 'secret/data/a', token: 'hvs.a' }

describe('an address', () => {
  it.each([
    '',
    'vault',
    'vault:8200',
    'ftp://vault.example.com',
    'file:///v1',
    'httpss://vault',
    'http://',
    'xhttp://a',
  ])('that is not an HTTP address is refused: %j', (address) => {
    expect(() => openTransport(plainOptions(address))).toThrow('not an http or https address')
  })

  it.each(['', '/', '///'])('can end in %j', async (end) => {
    await using server = await hostile(json(200, {}))
    const transport = transportTo(`${server.address}/a/b${end}`)
    await transport.request(anonymous)
    await transport.close()
    expect(server.arrived[0]?.url).toBe('/a/b/v1/sys/auth')
  })

  it.each<[string, string]>([
    ['http://[100::]', '[100::], port 80'],
    ['https://[100::]', '[100::], port 443'],
    ['https://[100::]:8200', '[100::], port 8200'],
  ])('that is unreachable is named with its port: %s', async (address, place) => {
    const transport = transportTo(address, { timeouts: { connect: 100 } })
    const { message } = await failureOf(transport.request({ ...anonymous, repeatable: false }))
    expect(message).toMatch(/\.? \(.*\)$/)
    expect(message).toContain(`(${place})`)
    await transport.close()
  })
})

describe('an address that includes the path of the API', () => {
  const answering = async (status: number, errors: string[], request: VaultRequest, path = '/v1') => {
    await using server = await hostile(json(status, { errors }))
    const transport = transportTo(`${server.address}${path}`)
    const failure = await failureOf(transport.request({ ...request, repeatable: false }))
    await transport.close()
    return failure.error
  }
  const status: VaultRequest = { method: 'GET', path: 'sys/seal-status' }

  it.each([400, 403, 404, 499])('is reported if a request without a token is refused with %i', async (code) => {
    expect(await answering(code, [], anonymous)).toMatchObject({ code: 'address-includes-api', status: code })
  })

  it.each<[number, string[], VaultRequest, ErrorCode]>([
    [404, [], read, 'not-found'],
    [500, [], anonymous, 'server-error'],
    [503, ['Vault is sealed'], anonymous, 'sealed'],
    [503, ['Vault is sealed'], read, 'sealed'],
    [500, ['failed'], status, 'server-error'],
  ])('is not reported for any other answer: %i %j', async (code, errors, request, expected) => {
    expect((await answering(code, errors, request)).code).toBe(expected)
  })

  it.each(['sys/seal-status', 'sys/health'])('is reported if %s is refused by a sealed server', async (path) => {
    const request: VaultRequest = { method: 'GET', path }
    for (const words of ['Vault is sealed', 'server is not yet initialized']) {
      expect(await answering(503, [words], request)).toMatchObject({ code: 'address-includes-api', status: 503 })
    }
    expect(await answering(501, [], request)).toMatchObject({ code: 'address-includes-api', status: 501 })
    expect((await answering(503, ['Vault is sealed'], request, '/v2')).code).toBe('sealed')
    expect((await answering(404, [], request, '')).code).toBe('not-found')
  })
})

describe('the headers of a request', () => {
  it('are those of the API, and those of the call if they do not conflict', async () => {
    await using server = await hostile(json(200, {}))
    const transport = transportTo(server.address)
    await transport.request({ ...anonymous, headers: { 'x-own': 'a', accept: 'text/html' } })
    await transport.request({ ...read, method: 'POST', body: {} })
    await transport.close()
    const [plain, write] = server.arrived.map(({ headers }) => headers)
    expect(plain).toMatchObject({
      'user-agent': 'strongroom/dev',
      accept: 'application/json',
      'x-vault-request': 'true',
      'x-own': 'a',
    })
    for (const name of ['content-type', 'x-vault-token', 'x-vault-namespace']) expect(plain).not.toHaveProperty(name)
    expect(write).toMatchObject({ 'content-type': 'application/json', 'x-vault-token': 'hvs.a' })
  })

  it.each(['a b', 'hvs.\u007f', 'hvs.a\n', ''])('never carry an invalid token: %j', async (token) => {
    await using server = await hostile(json(200, {}))
    const transport = transportTo(server.address)
    expect((await failureOf(transport.request({ ...read, token }))).code).toBe('invalid-input')
    await transport.close()
    expect(server.arrived).toEqual([])
  })

  it.each(['!', '~', 'hvs.A-z_0.9+/='])('carry a token of any printable characters: %j', async (token) => {
    await using server = await hostile(json(200, {}))
    const transport = transportTo(server.address)
    await transport.request({ ...read, token })
    await transport.close()
    expect(server.arrived[0]?.headers['x-vault-token']).toBe(token)
  })
})

describe('the bytes of an answer', () => {
  it.each([200, 204, 299])('are passed to the call if the answer is a success: %i', async (status) => {
    await using server = await hostile(
      (_request, response) => void response.writeHead(status).end(status === 204 ? '' : '{}'),
    )
    const transport = transportTo(server.address)
    const received: string[] = []
    await transport.request({ ...read, onReceived: (bytes) => received.push(Buffer.from(bytes).toString()) })
    await transport.close()
    expect(received).toEqual([status === 204 ? '' : '{}'])
  })

  it.each([400, 404, 500])('are not passed to it otherwise: %i', async (status) => {
    await using server = await hostile(json(status, {}))
    const transport = transportTo(server.address)
    const received: unknown[] = []
    const request = { ...read, repeatable: false, expect: [404], onReceived: (bytes: unknown) => received.push(bytes) }
    const [outcome] = await Promise.allSettled([transport.request(request)])
    await transport.close()
    expect(outcome.status).toBe(status === 404 ? 'fulfilled' : 'rejected')
    expect(received).toEqual([])
  })

  it('are passed even if they are not JSON', async () => {
    await using server = await hostile((_request, response) => void response.end('keys'))
    const transport = transportTo(server.address)
    const received: string[] = []
    const request = { ...read, onReceived: (bytes: Uint8Array) => received.push(Buffer.from(bytes).toString()) }
    expect((await failureOf(transport.request(request))).code).toBe('not-a-vault')
    await transport.close()
    expect(received).toEqual(['keys'])
  })
})

describe('a retry', () => {
  it('does not wait beyond the deadline', async () => {
    await using server = await hostile(json(429, { errors: [] }, { 'retry-after': '2' }))
    const transport = transportTo(server.address)
    const failure = await failureOf(transport.request({ ...read, timeoutMs: 1500 }))
    expect(failure.error).toMatchObject({ code: 'rate-limited', retryAfter: 2 })
    await transport.close()
    expect(server.arrived).toHaveLength(1)
  })

  it('ends when it is canceled while it waits', async () => {
    const stop = new AbortController()
    await using server = await hostile((request, response) => {
      json(429, { errors: [] }, { 'retry-after': '9' })(request, response)
      setTimeout(() => stop.abort(), 50)
    })
    const transport = transportTo(server.address)
    expect((await failureOf(transport.request({ ...read, signal: stop.signal }))).code).toBe('canceled')
    await transport.close()
    expect(server.arrived).toHaveLength(1)
  })

  it('ends when the connection is closed while it waits', async () => {
    await using server = await hostile(json(429, { errors: [] }, { 'retry-after': '1' }))
    const transport = transportTo(server.address)
    const asked = failureOf(transport.request(read))
    await expect.poll(() => server.arrived.length).toBe(1)
    await transport.close()
    expect((await asked).code).toBe('canceled')
    expect(server.arrived).toHaveLength(1)
  })
})

describe('a redirect', () => {
  const around = async (redirects: number, request: VaultRequest = read) => {
    const to =
      (at: number) =>
      (_request: unknown, response: { writeHead: (status: number, headers: object) => { end(): void } }) =>
        response.writeHead(307, { location: `/v1/at/${at}` }).end()
    const answers = [...Array.from({ length: redirects }, (_, index) => to(index)), json(200, { data: 1 })]
    await using server = await hostile(inTurn(...(answers as ReturnType<typeof json>[])))
    const transport = transportTo(server.address)
    const outcome = await transport.request({ ...request, repeatable: false }).then(
      ({ status }) => status,
      ({ code }: { code: string }) => code,
    )
    await transport.close()
    return { outcome, arrived: server.arrived.length }
  }

  it('is followed at most three times', async () => {
    expect(await around(1)).toEqual({ outcome: 200, arrived: 2 })
    expect(await around(3)).toEqual({ outcome: 200, arrived: 4 })
    expect(await around(4)).toEqual({ outcome: 'redirect-untrusted', arrived: 4 })
  })

  it('is not followed by a request that disallows redirects', async () => {
    const outcome = { outcome: 'redirect-untrusted', arrived: 1 }
    expect(await around(1, { ...read, followsRedirects: false })).toEqual(outcome)
    expect(await around(0, { ...read, followsRedirects: false })).toEqual({ outcome: 200, arrived: 1 })
  })

  it('leads to the origins that are trusted at that time, in any spelling', async () => {
    await using active = await hostile(json(200, { data: 1 }))
    const location = `${active.address}/v1/secret/data/a`
    await using standby = await hostile((_request, response) => void response.writeHead(307, { location }).end())
    let hosts: string[] = []
    const transport = transportTo(standby.address, { trustedHosts: async () => hosts })
    const outcome = () =>
      transport.request(read).then(
        ({ status }) => status,
        ({ code }: { code: string }) => code,
      )
    expect(await outcome()).toBe('redirect-untrusted')
    for (const host of [active.address, `${active.address}/v1/x?y`]) {
      hosts = ['not an address', host]
      expect(await outcome()).toBe(200)
    }
    hosts = ['not an address']
    expect(await outcome()).toBe('redirect-untrusted')
    await transport.close()
  })
})

describe('@boundary a request in a namespace', () => {
  const health = (enterprise: boolean) => json(200, { enterprise })
  /** Answers `sys/health` with these answers in order; everything else with a success. */
  const server = (...answers: readonly ReturnType<typeof json>[]) => {
    const inOrder = inTurn(...answers)
    return hostile((request, response) =>
      (request.url?.startsWith('/v1/sys/health') === true ? inOrder : json(200, { data: 1 }))(request, response),
    )
  }
  const urls = (each: { readonly arrived: readonly { readonly url: string }[] }) =>
    each.arrived.map(({ url }) => url.replace(/\?.*/, ''))

  it('is sent after the server has proven that it has namespaces, which is checked once, without a token', async () => {
    await using has = await server(health(true))
    const transport = transportTo(has.address, { namespace: 'team' })
    for (const path of ['a', 'b']) await transport.request({ ...read, path })
    await transport.close()
    expect(urls(has)).toEqual(['/v1/sys/health', '/v1/a', '/v1/b'])
    expect(has.arrived.map(({ headers }) => headers['x-vault-namespace'])).toEqual([undefined, 'team', 'team'])
    expect(has.arrived[0]?.headers).not.toHaveProperty('x-vault-token')
  })

  it('never arrives at a server without namespaces, and the check is repeated the next time', async () => {
    await using none = await server(health(false), health(false), health(true))
    const transport = transportTo(none.address, { namespace: 'team' })
    for (const method of ['GET', 'POST'] as const) {
      expect((await failureOf(transport.request({ ...read, method }))).code).toBe('namespaces-unsupported')
    }
    expect(urls(none)).toEqual(['/v1/sys/health', '/v1/sys/health'])
    await transport.request(read)
    await transport.close()
    expect(urls(none).at(-1)).toBe('/v1/secret/data/a')
  })

  it('needs no proof if the root namespace is used, or the path belongs to the root', async () => {
    await using none = await server(health(false))
    const root = transportTo(none.address)
    await root.request(read)
    await root.close()
    const transport = transportTo(none.address, { namespace: 'team' })
    await transport.request({ method: 'GET', path: 'sys/seal-status' })
    await transport.close()
    expect(urls(none)).toEqual(['/v1/secret/data/a', '/v1/sys/seal-status'])
    for (const { headers } of none.arrived) expect(headers).not.toHaveProperty('x-vault-namespace')
  })

  it('ends when it is canceled while the server is being checked', async () => {
    const stop = new AbortController()
    await using silent = await server(() => stop.abort())
    const transport = transportTo(silent.address, { namespace: 'team' })
    expect((await failureOf(transport.request({ ...read, signal: stop.signal }))).code).toBe('canceled')
    await transport.close()
    expect(urls(silent)).toEqual(['/v1/sys/health'])
  })

  it('is not sent twice for a proof that fails, even if a read may be repeated', async () => {
    await using busy = await server(json(502, {}), json(502, {}), health(true))
    const transport = transportTo(busy.address, { namespace: 'team' })
    expect((await transport.request(read)).status).toBe(200)
    await transport.close()
    expect(urls(busy)).toEqual(['/v1/sys/health', '/v1/sys/health', '/v1/sys/health', '/v1/secret/data/a'])
  })

  it('needs a new proof after its sockets were lost, because another server may answer then', async () => {
    await using has = await server(health(true), health(false))
    const transport = transportTo(has.address, { namespace: 'team' })
    const lost = new Promise<void>((resolve) => transport.onDisconnect(resolve))
    await transport.request(read)
    has.closeConnections()
    await lost
    expect((await failureOf(transport.request(read))).code).toBe('namespaces-unsupported')
    await transport.close()
    expect(urls(has)).toEqual(['/v1/sys/health', '/v1/secret/data/a', '/v1/sys/health'])
  })
})
