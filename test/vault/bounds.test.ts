/** The bounds of an answer: it is read exactly up to each bound, with one warning for the rest. */
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { answerBounds } from '../../electron/base/http/answerBounds.ts'
import { nameList, shortList, shortRecord } from '../../electron/base/json/bounded.ts'
import { listNames, readSecret, writeSecret } from '../../electron/vault/kv.ts'
import { casOption } from '../../electron/vault/kvAnswer.ts'
import type { VaultSession } from '../../electron/vault/session.ts'
import { failureOf, transportTo } from './asking.ts'

/** The options that pools of sockets and requests were created with. */
const made = vi.hoisted(() => ({ connect: [] as number[], limits: [] as object[], totals: [] as number[] }))
vi.mock(import('../../electron/base/http/agent.ts'), async (original) => {
  const real = await original()
  const openAgent: typeof real.openAgent = (options, onLoss) => {
    made.connect.push(options.connectTimeout)
    return real.openAgent(options, onLoss)
  }
  return { ...real, openAgent }
})
vi.mock(import('../../electron/base/http/exchange.ts'), async (original) => ({
  ...(await original()),
  exchange: (_dispatcher, _attempt, limits) => {
    made.limits.push(limits)
    return Promise.resolve({ status: 200, headers: {}, bytes: Buffer.from('{}'), latencyMs: 1 })
  },
}))
vi.mock(import('../../electron/base/http/deadline.ts'), async (original) => {
  const real = await original()
  const startDeadline: typeof real.startDeadline = (totalMs, signal) => {
    made.totals.push(totalMs)
    return real.startDeadline(totalMs, signal)
  }
  return { ...real, startDeadline }
})

/** A session that returns this answer; `asked` records the bodies. */
function session(body: unknown, status = 200) {
  const asked: unknown[] = []
  const of: VaultSession = {
    request: async (request) => {
      asked.push(request.body)
      return { status, body, warnings: [], latencyMs: 1 }
    },
  }
  return { of, asked }
}
const at = { mount: 'secret/', path: 'a', kvVersion: 2 } as const
const outcomeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'ok',
    async () => (await failureOf(work)).code,
  )

describe('a list of names', () => {
  const listing = (keys: unknown) => outcomeOf(listNames(session({ data: { keys } }).of, { ...at, folder: '' }))

  it.each<[string, unknown, string]>([
    ['of no name', [], 'ok'],
    ['with the longest name', ['x'.repeat(8192)], 'ok'],
    ['with a longer name', ['x'.repeat(8193)], 'answer-invalid'],
    ['with something else', ['a', 7], 'answer-invalid'],
    ['that is a text', 'abc', 'answer-invalid'],
    ['that is an object', { length: 0 }, 'answer-invalid'],
    ['that is missing', undefined, 'answer-invalid'],
  ])('%s: %s', async (_what, keys, outcome) => {
    expect(await listing(keys)).toBe(outcome)
  })

  it('has at most as many entries as its bound, and warns once', () => {
    const list = nameList(3, 2)
    expect(list.safeParse(['abc', '']).success).toBe(true)
    for (const wrong of [['a', 'b', 'c'], ['abcd'], ['a', null]]) {
      expect(list.safeParse(wrong).error?.issues).toHaveLength(1)
    }
    expect(nameList(1).safeParse(Array.from({ length: 1_000_001 }, () => 'a')).error?.issues).toHaveLength(1)
  })
})

describe('lists and objects of a server', () => {
  it('are checked for their size before their items', () => {
    const list = shortList(z.number(), 2)
    expect(list.safeParse([1, 2]).success).toBe(true)
    expect(list.safeParse(['a', 'b', 'c']).error?.issues).toHaveLength(1)
    expect(list.safeParse({ length: 1 }).success).toBe(false)
    const record = shortRecord(z.number(), 2)
    expect(record.safeParse({ a: 1, b: 2 }).success).toBe(true)
    expect(record.safeParse({ a: 'x', b: 'y', c: 'z' }).error?.issues).toHaveLength(1)
    for (const wrong of [null, 'ab', 7, undefined]) expect(record.safeParse(wrong).success).toBe(false)
  })
})

