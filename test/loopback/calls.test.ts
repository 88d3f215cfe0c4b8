import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../electron/contract/limits.ts'
import { aborted, jsonPost, startShell, type TestShell } from './shell.ts'

let shell: TestShell
let session: Readonly<Record<string, string>>
beforeEach(async () => {
  shell = await startShell()
  session = await shell.signIn()
})
afterEach(() => shell.close())

const call = (name: string, body: string) => shell.ask(`/call/${name}`, { method: 'POST', headers: session, body })

describe('a call over HTTP', () => {
  it('is answered by the core with a Result', async () => {
    const answer = await call('app.state', '{}')
    expect(answer.headers['content-type']).toContain('application/json')
    expect(JSON.parse(answer.body)).toMatchObject({ ok: true, value: { shell: 'loopback' }, warnings: [] })
  })

  it.each(['app.nothing', 'nothing', 'app.events', '__proto__', 'toString', '%2e%2e'])(
    'that the contract does not have (%s) is an error of the core',
    async (name) => {
      const answer = await call(name, '{}')
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
    },
  )

  it('hands the input over as it came, whatever its keys are called', async () => {
    const input = '{"__proto__":{"a":1},"constructor":{"prototype":{"b":2}},"text":"\\u0000 비밀 🔑"}'
    await call('drafts.keep', input)
    expect(JSON.stringify(shell.asked[0]?.input)).toBe(JSON.stringify(JSON.parse(input)))
  })

  it.each([
    ['broken JSON', '{', 400],
    ['nothing', '', 400],
  ])('that is %s is refused before the core hears of it', async (_what, body, status) => {
    expect((await call('app.state', body)).status).toBe(status)
    expect(shell.asked).toEqual([])
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'must be JSON: a form of another page (%s) is refused',
    async (type) => {
      const answer = await shell.ask('/call/app.state', {
        method: 'POST',
        headers: { ...session, 'content-type': type },
        body: '{}',
      })
      expect(answer.status).toBe(415)
      expect(shell.asked).toEqual([])
    },
  )

  it('that is larger than a call may be is refused before it is read', async () => {
    const answer = await shell.ask('/call/drafts.keep', {
      method: 'POST',
      headers: { ...session, 'content-length': String(limits.callBytes + 1), expect: '100-continue' },
    })
    expect(answer.status).toBe(413)
    expect(shell.asked).toEqual([])
  })
})

describe('a call whose client goes away', () => {
  let silent: Server
  beforeAll(async () => {
    silent = createServer()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => new Promise((resolve) => silent.close(resolve)))

  it('is cancelled in the core', async () => {
    const { port } = silent.address() as AddressInfo
    const profile = {
      name: 'silent',
      address: `http://127.0.0.1:${port}`,
      namespace: '',
      stage: 'none',
      caPem: null,
      clientCertPem: null,
      tlsServerName: null,
      skipVerify: false,
      proxy: null,
    }
    const reached = shell.nextAsked()
    const leave = new AbortController()
    const answer = fetch(`${shell.origin}/call/connections.test`, {
      method: 'POST',
      headers: { ...session },
      body: JSON.stringify({ profile }),
      signal: leave.signal,
    })
    const { signal } = await reached
    expect(signal?.aborted).toBe(false)
    leave.abort()
    await expect(answer).rejects.toThrow('aborted')
    await aborted(signal)
  })

  it('leaves the others alone', async () => {
    const [one, two] = await Promise.all([call('app.state', '{}'), shell.ask('/call/app.state', jsonPost({}, session))])
    expect([one.status, two.status]).toEqual([200, 200])
  })
})
