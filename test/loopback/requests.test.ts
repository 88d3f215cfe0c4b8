import { createHash } from 'node:crypto'
import { networkInterfaces } from 'node:os'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsonPost, startShell, type Answer, type TestShell } from './shell.ts'

let shell: TestShell
let session: Readonly<Record<string, string>>
beforeAll(async () => {
  shell = await startShell()
  session = await shell.signIn()
})
afterAll(() => shell.close())

/** A post like those of the page: 401 shows that only its key is wrong. */
const post = (headers: Readonly<Record<string, string>>) =>
  shell.ask('/session', jsonPost({ key: 'wrong' }, { ...session, ...headers }))

/** Returns 101 for a channel, otherwise the status of the refusal. */
const upgrade = async (headers: Readonly<Record<string, string>>): Promise<number> => {
  const channel = await shell.openChannel({ ...session, ...headers })
  if ('status' in channel) return channel.status
  channel.leave()
  return 101
}

describe('the address of the loopback shell', () => {
  it('is on 127.0.0.1 and ::1 and on no other interface', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ address, family }) => family === 'IPv4' && address !== '127.0.0.1')
      .map(({ address }) => address)
    for (const host of [...others, '127.0.0.2']) {
      await expect(
        new Promise((resolve, reject) => {
          const socket = connect({ host, port: shell.port, timeout: 5000 }, () => resolve('connected'))
          socket.once('error', reject)
          socket.once('timeout', () => reject(new Error('no answer')))
        }),
        host,
      ).rejects.toThrow(/ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH|EAFNOSUPPORT/)
    }
  })

  it('has a name of 128 random bits that is new in each run', async () => {
    const name = /^http:\/\/([0-9a-f]{32})\.localhost:\d+$/
    const other = await startShell()
    const names = [shell, other].map(({ origin }) => name.exec(origin)?.[1])
    expect(names).not.toContain(undefined)
    expect(new Set(names).size).toBe(2)
    await other.close()
  })

  it('is 127.0.0.1 if the person requested it, and then nothing else', async () => {
    const plain = await startShell({ plainHost: true })
    expect(plain.origin).toBe(`http://127.0.0.1:${plain.port}`)
    expect((await plain.ask('/')).status).toBe(401)
    expect((await plain.ask('/', { headers: { host: `localhost:${plain.port}` } })).status).toBe(403)
    expect(plain.openingAddresses().fallback).toBeNull()
    await plain.close()
  })

  it.each([
    'evil.example',
    'localhost',
    'other.localhost',
    '127.0.0.1.evil.example',
    'evil.example:80',
    '127.0.0.1',
    'localhost',
    '127.0.0.1:1',
    '[::1]:8200',
    '0.0.0.0',
  ])('is refused under the name %j, even with the session', async (host) => {
    expect((await post({ host, origin: `http://${host}` })).status).toBe(403)
    expect(await upgrade({ host, origin: `http://${host}` })).toBe(403)
    expect((await shell.ask('/', { headers: { ...session, host } })).status).toBe(403)
  })

  it.each(['rebound.example', '127.0.0.1', 'localhost', '[::1]', 'other.localhost'])(
    'is refused under the name %s on the right port (DNS rebinding)',
    async (name) => {
      const host = `${name}:${shell.port}`
      expect((await post({ host, origin: `http://${host}` })).status).toBe(403)
      expect(await upgrade({ host, origin: `http://${host}` })).toBe(403)
    },
  )
})

