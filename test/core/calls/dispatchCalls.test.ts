/** The dispatcher's work around a handler: the lock, the signal, warnings, streams and the log. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { CallSpec, LaterSpec } from '../../../electron/contract/define.ts'
import { Failure } from '../../../electron/contract/failure.ts'
import { createDispatcher, type Dispatcher } from '../../../electron/core/calls/dispatch.ts'
import type { AllHandlers, CallContext } from '../../../electron/core/handler.ts'
import { createHeldDigests } from '../../../electron/core/held/heldDigests.ts'
import { createLog } from '../../../electron/base/log/log.ts'
import { createOutputFence } from '../../../electron/core/calls/outputFence.ts'

const specs = vi.hoisted(() => new Map<string, unknown>())
vi.mock(import('../../../electron/contract/contract.ts'), async (original) => ({
  ...(await original()),
  callsByName: specs as never,
}))

const common = { input: z.strictObject({ n: z.number().optional() }), output: z.object({ n: z.number() }) }
const streamed = { ...common, kind: 'stream' as const, item: z.object({ i: z.number() }) }
const calls: Readonly<Record<string, CallSpec | LaterSpec>> = {
  read: { ...common, kind: 'query' },
  readLater: { kind: 'query', load: async () => ({ ...common, kind: 'query' as const }) },
  change: { ...common, kind: 'mutation' },
  changeStoppably: { ...common, kind: 'mutation', stoppable: true },
  open: { ...common, kind: 'query', whileLocked: true },
  follow: streamed,
  followOpen: { ...streamed, whileLocked: true },
  // In the contract, but without a handler.
  orphan: { ...common, kind: 'query' },
}
for (const [name, spec] of Object.entries(calls)) specs.set(`topic.${name}`, spec)

const token = 'hvs.CAESIJtheTokenThatTheCoreHoldsForAPerson123'

let dispatcher: Dispatcher
let isLocked: boolean
/** Whether the auto-lock has expired at the next check. */
let isOver: boolean
let isReady: PromiseWithResolvers<void>
let fenceReady: Promise<void>
/** The recorded events, in order. */
let told: string[]
let logged: { level: string; fields: Readonly<Record<string, unknown>> }[]
/** The behavior of handlers, and the inputs that they received. */
let answer: (input: unknown, context: CallContext) => unknown
let items: (input: unknown, context: CallContext) => AsyncGenerator<unknown, unknown, void>
let context: CallContext | undefined

beforeEach(() => {
  isLocked = false
  isOver = false
  isReady = Promise.withResolvers()
  isReady.resolve()
  fenceReady = Promise.resolve()
  told = []
  logged = []
  context = undefined
  answer = () => ({ n: 1 })
  items = async function* () {
    yield* []
    return { n: 0 }
  }
  const held = createHeldDigests()
  held.hold('session:1', [token])
  const note = (level: string) => (fields: Readonly<Record<string, unknown>>) => void logged.push({ level, fields })
  const handler = (input: unknown, given: CallContext) => {
    told.push('handled')
    context = given
    return answer(input, given)
  }
  const stream = (input: unknown, given: CallContext) => {
    context = given
    return items(input, given)
  }
  dispatcher = createDispatcher({
    handlers: {
      topic: {
        read: handler,
        readLater: handler,
        change: handler,
        changeStoppably: handler,
        open: handler,
        follow: stream,
        followOpen: stream,
        notInTheContract: handler,
      },
    } as unknown as AllHandlers,
    isLocked: () => isLocked,
    lockIfOver: () => {
      if (isOver) isLocked = true
    },
    ready: isReady.promise,
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    fence: createOutputFence(held, async () => {
      await fenceReady
      told.push('fenced')
    }),
  })
})

const call = (name: string, input: unknown = {}, options = {}) => dispatcher.call(`topic.${name}`, input, options)
const outcome = async (name: string, input?: unknown, options?: object) => {
  const result = await call(name, input, options)
  return result.ok ? 'ok' : result.error.code
}
/** Runs a stream and returns its items and its result. */
async function follow(name: string, options: object = {}, onItem?: (item: unknown) => unknown) {
  const got: unknown[] = []
  const result = await dispatcher.stream(
    `topic.${name}`,
    {},
    (item) => {
      got.push(item)
      return onItem?.(item)
    },
    options,
  )
  return { got, code: result.ok ? 'ok' : result.error.code, result }
}