describe('a secret of KV 2', () => {
  const metadata = { version: 1, created_time: '2026-01-01T00:00:00Z', deletion_time: '', destroyed: false }
  const reading = (change: object, data: unknown = { k: 'v' }) =>
    outcomeOf(readSecret(session({ data: { data, metadata: { ...metadata, ...change } } }).of, at))

  it.each<[string, object, string]>([
    ['its first version', {}, 'ok'],
    ['a large version', { version: 2 ** 31 }, 'ok'],
    ['version 0', { version: 0 }, 'answer-invalid'],
    ['version -1', { version: -1 }, 'answer-invalid'],
    ['half a version', { version: 1.5 }, 'answer-invalid'],
    ['a version as a text', { version: '1' }, 'answer-invalid'],
    ['a time that is none', { created_time: 'yesterday' }, 'answer-invalid'],
    ['custom metadata of the longest value', { custom_metadata: { k: 'x'.repeat(65_536) } }, 'ok'],
    ['custom metadata of a longer value', { custom_metadata: { k: 'x'.repeat(65_537) } }, 'answer-invalid'],
    ['custom metadata of the longest key', { custom_metadata: { ['x'.repeat(4096)]: '' } }, 'ok'],
    ['custom metadata of a longer key', { custom_metadata: { ['x'.repeat(4097)]: '' } }, 'answer-invalid'],
    ['custom metadata that is no text', { custom_metadata: { k: 1 } }, 'answer-invalid'],
    ['custom metadata that is a list', { custom_metadata: ['k'] }, 'answer-invalid'],
    ['no custom metadata', { custom_metadata: null }, 'ok'],
  ])('with %s: %s', async (_what, change, outcome) => {
    expect(await reading(change)).toBe(outcome)
  })

  it.each<[unknown, string]>([
    [null, 'ok'],
    [{}, 'ok'],
    ['text', 'answer-invalid'],
    [[1], 'answer-invalid'],
    [7, 'answer-invalid'],
  ])('whose data is %j is %s', async (data, outcome) => {
    expect(await reading({}, data)).toBe(outcome)
  })

  it('keeps a key named __proto__ in its custom metadata', async () => {
    const custom = JSON.parse('{"__proto__":"mine","a":"b"}') as object
    const { secret } = await readSecret(
      session({ data: { data: {}, metadata: { ...metadata, custom_metadata: custom } } }).of,
      at,
    )
    expect(secret.customMetadata).toEqual([
      { key: '__proto__', value: 'mine' },
      { key: 'a', value: 'b' },
    ])
  })

  it('is written only with the version that it is based on', async () => {
    const answer = { data: { version: 3 } }
    for (const [cas, option] of [
      [2, ',"options":{"cas":2}'],
      [0, ',"options":{"cas":0}'],
      ['blind', ''],
    ] as const) {
      const { of, asked } = session(answer)
      const entries = [{ key: 'k', json: '"v"' }]
      expect(await writeSecret(of, { ...at, entries, cas })).toEqual({ version: 3 })
      expect(asked).toEqual([{ raw: `{"data":{"k":"v"}${option}}` }])
      expect(casOption(cas)).toBe(option)
    }
    const { of, asked } = session(answer)
    expect(await outcomeOf(writeSecret(of, { ...at, entries: [] }))).toBe('invalid-input')
    expect(asked).toEqual([])
  })

  it.each([{ data: { version: 0 } }, { data: {} }, { data: { version: '3' } }, {}, undefined])(
    'is not reported as written after the answer %j',
    async (body) => {
      expect(await outcomeOf(writeSecret(session(body).of, { ...at, entries: [], cas: 0 }))).toBe('answer-invalid')
    },
  )

  it('is not reported as written, or read, after a wrapped answer', async () => {
    const wrapped = { wrap_info: { token: 'hvs.wrapping' }, data: null }
    for (const work of [
      writeSecret(session(wrapped).of, { ...at, entries: [], cas: 0 }),
      writeSecret(session(wrapped).of, { ...at, kvVersion: 1, entries: [] }),
      readSecret(session(wrapped).of, at),
      readSecret(session(wrapped).of, { ...at, kvVersion: 1 }),
    ]) {
      const failure = await failureOf(work)
      expect(failure.code).toBe('answer-wrapped')
      expect(JSON.stringify(failure.error)).not.toContain('hvs.wrapping')
    }
  })
})

describe('a request', () => {
  const read = { method: 'GET', path: 'sys/x' } as const

  it('waits for a server no longer than these deadlines, and reads 1 MiB unless its call needs more', async () => {
    const transport = transportTo('https://vault.example')
    await transport.request(read)
    await transport.request({ ...read, timeoutMs: 5000, bound: answerBounds.secrets })
    await transport.close()
    await transportTo('https://vault.example', { timeouts: { connect: 50 } }).close()
    expect(made.connect).toEqual([10_000, 50])
    expect(made.limits).toMatchObject([
      { maxBytes: 1024 * 1024, headersTimeout: 60_000, bodyTimeout: 30_000 },
      { maxBytes: 64 * 1024 * 1024 },
    ])
    expect(made.totals).toEqual([120_000, 5000])
  })

  it.each(['hvs.a b', 'hvs.a\nx-other: 1', '', 'hvs.é', 'hvs.\u0000'])(
    'is not sent with the token %j',
    async (token) => {
      const transport = transportTo('https://vault.example')
      made.limits.length = 0
      expect((await failureOf(transport.request({ ...read, token }))).code).toBe('invalid-input')
      await transport.close()
      expect(made.limits).toEqual([])
    },
  )
})
