import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { Client } from '../../electron/contract/contract.ts'
import { callsByName } from '../../electron/contract/contract.ts'
import { limits } from '../../electron/contract/limits.ts'
import { clientOver } from '../../renderer/lib/bridge.ts'
import { loopbackPipe } from '../../renderer/lib/loopbackPipe.ts'
import { storeTab } from '../../renderer/lib/tabSecret.ts'
import { setTabState } from '../../renderer/lib/tabState.ts'
import { aborted, startShell, type TestShell } from './shell.ts'

let shell: TestShell
let session: Readonly<Record<string, string>>
let bridge: Client
beforeEach(async () => {
  shell = await startShell()
  session = await shell.signIn()
  storeTab(shell.tab())
  setTabState('here')
  // The header that a browser adds automatically to the requests of a page.
  vi.stubGlobal('location', { host: new URL(shell.origin).host, hash: '' })
  vi.stubGlobal(
    'WebSocket',
    class extends WebSocket {
      constructor(address: string) {
        // The browser resolves the name; Node does not.
        super(address.replace(/\/\/[^/:]+/, '//127.0.0.1'), {
          headers: { ...session, host: new URL(shell.origin).host },
        })
        // As in a browser, an error is an event.
        this.on('error', () => {})
      }
    },
  )
  const plainFetch = globalThis.fetch
  vi.stubGlobal('fetch', (path: string) =>
    plainFetch(`http://127.0.0.1:${shell.port}${path}`, { headers: session, redirect: 'error' }),
  )
  bridge = clientOver(loopbackPipe())
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await shell.close()
})

describe('the client of the page over its channel', () => {
  it('has exactly the calls of the contract', () => {
    const names = Object.entries(bridge).flatMap(([topic, calls]) =>
      Object.keys(calls).map((call) => `${topic}.${call}`),
    )
    expect(names.sort()).toEqual([...callsByName.keys()].sort())
  })

  it('returns the value of a call', async () => {
    expect(await bridge.app.state({})).toMatchObject({ ok: true, value: { shell: 'loopback' } })
  })

  it('returns the error of a call', async () => {
    const answer = await bridge.session.identity({ profileId: 'no id' })
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-input', issues: [{ path: 'profileId' }] } })
  })

  it('sends nothing for a call that is canceled before it starts', async () => {
    const answer = await bridge.app.state({}, AbortSignal.abort())
    expect(answer).toMatchObject({ ok: false, error: { code: 'canceled' } })
    expect(shell.asked).toEqual([])
  })

  it('refuses invalid input before it is sent, and continues', async () => {
    const text = 'x'.repeat(limits.callBytes)
    const answer = await bridge.app.changeSettings({ language: text as 'en' })
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
    expect(shell.asked).toEqual([])
    expect(await bridge.app.state({})).toMatchObject({ ok: true })
  })

  it('reports that Strongroom has ended', async () => {
    await shell.close()
    expect(await bridge.app.state({})).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(await bridge.app.events({}).result).toMatchObject({ ok: false, error: { code: 'internal' } })
    shell = await startShell()
  })

  it('reports that the session is not its own', async () => {
    session = { ...session, cookie: 'another=one' }
    expect(await bridge.app.state({})).toMatchObject({ ok: false, error: { code: 'forbidden-sender' } })
    expect(await bridge.app.events({}).result).toMatchObject({ ok: false, error: { code: 'forbidden-sender' } })
  })
})

describe('a stream of the page over its channel', () => {
  it('yields its items, several streams at once, and aborts in the core when its loop is left', async () => {
    const reached = [shell.nextAsked(), shell.nextAsked()] as const
    const one = bridge.app.events({})
    const two = bridge.app.events({})
    const [first, second] = await Promise.all(reached)
    const change = bridge.app.changeSettings({ language: 'ko' })
    for await (const event of one) {
      expect(event).toEqual({ type: 'settings-changed' })
      break
    }
    for await (const event of two) {
      expect(event).toEqual({ type: 'settings-changed' })
      break
    }
    expect(await change).toMatchObject({ ok: true })
    await Promise.all([aborted(first.signal), aborted(second.signal)])
    expect(await one.result).toMatchObject({ ok: false, error: { code: 'canceled' } })
  })

  it('ends immediately if its signal aborts while it starts', async () => {
    const leave = new AbortController()
    const events = bridge.app.events({}, leave.signal)
    leave.abort()
    for await (const _event of events) expect.unreachable('nothing happened')
    expect(await events.result).toMatchObject({ ok: false, error: { code: 'canceled' } })
    expect(shell.asked.filter(({ signal }) => signal?.aborted === false)).toEqual([])
  })

  it('ends with an error when Strongroom ends, and the next one opens a new channel', async () => {
    const reached = shell.nextAsked()
    const events = bridge.app.events({})
    await reached
    await shell.close()
    for await (const _event of events) expect.unreachable('nothing happened')
    expect(await events.result).toMatchObject({ ok: false, error: { code: 'internal' } })
    shell = await startShell({ port: shell.port })
    session = await shell.signIn()
    storeTab(shell.tab())
    vi.stubGlobal('location', { host: new URL(shell.origin).host, hash: '' })
    const again = shell.nextAsked()
    const newEvents = bridge.app.events({})
    await again
    await bridge.app.changeSettings({ language: 'en' })
    for await (const event of newEvents) {
      expect(event).toEqual({ type: 'settings-changed' })
      break
    }
  })
})