describe('the source of a request', () => {
  it('can be the page itself', async () => {
    expect((await post({})).status).toBe(401)
    expect(await upgrade({})).toBe(101)
  })

  it.each([
    'https://evil.example',
    'null',
    'http://127.0.0.1:1',
    'http://localhost',
    'https://127.0.0.1',
    'file://',
    'http://127.0.0.1.evil.example',
  ])('must not be %s: posts and channels are refused', async (origin) => {
    expect((await post({ origin })).status).toBe(403)
    expect(await upgrade({ origin })).toBe(403)
  })

  it('must not be the same computer under its other name', async () => {
    expect((await post({ origin: `http://localhost:${shell.port}` })).status).toBe(403)
    expect(await upgrade({ origin: `http://localhost:${shell.port}` })).toBe(403)
  })

  it('is required in a post and for a channel', async () => {
    const { cookie = '' } = session
    expect((await shell.ask('/session', jsonPost({}, { cookie }))).status).toBe(403)
    expect(await shell.openChannel({ cookie })).toMatchObject({ status: 403 })
  })

  it.each(['cross-site', 'same-site', 'none'])(
    'must not be another site: sec-fetch-site %s is refused',
    async (site) => {
      expect((await post({ 'sec-fetch-site': site })).status).toBe(403)
      expect(await upgrade({ 'sec-fetch-site': site })).toBe(403)
      const { cookie = '' } = session
      const script = { headers: { cookie, 'sec-fetch-site': site, 'sec-fetch-dest': 'script' } }
      expect((await shell.ask('/assets/app-1a2b3c.js', script)).status).toBe(403)
    },
  )

  it('can be a link if the page is opened as a whole, and not if it is framed', async () => {
    const open = (dest: string) =>
      shell.ask('/', {
        headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': dest },
      })
    expect((await open('document')).status).toBe(401)
    expect((await open('iframe')).status).toBe(403)
    expect((await open('object')).status).toBe(403)
  })

  it.each(['PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE'])('must not be a %s', async (method) => {
    expect((await shell.ask('/', { method, headers: session })).status).toBe(403)
  })

  it('receives no answer that another origin could read', async () => {
    const preflight = await shell.ask('/session', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(403)
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('every answer', () => {
  const answers: readonly (readonly [string, () => Promise<Answer>])[] = [
    ['the page', () => shell.ask('/', { headers: session })],
    ['the page without a session', () => shell.ask('/')],
    ['a file', () => shell.ask('/assets/app-1a2b3c.js', { headers: session })],
    ['a missing file', () => shell.ask('/missing.js', { headers: session })],
    ['a file without a session', () => shell.ask('/icon.svg')],
    ['a foreign name', () => post({ host: 'evil.example' })],
    ['a refused channel', async () => (await shell.openChannel({ ...session, origin: 'null' })) as Answer],
    ['a channel at another place', async () => (await shell.openChannel(session, '/nothing')) as Answer],
    ['broken JSON', () => shell.ask('/session', { ...jsonPost({}, session), body: '{' })],
    ['an address that cannot be decoded', () => shell.ask('/%zz', { headers: session })],
    ['a key', () => shell.ask('/session', jsonPost({ key: 'wrong' }, session))],
  ]

  it.each(answers)('carries the headers: %s', async (_what, ask) => {
    const { headers } = await ask()
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers['permissions-policy']).toContain('clipboard-read=()')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
  })

  it.each(answers)('is not stored: %s', async (_what, ask) => {
    expect((await ask()).headers['cache-control']).toBe('no-store')
  })

  it('allows styles by a nonce that is new each time and appears in the page', async () => {
    const nonces = new Set<string>()
    for (const _time of [1, 2, 3]) {
      const { body, headers } = await shell.ask('/', { headers: session })
      const nonce = /nonce="([^"]+)"/.exec(body)?.[1] ?? ''
      expect(headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`)
      expect(headers['content-security-policy']).toContain("script-src 'self';")
      nonces.add(nonce)
    }
    expect(nonces.size).toBe(3)
  })

  it('allows the page its channel and no other connection', async () => {
    const { headers } = await shell.ask('/', { headers: session })
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain(`connect-src 'self' ${shell.origin.replace('http', 'ws')};`)
  })

  it('allows the one script of the page that redeems the key, by its hash', async () => {
    const { body, headers } = await shell.ask('/')
    const script = /<script type="module">([\s\S]*)<\/script>/.exec(body)?.[1] ?? ''
    const hash = createHash('sha256').update(script).digest('base64')
    expect(headers['content-security-policy']).toContain(`script-src 'sha256-${hash}';`)
  })
})

describe('files', () => {
  it.each([
    '/../outside.js',
    '/assets/../../outside.js',
    '/%2e%2e/outside.js',
    '/assets/%2e%2e/%2e%2e/outside.js',
    '/assets/..%2f..%2foutside.js',
    '/assets/..%5c..%5coutside.js',
    '/assets/%252e%252e/outside.js',
    '/assets\\..\\..\\outside.js',
    '/assets/link.js',
    '/folder/outside.js',
    '/assets/app-1a2b3c.js%00.svg',
    '/assets/app-1a2b3c.js/',
    '//assets/app-1a2b3c.js',
    '/./assets/app-1a2b3c.js',
    '/C:/outside.js',
    '/assets/notes.txt',
    '/index.html',
    '/assets',
  ])('outside the page or unknown to it are not served: %s', async (path) => {
    const answer = await shell.ask(path, { headers: session })
    expect(answer).toMatchObject({ status: 404, body: 'There is nothing here.\n' })
  })

  it('with endless names are not searched for', async () => {
    expect((await shell.ask(`/${'a'.repeat(10_000)}.js`, { headers: session })).status).toBe(404)
  })
})
