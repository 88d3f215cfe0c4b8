/** One request in bytes: what is sent, what is received, its bounds, and what remains of it in memory. */
import { connect, createServer, type AddressInfo } from 'node:net'
import { Agent, type Dispatcher } from 'undici'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { type Attempt, exchange, headerOf, type Limits } from '../../../electron/base/http/exchange.ts'
import { startDeadline, type Deadline } from '../../../electron/base/http/deadline.ts'
import { hostile, rawServer } from '../../vault/hostile.ts'

let agent: Agent
let stop: Deadline
beforeEach(() => {
  agent = new Agent()
  stop = startDeadline(60_000, undefined)
})
afterEach(async () => {
  stop.release()
  await agent.destroy()
})

const limits: Limits = { maxBytes: 1024, headersTimeout: 10_000, bodyTimeout: 10_000 }
const attempt = (origin: string, more: Partial<Attempt> = {}): Attempt => ({
  origin,
  path: '/v1/a?b=c',
  method: 'GET',
  headers: {},
  body: null,
  ...more,
})

/** Collects the pieces in which the answers of a dispatcher arrive. */
function collecting(): { readonly dispatcher: Dispatcher; readonly pieces: Buffer[] } {
  const pieces: Buffer[] = []
  const dispatcher = agent.compose(
    (dispatch) => (options, handler) =>
      dispatch(options, {
        ...handler,
        onRequestStart: (...given) => handler.onRequestStart?.(...given),
        onResponseStart: (...given) => handler.onResponseStart?.(...given),
        onResponseData: (controller, piece) => {
          pieces.push(piece)
          handler.onResponseData?.(controller, piece)
        },
        onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
        onResponseError: (...given) => handler.onResponseError?.(...given),
      }),
  )
  return { dispatcher, pieces }
}
const isZero = (piece: Buffer) => piece.every((byte) => byte === 0)

describe('a request', () => {
  it('is sent unchanged, and its answer is read to the end', async () => {
    await using server = await hostile((_request, response) => {
      response.writeHead(203, { 'x-one': 'a', 'x-many': ['b', 'c'] }).end('whole')
    })
    const sent = attempt(server.address, { method: 'POST', headers: { 'x-own': 'd' }, body: 'text' })
    const answer = await exchange(agent, sent, limits, stop)
    expect(answer).toMatchObject({ status: 203, bytes: Buffer.from('whole') })
    expect(answer.latencyMs).toBeGreaterThan(0)
    expect([headerOf(answer, 'x-one'), headerOf(answer, 'x-many'), headerOf(answer, 'x-none')]).toEqual(['a', 'b', ''])
    expect(server.arrived).toMatchObject([{ method: 'POST', url: '/v1/a?b=c', headers: { 'x-own': 'd' } }])
    expect(server.bodies).toEqual(['text'])
  })

  it('without a body in its answer has no bytes', async () => {
    await using server = await hostile((_request, response) => void response.writeHead(204).end())
    const { bytes, status } = await exchange(agent, attempt(server.address), limits, stop)
    expect([status, bytes.length]).toEqual([204, 0])
  })
})

describe('the size of an answer', () => {
  /** Sends `length` bytes, announced or not. */
  const sized = (length: number, isAnnounced: boolean) =>
    hostile((_request, response) => {
      response.writeHead(200, isAnnounced ? { 'content-length': String(length) } : {})
      response.end('x'.repeat(length))
    })

  it.each([true, false])('can be exactly the bound (announced: %s)', async (isAnnounced) => {
    await using server = await sized(1024, isAnnounced)
    const { bytes } = await exchange(agent, attempt(server.address), limits, stop)
    expect(bytes.toString()).toBe('x'.repeat(1024))
  })

  it.each([true, false])('cannot exceed the bound (announced: %s)', async (isAnnounced) => {
    await using server = await sized(1025, isAnnounced)
    const exchanged = exchange(agent, attempt(server.address), limits, stop)
    await expect(exchanged).rejects.toMatchObject({
      code: 'answer-too-large',
      message: 'The response is larger than 1 KiB.',
    })
  })

  it('is too large as soon as it is announced, before a byte arrives', async () => {
    await using server = await hostile((_request, response) => {
      response.writeHead(200, { 'content-length': '1025' }).flushHeaders()
    })
    await expect(exchange(agent, attempt(server.address), limits, stop)).rejects.toBeInstanceOf(Failure)
  })

  it('is counted over all pieces', async () => {
    await using server = await hostile((_request, response) => {
      const next = (left: number) => {
        if (left === 0) response.end()
        else response.write('x'.repeat(256), () => setImmediate(next, left - 1))
      }
      next(5)
    })
    await expect(exchange(agent, attempt(server.address), limits, stop)).rejects.toMatchObject({
      code: 'answer-too-large',
    })
  })
})

