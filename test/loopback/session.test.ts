import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { jsonPost, startShell, type TestShell } from './shell.ts'

describe('the one-time key of the loopback shell', () => {
  let shell: TestShell
  beforeEach(async () => {
    shell = await startShell()
  })
  afterEach(() => shell.close())

  const redeem = (key: unknown) => shell.ask('/session', jsonPost({ key }, { origin: shell.origin }))

  it('has 256 bits', () => {
    expect(Buffer.from(shell.key, 'base64url')).toHaveLength(32)
  })

  it('becomes a cookie that scripts and other sites do not see, for this session and this port', async () => {
    const answer = await redeem(shell.key)
    expect(answer.status).toBe(200)
    const [cookie = ''] = answer.headers['set-cookie'] ?? []
    const [pair = '', ...attributes] = cookie.split('; ')
    expect(attributes.sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict'])
    const [name, value = ''] = pair.split('=')
    expect(name).toBe(`strongroom-${shell.port}`)
    expect(Buffer.from(value, 'base64url')).toHaveLength(32)
    expect(value).not.toBe(shell.key)
  })

  it('is valid once', async () => {
    await redeem(shell.key)
    const again = await redeem(shell.key)
    expect(again.status).toBe(401)
    expect(again.headers['set-cookie']).toBeUndefined()
  })

  it.each([
    ['a wrong key', 'x'.repeat(43)],
    ['an empty key', ''],
    ['a number', 1],
    ['null', null],
    ['a list', [1]],
  ])('stays unspent after %s', async (_what, wrong) => {
    expect((await redeem(wrong)).status).toBe(401)
    expect((await redeem(shell.key)).status).toBe(200)
  })

  it('is sent in a body of limited size', async () => {
    expect((await redeem('x'.repeat(2000))).status).toBe(413)
  })

  it('lets the page be loaded repeatedly with the cookie', async () => {
    const headers = await shell.signIn()
    for (const _time of [1, 2, 3]) {
      const answer = await shell.ask('/', { headers })
      expect(answer.status).toBe(200)
      expect(answer.body).toContain('the page')
    }
  })

  it('rejects the session of an earlier run, and explains what to do', async () => {
    const headers = await shell.signIn()
    const { port } = shell
    await shell.close()
    shell = await startShell({ port })
    const { host } = new URL(shell.origin)
    const page = await shell.ask('/', { headers: { ...headers, host, origin: shell.origin } })
    expect(page.status).toBe(401)
    expect(page.body).toContain('npm start -- open')
    expect(await shell.openChannel({ ...headers, host, origin: shell.origin })).toMatchObject({ status: 401 })
    // The host of the earlier run is unknown as well.
    expect(await shell.openChannel({ ...headers, host: new URL(headers['origin'] ?? '').host })).toMatchObject({
      status: 403,
    })
    expect(shell.asked).toEqual([])
  })
})

describe('a second browser', () => {
  let shell: TestShell
  beforeEach(async () => {
    shell = await startShell()
    await shell.signIn()
  })
  afterEach(() => shell.close())

  const plain = 'Open Strongroom by the address it printed when it started.\n'

  it.each(['/assets/app-1a2b3c.js', '/icon.svg', '/index.html', '/channel', '/nothing', '/%zz', '/?x', '//', '*'])(
    'gets 401 and one sentence for GET %s',
    async (path) => {
      const answer = await shell.ask(path)
      expect(answer).toMatchObject({ status: 401, body: plain })
    },
  )

  it.each(['/channel', '/call/app.state', '/nothing'])(
    'gets 401 and one sentence for POST %s, and the core receives nothing',
    async (path) => {
      const answer = await shell.ask(path, jsonPost({}, { origin: shell.origin }))
      expect(answer).toMatchObject({ status: 401, body: plain })
      expect(shell.asked).toEqual([])
    },
  )

  it.each(['/channel', '/', '/session', '/nothing'])(
    'gets 401 and one sentence for a WebSocket at %s, and the core receives nothing',
    async (path) => {
      const answer = await shell.openChannel({ origin: shell.origin }, path)
      expect(answer).toMatchObject({ status: 401, body: plain })
      expect(shell.asked).toEqual([])
    },
  )

  it('gets a sentence instead of the page, in its language', async () => {
    const english = await shell.ask('/', { headers: { 'accept-language': 'de-CH,en;q=0.5' } })
    expect(english.status).toBe(401)
    expect(english.body).toContain('works once, in one browser')
    expect(english.body).not.toContain('the page')
    const korean = await shell.ask('/', { headers: { 'accept-language': 'ko-KR,ko;q=0.9' } })
    expect(korean.body).toContain('lang="ko"')
  })

  it.each(['wrong', '', `${'x'.repeat(43)}; other=1`])('is not accepted with the cookie value %j', async (value) => {
    const answer = await shell.ask('/', { headers: { cookie: `strongroom-${shell.port}=${value}` } })
    expect(answer.status).toBe(401)
  })
})
