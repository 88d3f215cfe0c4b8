/** The page's end of its channel, over a WebSocket that behaves as the test says. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { channelEnds } from '../../electron/contract/bridge.ts'
import { limits } from '../../electron/contract/limits.ts'
import { type Channel, notAdmitted, openChannel } from '../../renderer/lib/loopbackChannel.ts'

/** The WebSocket of a browser, whose server is the test. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1
  static readonly opened: FakeSocket[] = []
  readonly sent: unknown[] = []
  readonly url: string
  readyState = 0

  constructor(url: string) {
    super()
    this.url = url
    FakeSocket.opened.push(this)
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }

  open(): void {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }

  say(message: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }))
  }

  close(code: number): void {
    this.readyState = 3
    this.dispatchEvent(Object.assign(new Event('close'), { code }))
  }
}

let asked: { readonly path: string; readonly options: unknown }[]
let status: number | null
beforeEach(() => {
  FakeSocket.opened.length = 0
  asked = []
  status = 401
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.stubGlobal('location', { host: 'name.localhost:4321' })
  vi.stubGlobal('fetch', async (path: string, options: unknown) => {
    asked.push({ path, options })
    if (status === null) throw new TypeError('no connection')
    return { status }
  })
})
afterEach(() => vi.unstubAllGlobals())

const hello = { tab: 'secret', page: 'page' }

function opening() {
  const ends: string[] = []
  const channel = openChannel(hello, (end) => ends.push(end))
  const [socket] = FakeSocket.opened
  if (socket === undefined) throw new Error('no socket')
  return { channel, ends, socket }
}

async function opened() {
  const { channel, ends, socket } = opening()
  socket.open()
  socket.say({ tab: 'open' })
  const settled = await channel
  if (typeof settled === 'string' || 'ok' in settled) throw new Error('no channel')
  return { channel: settled, ends, socket }
}

/** Runs a call and collects its items. */
function running(channel: Channel, signal?: AbortSignal, input: unknown = { a: 1 }) {
  const items: unknown[] = []
  return { items, result: channel.run('app.state', input, (item) => items.push(item), signal) }
}
const value = (of: unknown) => ({ ok: true, value: of, warnings: [] })

describe('a channel that opens', () => {
  it('identifies itself first, and is open when Strongroom confirms', async () => {
    const { channel, socket } = opening()
    expect(socket.url).toBe('ws://name.localhost:4321/channel')
    expect(socket.sent).toEqual([])
    socket.open()
    expect(socket.sent).toEqual([hello])
    const state = await Promise.race([channel, new Promise((resolve) => setTimeout(() => resolve('waits'), 20))])
    expect(state).toBe('waits')
    socket.say({ tab: 'open' })
    expect(await channel).toHaveProperty('run')
    expect(asked).toEqual([])
  })

  it.each([
    [channelEnds.notAdmitted, 'not-admitted'],
    [channelEnds.usedElsewhere, 'used-elsewhere'],
  ])('is refused with the code %i as %s', async (code, end) => {
    const { channel, ends, socket } = opening()
    socket.close(code)
    expect([await channel, ends, asked]).toEqual([end, [], []])
  })

  it.each<[number | null, string]>([
    [401, 'forbidden-sender'],
    [403, 'forbidden-sender'],
    [404, 'internal'],
    [200, 'internal'],
    [null, 'internal'],
  ])('is unavailable for a reason that is looked up: %s is %s', async (answered, code) => {
    status = answered
    const { channel, ends, socket } = opening()
    socket.close(1006)
    expect(await channel).toMatchObject({ ok: false, error: { code } })
    expect(ends).toEqual([])
    expect(asked).toEqual([{ path: '/channel', options: { cache: 'no-store', redirect: 'error' } }])
    expect(notAdmitted).toMatchObject({ ok: false, error: { code: 'forbidden-sender' } })
  })
})