describe('@boundary a call', () => {
  it.each(['orphan', 'notInTheContract', 'missing', 'follow'])(
    'is refused for %s, which cannot be called',
    async (name) => {
      expect(await call(name)).toEqual({
        ok: false,
        error: { code: 'invalid-input', message: 'Unknown call.', retryable: false },
      })
      expect(told).toEqual([])
    },
  )

  it.each(['read', 'change', 'orphan', 'missing'])('is refused as a stream: %s', async (name) => {
    expect(await follow(name)).toMatchObject({ got: [], code: 'invalid-input' })
    expect(told).toEqual([])
  })

  it.each(['read', 'readLater', 'change', 'changeStoppably', 'open'])('is answered: %s', async (name) => {
    answer = (input) => ({ n: (input as { n: number }).n + 1, more: 'dropped' })
    expect(await call(name, { n: 1 })).toEqual({ ok: true, value: { n: 2 }, warnings: [] })
    expect(logged).toEqual([{ level: 'debug', fields: { call: `topic.${name}`, ms: expect.any(Number) as number } }])
  })

  it('is logged with its duration in milliseconds', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    try {
      vi.advanceTimersByTime(1000)
      answer = () => {
        vi.advanceTimersByTime(25)
        return { n: 1 }
      }
      await call('read')
      expect(logged).toMatchObject([{ fields: { ms: 25 } }])
    } finally {
      vi.useRealTimers()
    }
  })

  it('with an invalid input reaches no handler', async () => {
    expect(await call('read', { n: 'x', extra: 1 })).toMatchObject({
      error: { code: 'invalid-input', issues: [{ path: 'n' }, { message: 'has fields that are not known' }] },
    })
    expect(told).toEqual([])
  })

  it('names the position of a problem in its input with dots', async () => {
    specs.set('topic.read', { ...common, kind: 'query', input: z.object({ a: z.array(z.object({ b: z.number() })) }) })
    try {
      expect(await call('read', { a: [{ b: 1 }, { b: '2' }] })).toMatchObject({
        error: { issues: [{ path: 'a.1.b' }] },
      })
    } finally {
      specs.set('topic.read', calls['read'])
    }
  })

  it('starts immediately, so that a lock finds it running', async () => {
    await isReady.promise
    void call('read')
    expect(told).toEqual(['handled'])
  })

  it('waits until the app knows whether it starts locked, unless the lock screen needs the call', async () => {
    isReady = Promise.withResolvers()
    const dispatched = createDispatcher({
      handlers: { topic: { read: () => ({ n: 1 }), open: () => ({ n: 2 }) } } as unknown as AllHandlers,
      isLocked: () => isLocked,
      lockIfOver: () => undefined,
      ready: isReady.promise,
      log: createLog(null),
      fence: createOutputFence(createHeldDigests(), async () => undefined),
    })
    const reading = dispatched.call('topic.read', {}, {})
    expect(await dispatched.call('topic.open', {}, {})).toMatchObject({ ok: true })
    isLocked = true
    isReady.resolve()
    expect(await reading).toMatchObject({ ok: false, error: { code: 'locked' } })
  })

  it('knows the window that it comes from', async () => {
    await call('read', {}, { window: 'main' })
    expect(context?.window).toBe('main')
  })

  it('passes each warning on once', async () => {
    answer = (_input, given) => {
      given.warn(['a', 'b'])
      given.warn(['a', token])
      return { n: 1 }
    }
    expect(await call('read')).toMatchObject({ warnings: ['a', 'b', '[withheld]'] })
  })

  it('always finishes once it has begun only if it makes a change that must not stay incomplete', async () => {
    const page = new AbortController()
    const seen: Record<string, boolean> = {}
    for (const name of ['read', 'change', 'changeStoppably', 'open']) {
      await call(name, {}, { signal: page.signal })
      seen[name] = context?.act !== undefined
      expect(context?.signal === page.signal).toBe(!seen[name])
    }
    expect(seen).toEqual({ read: false, change: true, changeStoppably: false, open: false })
  })

  it('ends its act when it is answered', async () => {
    const page = new AbortController()
    for (const how of [() => ({ n: 1 }), () => Promise.reject(new Error('no'))]) {
      answer = how
      await call('change', {}, { signal: page.signal })
    }
    page.abort()
    expect(context?.signal.aborted).toBe(false)
  })
})

