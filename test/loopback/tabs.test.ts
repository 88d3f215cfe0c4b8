/** The limits of a browser's cookie without the secret of a tab. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { channelEnds, shellCalls } from '../../electron/contract/bridge.ts'
import { openChannel, startShell, type TestChannel, type TestShell } from './shell.ts'

let shell: TestShell
let session: Readonly<Record<string, string>>
beforeEach(async () => {
  shell = await startShell()
  session = await shell.signIn()
})
afterEach(() => shell.close())

const raw = async (): Promise<TestChannel> => {
  const channel = await shell.openChannel(session)
  if ('status' in channel) throw new Error(`no channel: ${channel.status}`)
  return channel
}
const state = { id: 1, call: 'app.state', input: {} }
const newTab = async (channel: TestChannel): Promise<string> => {
  channel.say({ id: 0, call: shellCalls.newTab, input: {} })
  return ((await channel.next()) as { result: { value: string } }).result.value
}

describe('the cookie without a secret', () => {
  it.each([
    ['a call', state, 1008],
    ['a wrong secret', { tab: 'x'.repeat(43), page: 'p' }, channelEnds.notAdmitted],
    ['an empty secret', { tab: '', page: 'p' }, channelEnds.notAdmitted],
    ['more than a secret', { tab: 'x', page: 'p', id: 1 }, 1008],
  ])('makes no call: %s as the first message closes the channel', async (_what, message, code) => {
    const channel = await raw()
    channel.say(message)
    expect(await channel.closed).toBe(code)
    expect(shell.asked).toEqual([])
  })

  it('makes no call with the secret of another session', async () => {
    const other = await startShell()
    await other.signIn()
    const channel = await raw()
    channel.say({ tab: other.tab(), page: 'p' })
    expect(await channel.closed).toBe(channelEnds.notAdmitted)
    await other.close()
  })

  it('makes no call that is sent before the secret is accepted', async () => {
    const channel = await raw()
    channel.say({ tab: shell.tab(), page: 'p' })
    channel.say(state)
    await channel.closed
    expect(shell.asked).toEqual([])
  })
})

describe('the secret of a tab', () => {
  it('has 256 bits and is sent with the redeemed key, in an answer that clears other data in the browser', async () => {
    expect(Buffer.from(shell.tab(), 'base64url')).toHaveLength(32)
    const key = new URLSearchParams(new URL(shell.newAddress()).hash.slice(1)).get('key')
    const answer = await shell.ask('/session', {
      method: 'POST',
      headers: { ...session },
      body: JSON.stringify({ key }),
    })
    expect(answer.headers['clear-site-data']).toBe('"cache", "storage"')
    expect(JSON.parse(answer.body)).toEqual({ tab: expect.stringMatching(/^[\w-]{43}$/) })
    const page = await shell.ask('/', { headers: session })
    expect(page.headers['clear-site-data']).toBeUndefined()
  })

  it('is replaced on its channel by the same document immediately', async () => {
    const before = await openChannel(shell, session)
    const after = await openChannel(shell, session)
    expect(await before.closed).toBe(channelEnds.usedElsewhere)
    after.say(state)
    expect(await after.next()).toMatchObject({ id: 1, result: { ok: true } })
  })

  it('is used by one document at a time, and taken over only on request', async () => {
    const first = await openChannel(shell, session)
    const copy = await raw()
    copy.say({ tab: shell.tab(), page: 'copy' })
    expect(await copy.closed).toBe(channelEnds.usedElsewhere)
    first.say(state)
    expect(await first.next()).toMatchObject({ id: 1, result: { ok: true } })
    const taking = await openChannel(shell, session, { page: 'copy', take: true })
    expect(await first.closed).toBe(channelEnds.usedElsewhere)
    taking.say(state)
    expect(await taking.next()).toMatchObject({ id: 1, result: { ok: true } })
  })

  it('is free again when its document has closed', async () => {
    const first = await openChannel(shell, session)
    first.leave()
    const next = await openChannel(shell, session, { page: 'another' })
    next.say(state)
    expect(await next.next()).toMatchObject({ id: 1, result: { ok: true } })
  })

  it('is sent to another tab over an open channel', async () => {
    const first = await openChannel(shell, session)
    const tab = await newTab(first)
    expect(tab).not.toBe(shell.tab())
    const second = await openChannel(shell, session, { tab, page: 'second' })
    for (const channel of [first, second]) {
      channel.say(state)
      expect(await channel.next()).toMatchObject({ id: 1, result: { ok: true } })
    }
  })

  it('ends with the session, in all tabs, together with the cookie', async () => {
    const first = await openChannel(shell, session)
    const second = await openChannel(shell, session, { tab: await newTab(first), page: 'second' })
    first.say({ id: 1, call: shellCalls.end, input: {} })
    expect(await first.next()).toMatchObject({ id: 1, result: { ok: true } })
    expect([await first.closed, await second.closed]).toEqual([channelEnds.notAdmitted, channelEnds.notAdmitted])
    expect((await shell.ask('/', { headers: session })).status).toBe(401)
    expect(await shell.openChannel(session)).toMatchObject({ status: 401 })
  })
})
