/** Pages that are silent: before their first message, while another document wants their tab, and permanently. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { openChannel, startShell, type TestShell } from './shell.ts'

let shell: TestShell
let session: Readonly<Record<string, string>>
const sockets: WebSocket[] = []

beforeEach(async () => {
  // Only the heartbeat of the channels is an interval here.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  shell = await startShell()
  session = await shell.signIn()
})
afterEach(async () => {
  vi.useRealTimers()
  for (const socket of sockets.splice(0)) socket.terminate()
  await shell.close()
})

/** A page that answers pings or not; its close code, once it is closed. */
async function page({ autoPong = true }: { autoPong?: boolean } = {}) {
  const headers = { ...session, host: new URL(shell.origin).host }
  const socket = new WebSocket(`ws://127.0.0.1:${shell.port}/channel`, { headers, autoPong })
  sockets.push(socket)
  const messages: string[] = []
  const seen = { code: null as number | null, pings: 0 }
  socket.on('message', (data: Buffer) => messages.push(data.toString()))
  socket.on('ping', () => (seen.pings += 1))
  socket.once('close', (code) => (seen.code = code))
  await new Promise((resolve) => socket.once('open', resolve))
  const hello = (name: string, take = false) =>
    socket.send(JSON.stringify({ tab: shell.tab(), page: name, ...(take && { take }) }))
  return { socket, messages, seen, hello }
}

const open = '{"tab":"open"}'

describe('a page that no longer responds', () => {
  it('loses its channel after two heartbeats; a page that responds keeps it', async () => {
    const [silent, there] = [await page({ autoPong: false }), await page()]
    await vi.advanceTimersByTimeAsync(29_999)
    expect([silent.seen.pings, there.seen.pings]).toEqual([0, 0])
    await vi.advanceTimersByTimeAsync(1)
    await expect.poll(() => [silent.seen.pings, there.seen.pings]).toEqual([1, 1])
    // The answer has to arrive before the next heartbeat.
    there.hello('there')
    await expect.poll(() => there.messages).toEqual([open])
    expect(silent.seen.code).toBeNull()
    await vi.advanceTimersByTimeAsync(30_000)
    await expect.poll(() => silent.seen.code).toBe(1006)
    await expect.poll(() => there.seen.pings).toBe(2)
    expect(there.seen.code).toBeNull()
  })

  it('ends its calls', async () => {
    const silent = await page({ autoPong: false })
    silent.hello('silent')
    await expect.poll(() => silent.messages).toEqual([open])
    const reached = shell.nextAsked()
    silent.socket.send(JSON.stringify({ id: 1, call: 'app.events', input: {} }))
    const { signal } = await reached
    await vi.advanceTimersByTimeAsync(60_000)
    await expect.poll(() => signal?.aborted).toBe(true)
  })

  it('is not pinged after Strongroom has ended', async () => {
    expect(vi.getTimerCount()).toBe(1)
    await shell.close()
    expect(vi.getTimerCount()).toBe(0)
    shell = await startShell()
  })
})

describe('the exit of Strongroom', () => {
  it('does not wait for a page that does not respond', async () => {
    const [silent, there] = [await page(), await page()]
    silent.socket.pause()
    await shell.close()
    await expect.poll(() => there.seen.code).not.toBeNull()
    silent.socket.resume()
    await expect.poll(() => silent.seen.code).not.toBeNull()
    shell = await startShell()
  })
})

describe('a channel', () => {
  it('sends text, and does not compress secrets', async () => {
    const { socket } = await page()
    expect(socket.extensions).toBe('')
    const kinds: boolean[] = []
    socket.on('message', (_data, isBinary) => kinds.push(isBinary))
    socket.send(JSON.stringify({ tab: shell.tab(), page: 'p' }))
    await expect.poll(() => kinds.length).toBe(1)
    socket.send(JSON.stringify({ id: 1, call: 'app.state', input: {} }))
    await expect.poll(() => kinds.length).toBe(2)
    expect(kinds).toEqual([false, false])
  })
})

describe('a page that does not identify its tab', () => {
  it('has ten seconds to do so', async () => {
    const fakeTimers = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    vi.useRealTimers()
    fakeTimers()
    const [silent, there] = [await page(), await page()]
    expect(vi.getTimerCount()).toBe(2)
    there.hello('there')
    await expect.poll(() => there.messages).toEqual([open])
    // Advances only the remaining time: polls let faked time pass, too.
    await vi.advanceTimersByTimeAsync(10_000)
    vi.useRealTimers()
    await expect.poll(() => silent.seen.code).toBe(1008)
    expect(there.seen.code).toBeNull()
  })

  it('is not awaited after it has closed', async () => {
    vi.useRealTimers()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const gone = await page()
    expect(vi.getTimerCount()).toBe(1)
    gone.socket.terminate()
    await new Promise((resolve) => gone.socket.once('close', resolve))
    for (let step = 0; step < 100 && vi.getTimerCount() > 0; step++)
      await new Promise((resolve) => setImmediate(resolve))
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a tab whose document does not respond', () => {
  it('moves to another document without being taken over', async () => {
    vi.useRealTimers()
    const first = await page({ autoPong: false })
    first.hello('first')
    await expect.poll(() => first.messages).toEqual([open])
    const copy = await page()
    copy.hello('copy')
    await expect.poll(() => copy.messages, { timeout: 5000 }).toEqual([open])
    await expect.poll(() => first.seen.code).not.toBeNull()
    expect(first.seen.pings).toBe(1)
  })

  it('moves to another document immediately if the first one leaves during the question', async () => {
    const first = await page({ autoPong: false })
    first.hello('first')
    await expect.poll(() => first.messages).toEqual([open])
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const copy = await page()
    copy.hello('copy')
    await new Promise((resolve) => first.socket.once('ping', resolve))
    first.socket.terminate()
    await new Promise((resolve) => copy.socket.once('message', resolve))
    vi.useRealTimers()
    expect(copy.messages).toEqual([open])
  })

  it('stays free if the next document leaves before it owns the tab', async () => {
    vi.useRealTimers()
    const first = await page({ autoPong: false })
    first.hello('first')
    await expect.poll(() => first.messages).toEqual([open])
    const copy = await page()
    copy.hello('copy')
    await expect.poll(() => first.seen.pings).toBe(1)
    copy.socket.terminate()
    await expect.poll(() => first.seen.code, { timeout: 5000 }).not.toBeNull()
    const third = await openChannel(shell, session, { page: 'third' })
    third.say({ id: 1, call: 'app.state', input: {} })
    expect(await third.next()).toMatchObject({ id: 1, result: { ok: true } })
  })
})
