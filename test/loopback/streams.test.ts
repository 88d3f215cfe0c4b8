import type { IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aborted, jsonPost, startShell, type TestShell } from './shell.ts'

interface Channel {
  readonly name: string
  readonly answer: IncomingMessage
  /** The next line, parsed; undefined after the end. */
  next(): Promise<unknown>
}

let shell: TestShell
let session: Readonly<Record<string, string>>
beforeEach(async () => {
  shell = await startShell()
  session = await shell.signIn()
})
afterEach(() => shell.close())

async function openChannel(): Promise<Channel> {
  const answer = await shell.open('/streams', jsonPost({}, session))
  const lines = createInterface({ input: answer })[Symbol.asyncIterator]()
  const next = async () => {
    const { done, value } = await lines.next()
    return done === true ? undefined : (JSON.parse(value) as unknown)
  }
  const first = await next()
  return { name: (first as { channel: string }).channel, answer, next }
}

const start = (channel: string, id: unknown, name = 'app.events', input: unknown = {}) =>
  shell.ask(`/stream/${name}`, jsonPost({ channel, id, input }, session))
const cancel = (channel: string, id: number) => shell.ask('/cancel', jsonPost({ channel, id }, session))
const changeLanguage = (language: string) => shell.ask('/call/app.changeSettings', jsonPost({ language }, session))

describe('streams over HTTP', () => {
  it('bring their items as they happen, one line each', async () => {
    const channel = await openChannel()
    expect((await start(channel.name, 7)).status).toBe(202)
    await changeLanguage('ko')
    expect(await channel.next()).toEqual({ id: 7, item: { type: 'settings-changed' } })
    await changeLanguage('en')
    expect(await channel.next()).toEqual({ id: 7, item: { type: 'settings-changed' } })
  })

  it('end with their result when they are cancelled', async () => {
    const channel = await openChannel()
    const reached = shell.nextAsked()
    await start(channel.name, 7)
    const { signal } = await reached
    await cancel(channel.name, 7)
    await aborted(signal)
    expect(await channel.next()).toMatchObject({ id: 7, result: {} })
  })

  it('share a channel and keep apart', async () => {
    const channel = await openChannel()
    await start(channel.name, 1)
    await start(channel.name, 2)
    const [one, two] = shell.asked
    await cancel(channel.name, 1)
    await aborted(one?.signal)
    expect(await channel.next()).toMatchObject({ id: 1, result: {} })
    expect(two?.signal?.aborted).toBe(false)
    await changeLanguage('ko')
    expect(await channel.next()).toEqual({ id: 2, item: { type: 'settings-changed' } })
  })

  it('are aborted in the core when the page goes away', async () => {
    const channel = await openChannel()
    await start(channel.name, 1)
    await start(channel.name, 2)
    channel.answer.destroy()
    await Promise.all(shell.asked.map(({ signal }) => aborted(signal)))
    expect(shell.asked).toHaveLength(2)
    expect((await start(channel.name, 3)).status).toBe(409)
  })

  it('are aborted in the core when Strongroom ends', async () => {
    const channel = await openChannel()
    await start(channel.name, 1)
    await shell.close()
    await aborted(shell.asked[0]?.signal)
    await expect(channel.next()).rejects.toThrow('aborted')
    shell = await startShell()
  })

  it.each([
    ['a call that is no stream', 'app.state', {}],
    ['a call that is not there', 'app.nothing', {}],
    ['an input that does not fit', 'app.events', { more: 1 }],
  ])('answer %s with an error on the channel', async (_what, name, input) => {
    const channel = await openChannel()
    await start(channel.name, 1, name, input)
    expect(await channel.next()).toMatchObject({ id: 1, result: { ok: false, error: { code: 'invalid-input' } } })
  })

  it('are refused without a channel of this session, or with a number that is in use or is none', async () => {
    const { name } = await openChannel()
    expect((await start('00000000-0000-4000-8000-000000000000', 1)).status).toBe(409)
    expect((await start('../', 1)).status).toBe(409)
    await start(name, 1)
    for (const id of [1, -1, 1.5, '2', null, undefined]) expect((await start(name, id)).status).toBe(409)
    expect(shell.asked).toHaveLength(1)
  })
})
