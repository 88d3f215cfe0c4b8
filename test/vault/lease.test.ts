/**
 * Closing a connection: requests in progress, acts of several requests that may finish, and requests that come too
 * late.
 */
import { describe, expect, it } from 'vitest'
import type { VaultRequest } from '../../electron/vault/transport.ts'
import { failureOf, transportTo } from './asking.ts'
import { hostile, json } from './hostile.ts'

const read: VaultRequest = { method: 'GET', path: 'secret/data/a', token: 'hvs.a' }

/** A server that answers each request when the test lets it. */
async function holding() {
  const waiting: (() => void)[] = []
  const server = await hostile((request, response) => {
    waiting.push(() => json(200, { path: request.url })(request, response))
  })
  return {
    ...server,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    /** Resolves once this many requests have arrived. */
    reached: async (count: number) => {
      await expect.poll(() => waiting.length).toBe(count)
    },
    answer: (index: number) => waiting[index]?.(),
  }
}

/** The connection, and whether it has finished closing. */
const closing = (closed: Promise<void>) => {
  const state = { isOver: false }
  void closed.then(() => (state.isOver = true))
  return state
}
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 50))

describe('closing a connection', () => {
  it('cancels requests in progress and refuses later ones, also when repeated', async () => {
    await using server = await holding()
    const transport = transportTo(server.address)
    const asked = failureOf(transport.request(read))
    await server.reached(1)
    await Promise.all([transport.close(), transport.close()])
    expect((await asked).error).toMatchObject({ code: 'canceled', message: 'The connection was closed.' })
    expect((await failureOf(transport.request(read))).error).toMatchObject({
      code: 'canceled',
      message: 'The connection is closed.',
    })
    expect(server.arrived).toHaveLength(1)
  })

  it('does not wait for an act that has not begun or has ended', async () => {
    await using server = await holding()
    const transport = transportTo(server.address)
    const [unbegun, over] = [transport.lease(), transport.lease()]
    over.begin()
    over.release()
    const asked = failureOf(unbegun.request(read))
    await server.reached(1)
    await transport.close(60_000)
    expect((await asked).code).toBe('canceled')
    for (const lease of [unbegun, over]) expect((await failureOf(lease.request(read))).code).toBe('canceled')
  })

  it('lets an act that has begun finish, and nothing else', async () => {
    await using server = await holding()
    const transport = transportTo(server.address)
    const [lease, unbegun] = [transport.lease(), transport.lease()]
    lease.begin()
    const first = lease.request({ ...read, path: 'first' })
    const others = [failureOf(transport.request(read)), failureOf(unbegun.request(read))]
    await server.reached(3)
    const state = closing(transport.close(60_000))
    for (const other of others) {
      expect((await other).error).toMatchObject({ code: 'canceled', message: 'The connection was closed.' })
    }
    expect((await failureOf(transport.request(read))).code).toBe('canceled')
    unbegun.begin()
    expect((await failureOf(unbegun.request(read))).code).toBe('canceled')

    const isFirst = server.arrived.findIndex(({ url }) => url === '/v1/first')
    server.answer(isFirst)
    expect((await first).body).toEqual({ path: '/v1/first' })
    const second = lease.request({ ...read, path: 'second' })
    await server.reached(4)
    server.answer(3)
    expect((await second).body).toEqual({ path: '/v1/second' })
    await aMoment()
    expect(state.isOver).toBe(false)

    lease.release()
    await expect.poll(() => state.isOver).toBe(true)
    expect((await failureOf(lease.request(read))).code).toBe('canceled')
  })

  it('waits for every act that has begun', async () => {
    await using server = await holding()
    const transport = transportTo(server.address)
    const [one, two] = [transport.lease(), transport.lease()]
    one.begin()
    two.begin()
    const state = closing(transport.close(60_000))
    one.release()
    one.release()
    await aMoment()
    expect(state.isOver).toBe(false)
    two.release()
    await expect.poll(() => state.isOver).toBe(true)
  })

  it('cancels an act that takes longer than its deadline', async () => {
    await using server = await holding()
    const transport = transportTo(server.address)
    const lease = transport.lease()
    lease.begin()
    const asked = failureOf(lease.request(read))
    await server.reached(1)
    await transport.close(50)
    expect((await asked).error).toMatchObject({ code: 'canceled', message: 'The connection was closed.' })
    expect((await failureOf(lease.request(read))).code).toBe('canceled')
    lease.release()
  })

  it('does not cancel an act that is released while the connection stays open', async () => {
    await using server = await holding()
    const transport = transportTo(server.address)
    const lease = transport.lease()
    lease.begin()
    lease.release()
    lease.begin()
    const state = closing(transport.close(60_000))
    await aMoment()
    expect(state.isOver).toBe(false)
    lease.release()
    await expect.poll(() => state.isOver).toBe(true)
  })
})

describe('a listener for lost sockets', () => {
  it('is called until it is removed, and others still are', async () => {
    await using server = await hostile(json(200, {}))
    const transport = transportTo(server.address)
    const told: string[] = []
    const stop = transport.onDisconnect(() => told.push('one'))
    transport.onDisconnect(() => told.push('two'))
    await transport.request(read)
    server.closeConnections()
    await expect.poll(() => told.toSorted()).toEqual(['one', 'two'])
    stop()
    await transport.request(read)
    server.closeConnections()
    await expect.poll(() => told.length).toBe(3)
    expect(told.at(-1)).toBe('two')
    await transport.close()
  })
})