describe('a call', () => {
  it('has its own number, and gets only its own items and result', async () => {
    const { channel, socket } = await opened()
    const [one, two] = [running(channel), running(channel)]
    expect(socket.sent.slice(1)).toEqual([
      { id: 1, call: 'app.state', input: { a: 1 } },
      { id: 2, call: 'app.state', input: { a: 1 } },
    ])
    socket.say({ id: 2, item: 'b' })
    socket.say({ id: 1, item: null })
    socket.say({ id: 9, item: 'nobody’s' })
    socket.say({ id: 9, result: value('nobody’s') })
    socket.say({ id: 2, result: value('two') })
    expect(await two.result).toEqual(value('two'))
    socket.say({ id: 2, item: 'late' })
    socket.say({ id: 1, result: value('one') })
    expect(await one.result).toEqual(value('one'))
    expect([one.items, two.items]).toEqual([[null], ['b']])
  })

  it('that is canceled is settled immediately and ended in Strongroom, once', async () => {
    const { channel, socket } = await opened()
    const stop = new AbortController()
    const call = running(channel, stop.signal)
    stop.abort()
    expect(await call.result).toMatchObject({ ok: false, error: { code: 'canceled' } })
    expect(socket.sent.slice(2)).toEqual([{ id: 1 }])
    socket.say({ id: 1, item: 'late' })
    expect(call.items).toEqual([])
  })

  it('that has ended is not canceled any more', async () => {
    const { channel, socket } = await opened()
    const stop = new AbortController()
    const call = running(channel, stop.signal)
    socket.say({ id: 1, result: value(1) })
    await call.result
    stop.abort()
    expect(socket.sent).toHaveLength(2)
  })

  it('that is canceled after the end of the channel sends nothing', async () => {
    const { channel, socket } = await opened()
    const stop = new AbortController()
    const call = running(channel, stop.signal)
    socket.readyState = 2
    stop.abort()
    expect(await call.result).toMatchObject({ ok: false, error: { code: 'canceled' } })
    expect(socket.sent).toHaveLength(2)
  })

  it('that is running at the end of the channel is settled after that report, and later ones immediately', async () => {
    const { channel, ends, socket } = await opened()
    const order: string[] = []
    const calls = [running(channel), running(channel)]
    for (const { result } of calls) void result.then(() => order.push(`settled after ${ends.length}`))
    socket.close(1006)
    for (const { result } of calls) expect(await result).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect([ends, order]).toEqual([['gone'], ['settled after 1', 'settled after 1']])
    expect(await running(channel).result).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(socket.sent).toHaveLength(3)
    expect(asked).toEqual([])
  })

  it.each([
    [channelEnds.notAdmitted, 'not-admitted'],
    [channelEnds.usedElsewhere, 'used-elsewhere'],
    [1001, 'gone'],
  ])('ends with the code %i as %s', async (code, end) => {
    const { ends, socket } = await opened()
    socket.close(code)
    expect(ends).toEqual([end])
  })
})

describe('the size of a call', () => {
  const around = JSON.stringify({ id: 1, call: 'app.state', input: '' }).length
  /** Returns a text that makes the call exactly this many bytes long, of characters of `each` bytes. */
  const text = (bytes: number, each: 1 | 3) =>
    '한'.repeat(each === 3 ? Math.floor((bytes - around) / 3) : 0) +
    'x'.repeat(each === 3 ? (bytes - around) % 3 : bytes - around)

  it.each([1, 3] as const)(
    'is limited to the maximum that Strongroom accepts, in characters of %i bytes',
    async (each) => {
      const { channel, socket } = await opened()
      const fits = running(channel, undefined, text(limits.callBytes, each))
      expect(socket.sent).toHaveLength(2)
      socket.say({ id: 1, result: value(1) })
      await fits.result
      const tooLarge = running(channel, undefined, text(limits.callBytes + 1, each))
      expect(await tooLarge.result).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
      expect(socket.sent).toHaveLength(2)
    },
  )
})