describe('@boundary the bytes of an answer', () => {
  const pieces = ['{"password":', '"hunter2"', '}']
  /** Sends the pieces one after the other; then ends, breaks off, or leaves the rest open. */
  const inPieces = (then: 'end' | 'break' | 'wait') =>
    hostile((_request, response) => {
      response.writeHead(200, { 'content-length': String(pieces.join('').length + (then === 'end' ? 0 : 10)) })
      const next = (index: number) => {
        const piece = pieces[index]
        if (piece !== undefined) response.write(piece, () => setTimeout(next, 20, index + 1))
        else if (then === 'end') response.end()
        else if (then === 'break') response.socket?.destroy()
      }
      next(0)
    })

  it('that arrive in pieces are assembled, and the pieces are zero-filled', async () => {
    await using server = await inPieces('end')
    const seen = collecting()
    const { bytes } = await exchange(seen.dispatcher, attempt(server.address), limits, stop)
    expect(bytes.toString()).toBe(pieces.join(''))
    expect(seen.pieces.length).toBeGreaterThan(1)
    expect(seen.pieces.map(isZero)).not.toContain(false)
  })

  it('that arrive in one piece are the answer, and are not zero-filled by a later end', async () => {
    await using server = await hostile((_request, response) => void response.end('hunter2'))
    const seen = collecting()
    const { bytes } = await exchange(seen.dispatcher, attempt(server.address), limits, stop)
    stop.end(new Failure('canceled', 'late'))
    await agent.destroy()
    expect(seen.pieces).toHaveLength(1)
    expect(bytes.toString()).toBe('hunter2')
  })

  it('that arrived before the connection broke are zero-filled', async () => {
    await using server = await inPieces('break')
    const seen = collecting()
    await expect(exchange(seen.dispatcher, attempt(server.address), limits, stop)).rejects.toThrow(/closed|terminated/)
    expect(seen.pieces.length).toBeGreaterThan(0)
    expect(seen.pieces.map(isZero)).not.toContain(false)
  })

  it('that arrived before the request was ended are zero-filled', async () => {
    await using server = await inPieces('wait')
    const seen = collecting()
    const exchanged = exchange(seen.dispatcher, attempt(server.address), limits, stop)
    await expect.poll(() => seen.pieces.length).toBeGreaterThan(0)
    const reason = new Failure('canceled', 'x')
    stop.end(reason)
    await expect(exchanged).rejects.toBe(reason)
    await expect.poll(() => seen.pieces.map(isZero)).not.toContain(false)
  })

  it('that exceed the bound are zero-filled', async () => {
    await using server = await inPieces('wait')
    const seen = collecting()
    const small = { ...limits, maxBytes: 14 }
    await expect(exchange(seen.dispatcher, attempt(server.address), small, stop)).rejects.toMatchObject({
      code: 'answer-too-large',
    })
    await expect.poll(() => seen.pieces.map(isZero)).not.toContain(false)
  })
})

describe('a request that is ended', () => {
  it('never arrives if it was not sent yet', async () => {
    await using server = await hostile((_request, response) => void response.end('{}'))
    const reason = new Failure('canceled', 'x')
    stop.end(reason)
    await expect(exchange(agent, attempt(server.address), limits, stop)).rejects.toBe(reason)
    await agent.close()
    expect(server.arrived).toEqual([])
  })

  it('closes its socket while it waits for its answer', async () => {
    const closed = Promise.withResolvers<void>()
    await using server = await rawServer((socket) => {
      socket.once('data', () => stop.end(new Failure('canceled', 'x')))
      socket.once('close', () => closed.resolve())
    })
    await expect(exchange(agent, attempt(server.address), limits, stop)).rejects.toMatchObject({ code: 'canceled' })
    await closed.promise
  })
})

describe('a server that is unreachable', () => {
  it('causes the error of the socket', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    await new Promise((resolve) => taken.close(resolve))
    await expect(exchange(agent, attempt(`http://127.0.0.1:${port}`), limits, stop)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    })
    await new Promise((resolve) => connect({ host: '127.0.0.1', port }).once('error', resolve))
  })

  it('ends the request after its time if it does not start its answer, or stops', async () => {
    await using silent = await hostile(() => undefined)
    const quick = { ...limits, headersTimeout: 50, bodyTimeout: 50 }
    await expect(exchange(agent, attempt(silent.address), quick, stop)).rejects.toMatchObject({
      code: 'UND_ERR_HEADERS_TIMEOUT',
    })
    await using stopping = await hostile((_request, response) => void response.writeHead(200).write('{'))
    await expect(exchange(agent, attempt(stopping.address), quick, stop)).rejects.toMatchObject({
      code: 'UND_ERR_BODY_TIMEOUT',
    })
  })
})
