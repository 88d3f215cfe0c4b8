/** When an act begins, what cancels it before that, and how its leases follow. */
import { beforeEach, describe, expect, it } from 'vitest'
import { startAct, type Act } from '../../../electron/core/calls/act.ts'
import type { Lease, Transport, VaultAnswer, VaultRequest } from '../../../electron/vault/transport.ts'

/** The calls of the transport, in order. */
let told: string[]
let page: AbortController
let act: Act

/** A transport that records the calls of its leases. */
const transport = (name: string): Transport => ({
  request: async () => {
    throw new Error('an act sends everything over its lease')
  },
  onDisconnect: () => () => undefined,
  close: async () => undefined,
  lease: (): Lease => ({
    request: async ({ method, path }) => {
      told.push(`${name} ${method} ${path}`)
      return { path } as unknown as VaultAnswer
    },
    begin: () => void told.push(`${name} begins`),
    release: () => void told.push(`${name} released`),
  }),
})
const send = (through: Pick<Transport, 'request'>, request: Partial<VaultRequest>) =>
  through.request({ method: 'GET', path: 'x', ...request })

beforeEach(() => {
  told = []
  page = new AbortController()
  act = startAct(page.signal)
})

describe('@boundary an act that has not begun', () => {
  it('is canceled by the page, with the reason of the page', () => {
    expect(act.signal.aborted).toBe(false)
    const reason = new Error('the page closes')
    page.abort(reason)
    expect(act.signal.reason).toBe(reason)
  })

  it('is canceled immediately for a page that has already closed', () => {
    const reason = new Error('it closed before')
    page.abort(reason)
    expect(startAct(page.signal).signal.reason).toBe(reason)
  })

  it.each<Partial<VaultRequest>>([
    { method: 'GET' },
    { method: 'GET', repeatable: true },
    { method: 'POST', repeatable: true },
  ])('does not begin with a request that changes nothing: %o', async (request) => {
    expect(await send(act.through(transport('a')), request)).toEqual({ path: 'x' })
    expect(told).toEqual([`a ${request.method} x`])
    page.abort()
    expect(act.signal.aborted).toBe(true)
  })
})

describe('@boundary an act that has begun', () => {
  it.each<Partial<VaultRequest>>([
    { method: 'POST' },
    { method: 'PUT', repeatable: false },
    { method: 'DELETE' },
    { method: 'GET', repeatable: false },
  ])('begins before its first change is sent, and the page can no longer cancel it: %o', async (request) => {
    const through = act.through(transport('a'))
    await send(through, request)
    expect(told).toEqual(['a begins', `a ${request.method} x`])
    page.abort()
    expect(act.signal.aborted).toBe(false)
    await send(through, { method: 'GET' })
    expect(told.slice(2)).toEqual(['a GET x'])
  })

  it('begins each of its leases once, including those that it takes later', async () => {
    act.through(transport('a'))
    act.through(transport('b'))
    expect(told).toEqual([])
    act.begin()
    act.begin()
    expect(told).toEqual(['a begins', 'b begins'])
    await send(act.through(transport('c')), { method: 'GET' })
    expect(told.slice(2)).toEqual(['c begins', 'c GET x'])
    act.end()
    expect(told.slice(4)).toEqual(['a released', 'b released', 'c released'])
  })

  it('holds no lease after its end', () => {
    act.through(transport('a'))
    act.begin()
    act.end()
    act.begin()
    expect(told).toEqual(['a begins', 'a released'])
  })
})

it('@boundary an act that has ended is not canceled by its page', () => {
  act.end()
  page.abort()
  expect(act.signal.aborted).toBe(false)
})
