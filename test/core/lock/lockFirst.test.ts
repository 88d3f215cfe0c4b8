/** If the auto-lock has expired or the computer has slept, the next request finds Strongroom locked. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startVault, type TestVault } from '../../servers/vault.ts'
import { codeOf, connectTo, startCore, value, type TestCore } from '../../features/startCore.ts'

const hour = 3_600_000

let vault: TestVault
let test: TestCore
let profileId: string

beforeEach(async () => {
  vault = await startVault({ dev: true })
  test = await startCore()
  profileId = await connectTo(test, vault.address, 'root')
  await value(test.client.app.changeSettings({ autoLockMinutes: 15 }))
  // Only the clocks: on Linux, the monotonic clock and every timer stop while the computer sleeps.
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await test.stop()
  await vault.stop()
})

const sleep = (ms: number) => vi.setSystemTime(Date.now() + ms)
const isLocked = async () => (await value(test.client.app.state({}))).locked

describe('@boundary after 8 hours of sleep, before any timer has run', () => {
  it('a keystroke locks, and does not restart the countdown', async () => {
    sleep(8 * hour)
    expect(await codeOf(test.client.app.touch({}))).toBe('locked')
    expect(await isLocked()).toBe(true)
    expect(test.core.isLocked()).toBe(true)
  })

  it('a call is refused and its token is gone', async () => {
    sleep(8 * hour)
    expect(await codeOf(test.client.session.identity({ profileId }))).toBe('locked')
    await value(test.client.app.unlock({}))
    expect(await value(test.client.session.identity({ profileId }))).toBeNull()
  })

  it('a change of the settings cannot turn the auto-lock off', async () => {
    sleep(8 * hour)
    expect(await codeOf(test.client.app.changeSettings({ autoLockMinutes: 0 }))).toBe('locked')
    expect(await isLocked()).toBe(true)
  })

  it('the state of the app already reports the lock', async () => {
    sleep(8 * hour)
    expect(await isLocked()).toBe(true)
  })

  it('the answer to a call in progress is withheld', async () => {
    const listing = test.client.connections.list({})
    sleep(8 * hour)
    expect(await codeOf(listing)).toBe('locked')
  })

  it('an item of a stream in progress is withheld', async () => {
    const stream = test.client.server.watch({ profileId })
    const first = await stream[Symbol.asyncIterator]().next()
    expect(first.done).toBe(false)
    sleep(8 * hour)
    const items: unknown[] = []
    for await (const item of stream) items.push(item)
    expect(items).toEqual([])
    expect(await stream.result).toMatchObject({ ok: false, error: { code: 'locked' } })
  })
})

describe('what is not activity of the person', () => {
  it('does not postpone the auto-lock: calls, streams, changes of the appearance', async () => {
    for (let minutes = 0; minutes < 14; minutes++) {
      // Steps too small to indicate a sleep.
      vi.setSystemTime(Date.now() + 59_999)
      await value(test.client.app.changeSettings({ theme: minutes % 2 === 0 ? 'dark' : 'light' }))
      await value(test.client.connections.list({}))
      expect(await isLocked()).toBe(false)
    }
    vi.setSystemTime(Date.now() + 59_999)
    await isLocked()
    sleep(30_000)
    expect(await isLocked()).toBe(true)
  })

  it('excludes input in a window that is not visible', async () => {
    await test.stop()
    vi.useRealTimers()
    const shown = { first: true }
    test = await startCore({ deps: { isShown: (window) => window !== 'first' || shown.first } })
    expect(await isLocked()).toBe(false)
    await value(test.client.app.changeSettings({ autoLockMinutes: 1 }))
    vi.useFakeTimers({ toFake: ['Date'] })
    const touch = () => test.core.call('app.touch', {}, { window: 'first' })
    sleep(50_000)
    expect(await touch()).toMatchObject({ ok: true })
    sleep(50_000)
    shown.first = false
    expect(await touch()).toMatchObject({ ok: true })
    sleep(20_000)
    expect(await isLocked()).toBe(true)
  })
})
