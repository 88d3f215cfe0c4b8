/** The keychain's thread from the core's side: the messages, each answer, the deadline and the end of the thread. */
import type { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createOsKeychain } from '../../../electron/storage/keychain/osKeychain.ts'
import { outcomeOf } from '../../core/outcome.ts'

interface Sent {
  readonly id: number
  readonly action: string
  readonly account: string
  readonly secret: Uint8Array | undefined
}
/** Replaces a thread: records the posted messages, and how often it was ended. */
interface FakeThread extends EventEmitter {
  readonly sent: { readonly message: Sent; readonly transfer: readonly unknown[] }[]
  readonly options: { readonly workerData: { readonly service: string; readonly library: string } }
  ended: number
  isReferenced: boolean
}
const threads = vi.hoisted((): FakeThread[] => [])
const failing = vi.hoisted(() => ({ isMissing: false }))
vi.mock(import('node:worker_threads'), async (original) => {
  const real = await original()
  const { EventEmitter: Emitter } = await import('node:events')
  class Thread extends Emitter {
    readonly sent: { message: Sent; transfer: readonly unknown[] }[] = []
    readonly options: FakeThread['options']
    ended = 0
    isReferenced = true
    constructor(_program: string, options: FakeThread['options']) {
      super()
      if (failing.isMissing) throw new Error('no such module')
      this.options = options
      threads.push(this)
    }
    postMessage(message: Sent, transfer: readonly unknown[]): void {
      this.sent.push({ message, transfer })
    }
    terminate(): Promise<number> {
      this.ended++
      return Promise.resolve(0)
    }
    ref(): void {
      this.isReferenced = true
    }
    unref(): void {
      this.isReferenced = false
    }
  }
  return { ...real, Worker: Thread } as unknown as typeof real
})

