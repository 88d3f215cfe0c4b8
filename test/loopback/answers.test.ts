/** Edge cases of the loopback server: invalid bodies, fallbacks that end, and the language of pages. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startLoopback } from '../../electron/loopback/server.ts'
import { keyLifetime } from '../../electron/loopback/sessionGate.ts'
import { jsonPost, startShell, type TestShell } from './shell.ts'

let shell: TestShell | undefined
const started = async (options?: Parameters<typeof startShell>[0]): Promise<TestShell> =>
  (shell = await startShell(options))
afterEach(async () => {
  vi.useRealTimers()
  await shell?.close()
  shell = undefined
})

const keyOf = (address: string) => new URLSearchParams(new URL(address).hash.slice(1)).get('key') ?? ''

describe('a body', () => {
  it.each<[string, string, string, number, string]>([
    ['no JSON', 'application/json', '{', 400, 'The request cannot be read.\n'],
    ['nothing', 'application/json', '', 400, 'The request cannot be read.\n'],
    ['a form', 'text/plain', '{"key":"x"}', 415, 'The request cannot be read.\n'],
    ['a form with fields', 'application/x-www-form-urlencoded', 'key=x', 415, 'The request cannot be read.\n'],
    ['no type', '', '{"key":"x"}', 415, 'The request cannot be read.\n'],
    [
      'too much',
      'application/json',
      JSON.stringify({ key: 'x'.repeat(1100) }),
      413,
      'This is more than a request may carry.\n',
    ],
    ['a text', 'application/json', '"key"', 401, 'Open Strongroom by the address it printed when it started.\n'],
    ['null', 'application/json', 'null', 401, 'Open Strongroom by the address it printed when it started.\n'],
    ['no key', 'application/json', '{}', 401, 'Open Strongroom by the address it printed when it started.\n'],
    [
      'a key that is no text',
      'application/json',
      '{"key":["x"]}',
      401,
      'Open Strongroom by the address it printed when it started.\n',
    ],
  ])('that is %s is refused with one sentence', async (_what, type, body, status, sentence) => {
    const { ask, origin, key } = await started()
    const headers = { origin, ...(type !== '' && { 'content-type': type }) }
    const answer = await ask('/session', { method: 'POST', headers, body })
    expect(answer).toMatchObject({ status, body: sentence })
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect((await ask('/session', jsonPost({ key }, { origin }))).status).toBe(200)
  })
})

describe('an unknown path', () => {
  it.each(['/session/', '/other', '/session?x=1'])(
    'is answered with not found in a post of the page: %s',
    async (path) => {
      const { ask, signIn } = await started()
      const answer = await ask(path, jsonPost({ key: 'x' }, await signIn()))
      expect(answer.status).toBe(path.includes('?') ? 401 : 404)
    },
  )
})

describe('a refused channel', () => {
  it('is reported by status and sentence, as text', async () => {
    const { openChannel, origin, signIn } = await started()
    const refused = await openChannel({ origin })
    expect(refused).toMatchObject({ status: 401, body: 'Open Strongroom by the address it printed when it started.\n' })
    expect(refused).toMatchObject({ headers: { 'content-type': 'text/plain; charset=utf-8', connection: 'close' } })
    const session = await signIn()
    expect(await openChannel(session, '/channel?x')).toMatchObject({ status: 404, body: 'There is nothing here.\n' })
    expect(await openChannel({ ...session, origin: 'null' })).toMatchObject({ status: 403 })
  })

  it('is refused at a fallback, even one that is offered', async () => {
    const { openChannel, openingAddresses, port } = await started()
    openingAddresses()
    const host = `127.0.0.1:${port}`
    expect(await openChannel({ host, origin: `http://${host}` })).toMatchObject({ status: 403 })
  })
})

describe('the fallback', () => {
  it('ends with the key, after 10 minutes', async () => {
    const { ask, openingAddresses, port } = await started()
    const headers = { host: `127.0.0.1:${port}` }
    const status = async () => (await ask('/', { headers })).status
    expect(await status()).toBe(403)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    openingAddresses()
    vi.advanceTimersByTime(keyLifetime - 1)
    expect(await status()).toBe(401)
    vi.advanceTimersByTime(1)
    expect(await status()).toBe(403)
    vi.useRealTimers()
  })

  it('is reported to the program that started the server, with the new origin, and only then', async () => {
    const test = await started()
    const told: string[] = []
    const onFallback = (origin: string) => told.push(origin)
    const { core, pageRoot } = test
    const server = await startLoopback({ core, pageRoot, port: 0, onFallback })
    const { address, fallback } = server.openingAddresses()
    const port = Number(new URL(address).port)
    const plain = `127.0.0.1:${port}`
    expect(fallback).toEqual({
      probe: `${new URL(address).origin}/probe`,
      address: `http://${plain}/#key=${keyOf(address)}`,
    })
    const redeem = (host: string, key: string) =>
      fetch(`http://127.0.0.1:${port}/session`, {
        method: 'POST',
        headers: { host, origin: `http://${host}`, 'content-type': 'application/json' },
        body: JSON.stringify({ key }),
      }).then(({ status }) => status)
    expect(await redeem(plain, 'wrong')).toBe(401)
    expect(told).toEqual([])
    expect(await redeem(plain, keyOf(address))).toBe(200)
    expect(told).toEqual([`http://${plain}`])
    expect(await redeem(plain, keyOf(server.newAddress()))).toBe(200)
    expect(told).toEqual([`http://${plain}`])
    expect(server.openingAddresses().fallback).toBeNull()
    await server.close()
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed')
  })
})

describe('the address', () => {
  it('is the same with a new key for each request, and only the last key is valid', async () => {
    const { ask, key, newAddress, origin } = await started()
    const next = newAddress()
    expect(new URL(next).origin).toBe(origin)
    expect(keyOf(next)).not.toBe(key)
    expect((await ask('/session', jsonPost({ key }, { origin }))).status).toBe(401)
    expect((await ask('/session', jsonPost({ key: keyOf(next) }, { origin }))).status).toBe(200)
  })
})

describe('the page without a session', () => {
  it.each([
    ['ko', 'ko'],
    ['ko-KR,en;q=0.5', 'ko'],
    [' KO ', 'ko'],
    ['kok', 'en'],
    ['en,ko', 'en'],
    ['', 'en'],
  ])('is in the first language of the browser: %j is %s', async (accepted, language) => {
    const { ask } = await started()
    const { body, headers, status } = await ask('/', { headers: { 'accept-language': accepted } })
    expect(status).toBe(401)
    expect(body).toContain(`<html lang="${language}">`)
    expect(body).toContain('<p><code>npm start -- open</code></p>')
    expect(body).toContain(language === 'ko' ? '연결되어 있지 않습니다' : 'is not signed in')
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['set-cookie']).toBeUndefined()
  })
})

describe('a cookie', () => {
  it('opens only the run and the port that it belongs to', async () => {
    const { ask, port, signIn } = await started()
    const { cookie = '', ...headers } = await signIn()
    const value = cookie.split('=')[1] ?? ''
    const status = async (sent: string) => (await ask('/', { headers: { ...headers, cookie: sent } })).status
    expect(await status(cookie)).toBe(200)
    expect(await status(`other=1; ${cookie}`)).toBe(200)
    for (const name of ['strongroom', `strongroom-${port + 1}`, 'strongroom-undefined', `xstrongroom-${port}`])
      expect(await status(`${name}=${value}`), name).toBe(401)
  })
})
