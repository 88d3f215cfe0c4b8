import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { shellCalls } from '../../electron/contract/bridge.ts'
import { limits } from '../../electron/contract/limits.ts'
import { aborted, openChannel, startShell, type TestChannel, type TestShell } from './shell.ts'

/** Returns the secret of another tab, received over an open channel. */
async function newTab(channel: TestChannel): Promise<string> {
  channel.say({ id: 0, call: shellCalls.newTab, input: {} })
  return ((await channel.next()) as { result: { value: string } }).result.value
}

let shell: TestShell
let session: Readonly<Record<string, string>>
let channel: TestChannel
beforeEach(async () => {
  shell = await startShell()
  session = await shell.signIn()
  channel = await openChannel(shell, session)
})
afterEach(() => shell.close())

describe('a call over the channel', () => {
  it('is answered by the core with a Result, under its number', async () => {
    channel.say({ id: 7, call: 'app.state', input: {} })
    expect(await channel.next()).toMatchObject({
      id: 7,
      result: { ok: true, value: { shell: 'loopback' }, warnings: [] },
    })
  })

  it.each(['app.nothing', 'nothing', '__proto__', 'toString', ''])(
    'that is not in the contract (%s) is an error of the core',
    async (call) => {
      channel.say({ id: 1, call, input: {} })
      expect(await channel.next()).toMatchObject({ id: 1, result: { ok: false, error: { code: 'invalid-input' } } })
    },
  )

  it('passes the input on unchanged, with any keys', async () => {
    const input = '{"__proto__":{"a":1},"constructor":{"prototype":{"b":2}},"text":"\\u0000 비밀 🔑"}'
    channel.sayBytes(`{"id":1,"call":"drafts.keep","input":${input}}`)
    await channel.next()
    expect(JSON.stringify(shell.asked[0]?.input)).toBe(JSON.stringify(JSON.parse(input)))
  })

  it('runs concurrently with others', async () => {
    for (const id of [1, 2, 3]) channel.say({ id, call: 'app.state', input: {} })
    const answers = [await channel.next(), await channel.next(), await channel.next()] as { id: number }[]
    expect(new Set(answers.map(({ id }) => id))).toEqual(new Set([1, 2, 3]))
  })
})

describe('a channel that is misused', () => {
  it.each([
    ['broken JSON', '{'],
    ['nothing', ''],
    ['a list', '[]'],
    ['a name that is none', '{"id":1,"call":1,"input":{}}'],
    ['no number', '{"call":"app.state","input":{}}'],
    ['a broken number', '{"id":1.5,"call":"app.state","input":{}}'],
    ['a negative number', '{"id":-1,"call":"app.state","input":{}}'],
    ['a number in words', '{"id":"1","call":"app.state","input":{}}'],
    ['more than a call', '{"id":1,"call":"app.state","input":{},"token":"x"}'],
    ['an endless name', `{"id":1,"call":"${'a'.repeat(300)}","input":{}}`],
  ])('by %s is closed before the core receives it', async (_what, text) => {
    channel.sayBytes(text)
    expect(await channel.closed).toBe(1008)
    expect(shell.asked).toEqual([])
  })

  it('by bytes that are not text is closed', async () => {
    channel.sayBytes(Buffer.from('{"id":1,"call":"app.state","input":{}}'), true)
    expect(await channel.closed).toBe(1008)
    expect(shell.asked).toEqual([])
  })

  it('by a number that is in use is closed', async () => {
    channel.say({ id: 1, call: 'app.events', input: {} })
    channel.say({ id: 1, call: 'app.state', input: {} })
    expect(await channel.closed).toBe(1008)
    expect(shell.asked.map(({ name }) => name)).toEqual(['app.events'])
  })

  it('by more calls than allowed is closed', async () => {
    channel.sayBytes('x'.repeat(limits.callBytes + 1))
    expect(await channel.closed).toBe(1009)
    expect(shell.asked).toEqual([])
  })

  it('does not affect other channels', async () => {
    const other = await openChannel(shell, session, { tab: await newTab(channel) })
    channel.sayBytes('{')
    await channel.closed
    other.say({ id: 1, call: 'app.state', input: {} })
    expect(await other.next()).toMatchObject({ id: 1, result: { ok: true } })
  })
})

describe('a stream over the channel', () => {
  const changeLanguage = (language: string) =>
    shell.core.call('app.changeSettings', { language }, {}).then(() => undefined)
  const started = async (id: number) => {
    const reached = shell.nextAsked()
    channel.say({ id, call: 'app.events', input: {} })
    return reached
  }

  it('delivers its items as they happen', async () => {
    await started(7)
    await changeLanguage('ko')
    expect(await channel.next()).toEqual({ id: 7, item: { type: 'settings-changed' } })
    await changeLanguage('en')
    expect(await channel.next()).toEqual({ id: 7, item: { type: 'settings-changed' } })
  })

  it('ends with its result when it is canceled', async () => {
    const { signal } = await started(7)
    channel.say({ id: 7 })
    await aborted(signal)
    expect(await channel.next()).toMatchObject({ id: 7, result: { ok: false, error: { code: 'canceled' } } })
  })

  it('is separate from another one', async () => {
    const one = await started(1)
    const two = await started(2)
    channel.say({ id: 1 })
    await aborted(one.signal)
    expect(await channel.next()).toMatchObject({ id: 1, result: {} })
    expect(two.signal?.aborted).toBe(false)
    await changeLanguage('ko')
    expect(await channel.next()).toEqual({ id: 2, item: { type: 'settings-changed' } })
  })

  it('is aborted in the core when the page goes away', async () => {
    const both = [await started(1), await started(2)]
    channel.leave()
    await Promise.all(both.map(({ signal }) => aborted(signal)))
    expect(shell.asked).toHaveLength(2)
  })

  it('is aborted in the core when Strongroom ends', async () => {
    const { signal } = await started(1)
    await shell.close()
    await aborted(signal)
    expect(await channel.closed).toBe(1001)
    shell = await startShell()
  })

  it('with an invalid input is an error', async () => {
    channel.say({ id: 1, call: 'app.events', input: { more: 1 } })
    expect(await channel.next()).toMatchObject({ id: 1, result: { ok: false, error: { code: 'invalid-input' } } })
  })
})

describe('a call whose page closes', () => {
  let silent: Server
  beforeAll(async () => {
    silent = createServer()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => new Promise((resolve) => silent.close(resolve)))

  it('is canceled in the core', async () => {
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
    channel.say({ id: 1, call: 'connections.test', input: { profile } })
    const { signal } = await reached
    expect(signal?.aborted).toBe(false)
    channel.leave()
    await aborted(signal)
    expect(signal?.aborted).toBe(true)
  })
})