beforeEach(() => {
  threads.length = 0
  failing.isMissing = false
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const threadAt = (index: number): FakeThread => {
  const thread = threads[index]
  if (thread === undefined) throw new Error(`no thread ${index}`)
  return thread
}
const sentTo = (thread: FakeThread, index: number) => {
  const sent = thread.sent[index]
  if (sent === undefined) throw new Error(`no message ${index}`)
  return sent
}
/** Answers the message at `index` of a thread. */
const answer = (thread: FakeThread, index: number, fields: object = { ok: true, value: null }) =>
  thread.emit('message', { id: sentTo(thread, index).message.id, ...fields })
const refused = (message: string, missing = false) => ({ ok: false, missing, message })

describe('a call to the keychain', () => {
  it('starts the thread if it is the first one, and reuses it otherwise', async () => {
    const keychain = createOsKeychain('a service')
    expect(threads).toHaveLength(0)
    const calls = [keychain.read('a'), keychain.write('b', Buffer.from('one'))]
    expect([threads.length, threadAt(0).options.workerData.service]).toEqual([1, 'a service'])
    expect(threadAt(0).options.workerData.library).toMatch(/keyring/)
    answer(threadAt(0), 1)
    answer(threadAt(0), 0, { ok: true, value: Uint8Array.from([1, 255]) })
    expect(await Promise.all(calls)).toEqual([Buffer.from([1, 255]), undefined])
    const again = keychain.remove('c')
    answer(threadAt(0), 2)
    expect([await again, threads.length]).toEqual([undefined, 1])
    const ids = threadAt(0).sent.map(({ message }) => message.id)
    expect(new Set(ids).size).toBe(3)
    expect(threadAt(0).sent.map(({ message }) => [message.action, message.account])).toEqual([
      ['read', 'a'],
      ['write', 'b'],
      ['remove', 'c'],
    ])
  })

  it('@boundary passes a copy of the secret on, and does not change the one of the caller', async () => {
    const keychain = createOsKeychain('a service')
    const secret = Buffer.from('a secret')
    const writing = keychain.write('a', secret)
    const reading = keychain.read('a')
    const { message, transfer } = sentTo(threadAt(0), 0)
    expect([String(Buffer.from(message.secret ?? [])), transfer]).toEqual(['a secret', [message.secret?.buffer]])
    expect(message.secret?.buffer).not.toBe(secret.buffer)
    expect(String(secret)).toBe('a secret')
    expect(sentTo(threadAt(0), 1)).toMatchObject({ message: { secret: undefined }, transfer: [] })
    answer(threadAt(0), 0)
    answer(threadAt(0), 1)
    await writing
    expect(await reading).toBeNull()
  })

  it.each<[string, boolean, string, boolean]>([
    ['cannot load native binding', true, 'keychain-unavailable', false],
    ['DBus error: no such bus', false, 'keychain-unavailable', false],
    ['No Result Found', false, 'keychain-unavailable', false],
    ['no storage access', false, 'keychain-unavailable', false],
    ['this is not supported', false, 'keychain-unavailable', false],
    ['DBus error: did not receive a reply', false, 'keychain-refused', true],
    ['the prompt was dismissed', false, 'keychain-refused', true],
  ])('that fails with "%s" (library missing: %s) is %s', async (words, missing, code, retryable) => {
    const keychain = createOsKeychain('a service')
    const reading = keychain.read('a')
    answer(threadAt(0), 0, refused(words, missing))
    await expect(reading).rejects.toMatchObject({ code, error: { retryable } })
    const message = await reading.catch((problem: unknown) => (problem as Error).message)
    expect(String(message).includes(words)).toBe(!missing)
  })

  it('ignores messages that are not answers, and answers without a request', async () => {
    const keychain = createOsKeychain('a service')
    const reading = keychain.read('a')
    for (const message of [
      null,
      { 'watch:import': ['file'] },
      { id: 'a', ok: true, value: null },
      { id: 1, ok: true },
    ]) {
      threadAt(0).emit('message', message)
    }
    threadAt(0).emit('message', { id: 1_000, ok: true, value: null })
    answer(threadAt(0), 0, { ok: true, value: Uint8Array.from([7]) })
    expect(await reading).toEqual(Buffer.of(7))
  })

  it('keeps the process running only until it is answered', async () => {
    const keychain = createOsKeychain('a service')
    const calls = [keychain.read('a'), keychain.read('b')]
    answer(threadAt(0), 0)
    expect(threadAt(0).isReferenced).toBe(true)
    answer(threadAt(0), 1)
    expect(threadAt(0).isReferenced).toBe(false)
    calls.push(keychain.read('c'))
    expect(threadAt(0).isReferenced).toBe(true)
    answer(threadAt(0), 2)
    expect(await Promise.all(calls)).toEqual([null, null, null])
    expect(threadAt(0).ended).toBe(0)
  })

  it('is refused if the library is missing', async () => {
    failing.isMissing = true
    const keychain = createOsKeychain('a service')
    expect(await outcomeOf(keychain.read('a'))).toBe('keychain-unavailable')
    failing.isMissing = false
    const reading = keychain.read('a')
    answer(threadAt(0), 0)
    expect(await reading).toBeNull()
  })
})

describe('the thread of the keychain', () => {
  it('ends after a removal, once nothing waits for it', async () => {
    const keychain = createOsKeychain('a service')
    const calls = [keychain.remove('a'), keychain.read('b')]
    answer(threadAt(0), 0)
    expect(threadAt(0).ended).toBe(0)
    answer(threadAt(0), 1)
    expect(threadAt(0).ended).toBe(1)
    await Promise.all(calls)
    // Its end does not refuse the requests of the next one.
    const next = keychain.read('b')
    threadAt(0).emit('exit')
    answer(threadAt(1), 0, { ok: true, value: Uint8Array.from([1]) })
    expect(await next).toEqual(Buffer.of(1))
    expect([threads.length, threadAt(1).ended]).toEqual([2, 0])
  })

  it.each(['exit', 'error'])(
    'that ends with "%s" refuses the waiting calls, and the next call starts another one',
    async (event) => {
      const keychain = createOsKeychain('a service')
      const calls = [keychain.read('a'), keychain.write('b', Buffer.from('one'))]
      threadAt(0).emit(event, new Error('crashed'))
      expect(await Promise.all(calls.map(outcomeOf))).toEqual(['keychain-unavailable', 'keychain-unavailable'])
      const next = keychain.read('a')
      answer(threadAt(1), 0)
      expect(await next).toBeNull()
    },
  )

  it('that does not answer within 30 seconds refuses all waiting calls', async () => {
    const keychain = createOsKeychain('a service')
    const first = keychain.read('a')
    vi.advanceTimersByTime(20_000)
    const calls = [first, keychain.read('b')].map((call) => call.catch((problem: unknown) => problem))
    vi.advanceTimersByTime(9_999)
    expect(threadAt(0).ended).toBe(0)
    vi.advanceTimersByTime(1)
    expect(threadAt(0).ended).toBe(1)
    for (const problem of await Promise.all(calls)) {
      expect(problem).toMatchObject({
        code: 'keychain-refused',
        message: 'The keychain did not answer within 30 seconds.',
        error: { retryable: true },
      })
    }
    const next = keychain.read('a')
    // A late answer of the first thread is ignored, and the deadline of its calls has passed.
    vi.advanceTimersByTime(15_000)
    expect(threadAt(1).ended).toBe(0)
    answer(threadAt(1), 0)
    expect(await next).toBeNull()
  })

  it('is not ended by the deadline of a call that was answered', async () => {
    const keychain = createOsKeychain('a service', { deadline: 500 })
    const calls = [keychain.read('a'), keychain.read('b')]
    answer(threadAt(0), 0)
    answer(threadAt(0), 1, refused('locked'))
    expect(await Promise.all(calls.map(outcomeOf))).toEqual(['ok', 'keychain-refused'])
    const next = keychain.read('c')
    vi.advanceTimersByTime(499)
    expect(threadAt(0).ended).toBe(0)
    answer(threadAt(0), 2)
    expect(await next).toBeNull()
    vi.advanceTimersByTime(10_000)
    expect(threadAt(0).ended).toBe(0)
  })
})
