/** The state that the core keeps for each window of the shell: orders and unfinished work. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { WindowOrder } from '../../electron/contract/window.ts'
import { codeOf, startCore, value, type TestCore } from '../features/startCore.ts'

let test: TestCore
const ends: AbortController[] = []

beforeEach(async () => {
  test = await startCore()
  // Until the keychain has answered, everything counts as locked.
  await value(test.client.app.state({}))
})
afterEach(async () => {
  for (const end of ends.splice(0)) end.abort()
  await test.stop()
})

/** The page of a window that receives its orders. */
function page(window: string) {
  const orders: WindowOrder[] = []
  const end = new AbortController()
  ends.push(end)
  const result = test.core.stream('window.orders', {}, (order) => void orders.push(order as WindowOrder), {
    window,
    signal: end.signal,
  })
  const leave = async () => {
    end.abort()
    await result
  }
  return { orders, leave }
}

const report = (window: string | undefined, names: readonly string[]) =>
  test.core.call('window.reportUnfinished', { unfinished: names.map((name) => ({ kind: 'edit', name })) }, { window })
const unfinished = (window: string) => test.core.windows.unfinished(window).map(({ name }) => name)

it('An order reaches only the window that it is for', async () => {
  const [one, other] = [page('1'), page('2')]
  test.core.windows.order('1', { type: 'palette' })
  test.core.windows.order('2', { type: 'lock' })
  await expect.poll(() => [one.orders, other.orders]).toEqual([[{ type: 'palette' }], [{ type: 'lock' }]])
})

it('An order waits for a page that has not connected yet, and is carried out once', async () => {
  test.core.windows.order('1', { type: 'palette' })
  const first = page('1')
  await expect.poll(() => first.orders).toEqual([{ type: 'palette' }])
  await first.leave()
  const second = page('1')
  test.core.windows.order('1', { type: 'lock' })
  await expect.poll(() => second.orders).toEqual([{ type: 'lock' }])
})

it('An order that a closing page has not received waits for the next page', async () => {
  const end = new AbortController()
  ends.push(end)
  const held: WindowOrder[] = []
  const goes = Promise.withResolvers<void>()
  const take = (order: unknown) => {
    held.push(order as WindowOrder)
    return goes.promise
  }
  const result = test.core.stream('window.orders', {}, take, { window: '1', signal: end.signal })
  test.core.windows.order('1', { type: 'palette' })
  test.core.windows.order('1', { type: 'lock' })
  await expect.poll(() => held).toEqual([{ type: 'palette' }])
  end.abort()
  goes.resolve()
  await result
  const next = page('1')
  await expect.poll(() => next.orders).toEqual([{ type: 'palette' }, { type: 'lock' }])
})

it('An order that the page received is not carried out again, and a closed window keeps none', async () => {
  const first = page('1')
  test.core.windows.order('1', { type: 'palette' })
  await expect.poll(() => first.orders).toEqual([{ type: 'palette' }])
  await first.leave()
  const end = new AbortController()
  const goes = Promise.withResolvers<void>()
  const result = test.core.stream('window.orders', {}, () => goes.promise, { window: '1', signal: end.signal })
  test.core.windows.order('1', { type: 'palette' })
  test.core.windows.forget('1')
  end.abort()
  goes.resolve()
  await result
  const second = page('1')
  test.core.windows.order('1', { type: 'lock' })
  await expect.poll(() => second.orders).toEqual([{ type: 'lock' }])
})

it('The unfinished work is the last report of the page, until the page is gone', async () => {
  const one = page('1')
  page('2')
  await report('1', ['a', 'b'])
  await report('2', ['c'])
  expect([unfinished('1'), unfinished('2'), unfinished('3')]).toEqual([['a', 'b'], ['c'], []])
  await report('1', ['b'])
  expect(unfinished('1')).toEqual(['b'])
  await one.leave()
  expect([unfinished('1'), unfinished('2')]).toEqual([[], ['c']])
})

it('A lock clears unfinished work, and later reports of a page are ignored', async () => {
  page('1')
  await report('1', ['a'])
  await test.core.lock()
  expect(unfinished('1')).toEqual([])
  await report('1', ['a'])
  expect(unfinished('1')).toEqual([])
})

it('A shell that does not distinguish its windows gives no orders and asks nothing', async () => {
  expect(await report(undefined, ['a'])).toMatchObject({ ok: true })
  const orders = await test.client.window.orders({}).result
  expect(orders.ok).toBe(true)
  expect(await codeOf(test.client.window.open({}))).toBe('unsupported')
})

const reportKeys = (window: string, shown: boolean) => test.core.call('window.reportKeysShown', { shown }, { window })

it('A window shows keys while its own page reports so, until the page is gone', async () => {
  const changes: string[] = []
  test.core.windows.followKeysShown((window) => changes.push(`${window} ${test.core.windows.showsKeys(window)}`))
  // Without a page that can report their removal, nothing is hidden.
  await reportKeys('1', true)
  expect(changes).toEqual([])
  const one = page('1')
  page('2')
  await reportKeys('1', true)
  await reportKeys('1', true)
  // The report of one window does not apply to another.
  await reportKeys('2', false)
  expect(test.core.windows.showsKeys('1')).toBe(true)
  await reportKeys('2', true)
  await one.leave()
  // A page that hangs still shows a key after a lock; the passphrase on the lock screen can be readable, too.
  await value(test.client.app.lock({}))
  expect(changes).toEqual(['1 true', '2 true', '1 false'])
  await reportKeys('2', false)
  expect(changes.at(-1)).toBe('2 false')
})

it('Keys stop being hidden from screen capture only with consent, and not on the lock screen', async () => {
  const hide = async (hideKeysFromCapture: boolean) => codeOf(test.client.app.changeSettings({ hideKeysFromCapture }))
  expect(test.core.settings().hideKeysFromCapture).toBe(true)
  expect(await hide(true)).toBe('ok')
  expect(test.consents).toEqual([])
  expect(await hide(false)).toBe('ok')
  expect(test.consents).toEqual([{ kind: 'allow-capture' }])
  expect(await hide(true)).toBe('ok')
  await value(test.client.app.lock({}))
  expect(await hide(false)).toBe('locked')
  expect(test.consents).toHaveLength(1)
})