describe('@boundary a locked app', () => {
  beforeEach(() => void (isLocked = true))

  it('answers only the calls that the lock screen needs', async () => {
    for (const name of ['read', 'readLater', 'change']) {
      expect(await call(name)).toEqual({
        ok: false,
        error: { code: 'locked', message: 'Strongroom is locked.', retryable: false },
      })
    }
    expect(await follow('follow')).toMatchObject({ got: [], code: 'locked' })
    expect(told).toEqual([])
    expect([await outcome('open'), (await follow('followOpen')).code]).toEqual(['ok', 'ok'])
    // The lock dropped everything that the fence would recognize.
    expect(told).toEqual(['handled'])
  })

  it('reports the problem of a call that it would answer, and of a call that does not exist', async () => {
    expect(await call('missing')).toMatchObject({ error: { message: 'Unknown call.' } })
    answer = () => {
      throw new Failure('rejected', 'the reason')
    }
    expect(await call('open')).toMatchObject({ error: { code: 'rejected', message: 'the reason' } })
  })
})

describe('@boundary a lock while a call is under way', () => {
  it('withholds the answer', async () => {
    answer = () => {
      isLocked = true
      return { n: 1 }
    }
    expect([await outcome('read'), await outcome('open')]).toEqual(['locked', 'ok'])
  })

  it('withholds the answer if it arrives while held credentials are read', async () => {
    const fenced = Promise.withResolvers<void>()
    fenceReady = fenced.promise
    const reading = outcome('read')
    await Promise.resolve()
    isLocked = true
    fenced.resolve()
    expect(await reading).toBe('locked')
  })

  it('is triggered by the auto-lock when its time has passed', async () => {
    isOver = true
    expect([await outcome('read'), told]).toEqual(['locked', []])
    isLocked = false
    isOver = false
    answer = () => {
      isOver = true
      return { n: 1 }
    }
    expect([await outcome('read'), isLocked]).toEqual(['locked', true])
  })

  it('ends a stream before its next item, unless the lock screen needs the stream', async () => {
    items = async function* () {
      yield { i: 1 }
      isLocked = true
      yield { i: 2 }
      return { n: 2 }
    }
    expect(await follow('follow')).toMatchObject({ got: [{ i: 1 }], code: 'locked' })
    isLocked = false
    expect(await follow('followOpen')).toMatchObject({ got: [{ i: 1 }, { i: 2 }], code: 'ok' })
  })
})

describe('@boundary a canceled call', () => {
  const gone = AbortSignal.abort()

  it('does not begin', async () => {
    for (const name of ['read', 'change', 'open']) expect(await outcome(name, {}, { signal: gone })).toBe('canceled')
    expect(told).toEqual([])
  })

  it('is reported as canceled however its handler failed, except for a failure with a code', async () => {
    const fail = (problem: Error) => {
      const page = new AbortController()
      answer = () => {
        page.abort()
        throw problem
      }
      return call('read', {}, { signal: page.signal })
    }
    expect(await fail(new Error('socket'))).toEqual({
      ok: false,
      error: { code: 'canceled', message: 'The call was canceled.', retryable: false },
    })
    expect(await fail(new Failure('connection-lost', 'lost'))).toMatchObject({ error: { code: 'connection-lost' } })
  })

  it('that changes something is reported with its actual result', async () => {
    const page = new AbortController()
    answer = () => {
      page.abort()
      return { n: 1 }
    }
    expect(await outcome('change', {}, { signal: page.signal })).toBe('ok')
  })
})

describe('@boundary a call that fails', () => {
  it('is logged, with its problem only if the failure was unexpected', async () => {
    const problem = new TypeError('unforeseen')
    answer = () => {
      throw problem
    }
    expect(await call('read')).toEqual({
      ok: false,
      error: { code: 'internal', message: 'Something in Strongroom failed (TypeError).', retryable: false },
    })
    answer = () => {
      throw new Failure('rejected', 'foreseen')
    }
    await call('read')
    expect(logged).toEqual([
      { level: 'error', fields: { call: 'topic.read', code: 'internal', problem } },
      { level: 'debug', fields: { call: 'topic.read', code: 'rejected' } },
    ])
  })

  it('shows no token that the core holds', async () => {
    answer = () => {
      throw new Failure('rejected', `refused ${token}`, { vaultErrors: [token] })
    }
    expect(await call('read')).toMatchObject({ error: { message: 'refused [withheld]', vaultErrors: ['[withheld]'] } })
  })

  it('fails if its handler returns what the contract does not allow', async () => {
    answer = () => ({ n: 'no number' })
    expect(await call('read')).toMatchObject({ error: { code: 'internal' } })
  })
})

