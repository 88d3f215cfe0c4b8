/** Listening on this computer only: both addresses at one port, with and without IPv6, and ports that are in use. */
import { createServer as createHttpServer, get } from 'node:http'
import { type AddressInfo, connect, createServer, Server as NetServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Listener, listenerOf, type Listening, listenOnLoopback } from '../../electron/loopback/listen.ts'

const hasIpv6 = Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'))

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const step of cleanUp.splice(0).toReversed()) await step()
})

const taken = () => Object.assign(new Error('in use'), { code: 'EADDRINUSE' })

function httpServer() {
  const server = createHttpServer((_request, response) => response.end('here'))
  cleanUp.push(() => {
    server.closeAllConnections()
    return server.listening && new Promise((resolve) => server.close(resolve))
  })
  return server
}

async function listening(listener: Listener, port = 0): Promise<Listening> {
  const started = await listenOnLoopback(listener, port)
  cleanUp.push(() => started.close())
  return started
}

async function squat(host: string, port = 0): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => resolve())
  })
  cleanUp.push(() => new Promise((resolve) => server.close(resolve)))
  return (server.address() as AddressInfo).port
}

/** Simulates a computer that has no address `::1`. */
function withoutIpv6(code: string) {
  const listen = Reflect.get(NetServer.prototype, 'listen') as (...given: unknown[]) => NetServer
  vi.spyOn(NetServer.prototype, 'listen').mockImplementation(function (this: NetServer, ...given: unknown[]) {
    const [at] = given as [{ host?: string }]
    if (at.host !== '::1') return Reflect.apply(listen, this, given)
    queueMicrotask(() => this.emit('error', Object.assign(new Error('no such address'), { code })))
    return this
  })
}

const answerAt = (host: string, port: number) =>
  new Promise<string>((resolve, reject) => {
    get({ host, port, agent: false }, (message) => void text(message).then(resolve, reject)).once('error', reject)
  })

describe('@boundary the server of the loopback shell', () => {
  it('listens on 127.0.0.1 and on no other IPv4 address', async () => {
    const server = httpServer()
    const { port } = await listening(listenerOf(server))
    expect(server.address()).toEqual({ address: '127.0.0.1', family: 'IPv4', port })
    expect(await answerAt('127.0.0.1', port)).toBe('here')
  })

  it.skipIf(!hasIpv6)('responds on ::1 at the same port, including a requested one', async () => {
    const { port } = await listening(listenerOf(httpServer()))
    expect(await answerAt('::1', port)).toBe('here')
    await cleanUp.pop()?.()
    await cleanUp.pop()?.()
    const again = httpServer()
    expect((await listening(listenerOf(again), port)).port).toBe(port)
    expect(again.address()).toMatchObject({ address: '127.0.0.1', port })
    expect(await answerAt('::1', port)).toBe('here')
  })

  it.skipIf(!hasIpv6)('frees ::1 when it is closed', async () => {
    const server = httpServer()
    const started = await listenOnLoopback(listenerOf(server), 0)
    await started.close()
    expect(await squat('::1', started.port)).toBe(started.port)
  })

  it.each(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])('listens on 127.0.0.1 if there is no IPv6 (%s)', async (code) => {
    withoutIpv6(code)
    const free = await squat('127.0.0.1')
    await cleanUp.pop()?.()
    const started = await listening(listenerOf(httpServer()), free)
    expect(started.port).toBe(free)
    expect(await answerAt('127.0.0.1', free)).toBe('here')
    await started.close()
  })

  it('does not listen at all if ::1 fails for another reason', async () => {
    withoutIpv6('EACCES')
    const server = httpServer()
    await expect(listening(listenerOf(server))).rejects.toMatchObject({ code: 'EACCES' })
    expect(server.listening).toBe(false)
  })

  it.skipIf(!hasIpv6).each(['127.0.0.1', '::1'])(
    'rejects a port that is in use at %s, and keeps neither',
    async (host) => {
      const port = await squat(host)
      const server = httpServer()
      await expect(listening(listenerOf(server), port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
      expect(server.listening).toBe(false)
      const other = host === '::1' ? '127.0.0.1' : '::1'
      expect(await squat(other, port)).toBe(port)
    },
  )
})

describe.skipIf(!hasIpv6)('a free port', () => {
  /** A listener that finds each port in use until its `success`th try, and records where it was asked to listen. */
  function finding(success: number, problem: () => unknown = taken) {
    const server = httpServer()
    const tried: number[] = []
    const listen: Listener['listen'] = async (at) => {
      tried.push(at.port)
      if (tried.length < success) throw problem()
      return listenerOf(server).listen(at)
    }
    return { listener: { server, listen }, tried }
  }

  it('is searched for again if it is in use at 127.0.0.1', async () => {
    const { listener, tried } = finding(20)
    const { port } = await listening(listener)
    expect(tried).toHaveLength(20)
    expect(tried.at(-1)).toBe(port)
    expect(tried).not.toContain(0)
    // The abandoned ports are free.
    const left = tried.find((each) => each !== port) ?? 0
    expect(await squat('::1', left)).toBe(left)
  })

  it('is not searched for forever', async () => {
    const { listener, tried } = finding(21)
    await expect(listening(listener)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    expect(tried).toHaveLength(20)
  })

  it('is not searched for after any other problem, nor instead of a requested port', async () => {
    for (const problem of [
      () => Object.assign(new Error('no'), { code: 'EACCES' }),
      () => new Error('no'),
      () => ({ code: 'EADDRINUSE' }),
    ]) {
      const { listener, tried } = finding(2, problem)
      await expect(listening(listener)).rejects.toEqual(problem())
      expect(tried).toHaveLength(1)
    }
    const { listener, tried } = finding(2)
    const port = await squat('127.0.0.1')
    await cleanUp.splice(-1)[0]?.()
    await expect(listening(listener, port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    expect(tried).toEqual([port])
  })

  it('accepts no connection on ::1 before 127.0.0.1 is ready', async () => {
    const server = httpServer()
    const asked = Promise.withResolvers<number>()
    const ready = Promise.withResolvers<void>()
    const listen: Listener['listen'] = async (at) => {
      asked.resolve(at.port)
      await ready.promise
      return listenerOf(server).listen(at)
    }
    const started = listening({ server, listen })
    await expect(answerAt('::1', await asked.promise)).rejects.toThrow(/socket hang up|ECONNRESET/)
    ready.resolve()
    const { port } = await started
    expect(await answerAt('::1', port)).toBe('here')
  })

  it('has no error listener for later errors', async () => {
    const server = httpServer()
    await listening(listenerOf(server))
    expect(server.listenerCount('error')).toBe(0)
    const { port } = server.address() as AddressInfo
    const socket = connect({ host: '127.0.0.1', port })
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.destroy()
  })
})
