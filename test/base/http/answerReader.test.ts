/** The bytes of an answer hold keys and values: none of them stay in memory, however the reading ends. */
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { createAnswerReader } from '../../../electron/base/http/answerReader.ts'
import { runJsonJob } from '../../../electron/base/parsing/jsonJob.ts'
import { startDeadline } from '../../../electron/base/http/deadline.ts'
import { exchange } from '../../../electron/base/http/exchange.ts'
import { openAgent } from '../../../electron/base/http/agent.ts'
import { failureOf, plainOptions } from '../../vault/asking.ts'
import { hostile } from '../../vault/hostile.ts'

const bound = { values: 1_000_000, depth: 100 }
/** Bytes in their own buffer, as a socket delivers them, so that nothing else shares their memory. */
const bytesOf = (text: string): Buffer => Buffer.from(new TextEncoder().encode(text).buffer)
/** Whether the bytes are zero-filled or transferred to the thread. */
const isGone = (bytes: Uint8Array): boolean => bytes.byteLength === 0 || bytes.every((byte) => byte === 0)
const secretOf = (length: number): string => randomBytes(length).toString('hex')
const listOf = (count: number): string => `{"data":[${Array.from({ length: count }, () => '"hvs.secret"').join(',')}]}`

describe('@boundary the bytes of an answer', () => {
  it.each<[string, string, number]>([
    ['of a few characters', JSON.stringify({ data: { password: secretOf(8) } }), 1],
    ['at the limit of what is read without counting', JSON.stringify({ password: secretOf(8190) }), 1],
    ['that is counted first', JSON.stringify({ password: secretOf(100_000) }), 1],
    ['of so many values that a thread reads it', listOf(30_000), 1],
    ['of more than a megabyte, which a thread reads', JSON.stringify({ password: secretOf(600_000) }), 1],
    ['that is not JSON', `<html>${secretOf(100)}</html>`, 1],
    ['that is cut off', `{"data":"${secretOf(100)}`, 1],
  ])('are wiped after an answer %s', async (_what, text) => {
    const bytes = bytesOf(text)
    const stop = startDeadline(30_000, undefined)
    const read = await createAnswerReader().read(bytes, bound, stop)
    stop.release()
    expect('json' in read ? JSON.stringify(read.json) : read.notJson).toHaveLength(text.length)
    expect(isGone(bytes)).toBe(true)
  })

  it.each<[string, string, object, string]>([
    ['with more values than its bound', listOf(10_000), { values: 100, depth: 10 }, 'answer-too-large'],
    [
      'with more levels than its bound',
      `${'['.repeat(20_000)}"hvs.secret"`,
      { values: 1e6, depth: 10 },
      'answer-invalid',
    ],
    ['with more values than its bound, in a thread', listOf(200_000), { values: 100, depth: 10 }, 'answer-too-large'],
  ])('are wiped after an answer %s is refused', async (_what, text, of, code) => {
    const bytes = bytesOf(text)
    const stop = startDeadline(30_000, undefined)
    const reading = async () => createAnswerReader().read(bytes, of as typeof bound, stop)
    expect((await failureOf(reading())).code).toBe(code)
    stop.release()
    expect(isGone(bytes)).toBe(true)
  })

  it('are wiped while the thread reads, even if they share their memory with other bytes', async () => {
    const whole = bytesOf(`x${listOf(300_000)}`)
    const bytes = whole.subarray(1)
    const stop = startDeadline(30_000, undefined)
    const state = { isRead: false, wereGone: false }
    const reading = Promise.resolve(createAnswerReader().read(bytes, bound, stop)).finally(() => (state.isRead = true))
    while (!state.isRead) {
      state.wereGone ||= isGone(bytes)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await reading).toHaveProperty('json')
    stop.release()
    expect(state.wereGone).toBe(true)
    expect(whole[0]).toBe('x'.charCodeAt(0))
  })

  it('are wiped if the request ended before the thread was free', async () => {
    const reader = createAnswerReader()
    const first = startDeadline(30_000, undefined)
    const second = startDeadline(30_000, undefined)
    const [one, two] = [bytesOf(listOf(30_000)), bytesOf(listOf(30_000))]
    const reading = [reader.read(one, bound, first), reader.read(two, bound, second)]
    second.end(new Failure('canceled', 'the request was canceled'))
    expect((await failureOf(Promise.resolve(reading[1]))).code).toBe('canceled')
    await reading[0]
    expect([isGone(one), isGone(two)]).toEqual([true, true])
  })

  it.each([
    ['JSON', '{"a":"hvs.secret"}', 'parsed'],
    ['not JSON', 'hvs.secret', 'not-json'],
    ['JSON with too many values', listOf(200), 'too-many-values'],
    ['JSON with too many levels', '[[[[[[[[["hvs.secret"]]]]]]]]]', 'too-deep'],
  ])('are wiped in the thread after %s', (_what, text, state) => {
    const bytes = Uint8Array.from(Buffer.from(text))
    expect(runJsonJob(bytes, { values: 100, depth: 5 }).state).toBe(state)
    expect(isGone(bytes)).toBe(true)
  })
})

describe('@boundary the pieces in which an answer arrives', () => {
  /** Sends an answer in pieces and returns them, as the client has received them. */
  async function piecesOf(maxBytes: number, isCutOff: boolean) {
    await using server = await hostile((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('a'.repeat(600_000), () => {
        if (isCutOff) response.destroy()
        else response.end('b'.repeat(1_400_000))
      })
    })
    const { dispatcher } = openAgent({ ...plainOptions(server.address), connectTimeout: 5000 }, () => undefined)
    const pieces: Buffer[] = []
    const noting = new Proxy(dispatcher, {
      get: (target, name) => {
        if (name !== 'dispatch') return Reflect.get(target, name, target) as unknown
        return (...[options, handler]: Parameters<typeof target.dispatch>) =>
          target.dispatch(options, {
            ...handler,
            onResponseData: (controller, chunk) => {
              pieces.push(chunk)
              handler.onResponseData?.(controller, chunk)
            },
          })
      },
    })
    const stop = startDeadline(10_000, undefined)
    const attempt = { origin: server.address, path: '/', method: 'GET' as const, headers: {}, body: null }
    const limits = { maxBytes, headersTimeout: 5000, bodyTimeout: 5000 }
    const outcome = await exchange(noting, attempt, limits, stop).catch((problem: unknown) => problem)
    stop.release()
    await dispatcher.destroy()
    return { outcome, pieces }
  }

  it('are zero-filled after the answer is assembled', async () => {
    const { outcome, pieces } = await piecesOf(3_000_000, false)
    expect(outcome).toMatchObject({ status: 200 })
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.filter((piece) => !isGone(piece))).toHaveLength(0)
  })

  it.each([
    ['larger than its bound', 1_000_000, false],
    ['cut off', 3_000_000, true],
  ])('are zero-filled if the answer is %s', async (_what, maxBytes, isCutOff) => {
    const { outcome, pieces } = await piecesOf(maxBytes, isCutOff)
    expect(outcome).toBeInstanceOf(Error)
    expect(pieces.length).toBeGreaterThan(0)
    expect(pieces.filter((piece) => !isGone(piece))).toHaveLength(0)
  })
})