describe('@boundary a stream', () => {
  it('delivers its items in order, each after the previous one was taken, and its result last', async () => {
    items = async function* () {
      for (const i of [1, 2]) {
        told.push(`yields ${i}`)
        yield { i, more: 'dropped' }
      }
      return { n: 2, more: 'dropped' }
    }
    const { got, result } = await follow('follow', {}, async () => {
      await Promise.resolve()
      told.push('taken')
    })
    expect(got).toEqual([{ i: 1 }, { i: 2 }])
    expect(result).toEqual({ ok: true, value: { n: 2 }, warnings: [] })
    expect(told).toEqual(['yields 1', 'fenced', 'taken', 'yields 2', 'fenced', 'taken', 'fenced'])
  })

  it.each<[string, object, (page: AbortController) => void]>([
    ['canceled', {}, (page) => page.abort()],
    [
      'internal',
      {},
      () => {
        throw new Error('the window is gone')
      },
    ],
  ])('ends and releases what it follows: %s', async (code, _options, act) => {
    const page = new AbortController()
    items = async function* () {
      try {
        yield { i: 1 }
        yield { i: 2 }
        return { n: 2 }
      } finally {
        told.push('let go')
      }
    }
    expect(await follow('followOpen', { signal: page.signal }, () => act(page))).toMatchObject({
      got: [{ i: 1 }],
      code,
    })
    expect(told).toEqual(['let go'])
  })

  it('has no result if it was canceled before it ended', async () => {
    const page = new AbortController()
    items = async function* () {
      yield { i: 1 }
      page.abort()
      return { n: 1 }
    }
    expect(await follow('follow', { signal: page.signal })).toMatchObject({ got: [{ i: 1 }], code: 'canceled' })
  })

  it('never delivers an item that contains a token which the core holds, even with consent', async () => {
    specs.set('kv.reveal', { ...streamed, item: z.object({ text: z.string() }) })
    const held = createHeldDigests()
    held.hold('session:1', [token])
    const dispatched = createDispatcher({
      handlers: {
        kv: {
          reveal: async function* (_input: unknown, given: CallContext) {
            given.allowHeld?.()
            yield { text: 'plain' }
            yield { text: token }
            return { n: 1 }
          },
        },
      } as unknown as AllHandlers,
      isLocked: () => false,
      lockIfOver: () => undefined,
      ready: Promise.resolve(),
      log: createLog(null),
      fence: createOutputFence(held, async () => undefined),
    })
    const got: unknown[] = []
    try {
      const result = await dispatched.stream('kv.reveal', {}, (item) => got.push(item), {})
      expect([got, result]).toMatchObject([[{ text: 'plain' }], { error: { code: 'answer-withheld' } }])
    } finally {
      specs.delete('kv.reveal')
    }
  })
})

describe('@boundary an answer with a token that the core holds', () => {
  it('passes only for a call that may ask for it, and only after the person has allowed it', async () => {
    const reveal = { ...common, kind: 'query', output: z.object({ text: z.string() }) }
    specs.set('kv.reveal', reveal)
    specs.set('topic.read', reveal)
    let allows = false
    const handler = (_input: unknown, given: CallContext) => {
      if (allows) given.allowHeld?.()
      return { text: token }
    }
    const held = createHeldDigests()
    held.hold('session:1', [token])
    const dispatched = createDispatcher({
      handlers: { kv: { reveal: handler }, topic: { read: handler } } as unknown as AllHandlers,
      isLocked: () => false,
      lockIfOver: () => undefined,
      ready: Promise.resolve(),
      log: createLog(null),
      fence: createOutputFence(held, async () => undefined),
    })
    const outcomes = async () =>
      Promise.all(['kv.reveal', 'topic.read'].map(async (name) => (await dispatched.call(name, {}, {})).ok))
    try {
      expect(await outcomes()).toEqual([false, false])
      allows = true
      expect(await outcomes()).toEqual([true, false])
    } finally {
      specs.delete('kv.reveal')
      specs.set('topic.read', calls['read'])
    }
  })
})

describe('@boundary the exit of the app', () => {
  it('waits only for calls that change something, including calls that begin during the exit', async () => {
    const gates = [Promise.withResolvers<unknown>(), Promise.withResolvers<unknown>()]
    let next = 0
    answer = () => gates[next++]?.promise
    let isSettled = false
    const first = call('change')
    const settled = dispatcher.settled().then(() => (isSettled = true))
    const second = call('change')
    gates[0]?.resolve({ n: 1 })
    await first
    await new Promise(setImmediate)
    expect(isSettled).toBe(false)
    gates[1]?.resolve({ n: 1 })
    await second
    await settled
    answer = () => new Promise(() => undefined)
    void call('read')
    await dispatcher.settled()
  })
})
