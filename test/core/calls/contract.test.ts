import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsByName } from '../../../electron/contract/contract.ts'
import { startCore, type TestCore } from '../../features/startCore.ts'

/** An input that no call accepts: not an object, or an object with an unknown member. */
const garbage = fc.oneof(
  fc.oneof(
    fc.string(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.array(fc.anything(), { maxLength: 5 }),
  ),
  fc
    .tuple(fc.object({ maxDepth: 3 }), fc.string({ minLength: 1 }), fc.anything())
    .map(([object, name, value]) => ({ ...object, [`unknown ${name}`]: value })),
)

let test: TestCore

beforeAll(async () => {
  test = await startCore()
})
afterAll(() => test.stop())

describe.each([...callsByName])('%s', (name, spec) => {
  const send = (input: unknown) =>
    spec.kind === 'stream' ? test.core.stream(name, input, () => undefined, {}) : test.core.call(name, input, {})

  it('answers garbage with invalid-input and never repeats the garbage', async () => {
    await fc.assert(
      fc.asyncProperty(garbage, async (input) => {
        const result = await send(input)
        expect(result).toMatchObject({ ok: false, error: { code: 'invalid-input', retryable: false } })
      }),
      { numRuns: 60 },
    )
  })

  it('does not repeat the refused value', async () => {
    const marker = 'hvs.thisIsTheRefusedValue'
    const result = await send({ marker, profileId: marker, at: marker, share: { marker } })
    expect(JSON.stringify(result)).not.toContain('thisIsTheRefusedValue')
  })
})

describe('the dispatcher', () => {
  it('refuses calls that are not in the contract', async () => {
    for (const name of ['', 'kv', 'kv.', 'constructor.name', '__proto__.toString', 'kv.readAll', 'app.state ']) {
      const result = await test.core.call(name, {}, {})
      expect(result.ok ? 'ok' : result.error.code, name).toBe('invalid-input')
    }
  })

  it('runs a stream only as a stream and a query only as a query', async () => {
    const asQuery = await test.core.call('app.events', {}, {})
    const asStream = await test.core.stream('app.state', {}, () => undefined, {})
    expect([asQuery.ok, asStream.ok]).toEqual([false, false])
  })

  it('returns canceled when the caller no longer needs the answer', async () => {
    const result = await test.core.call('app.state', {}, { signal: AbortSignal.abort() })
    expect(result.ok ? 'ok' : result.error.code).toBe('canceled')
  })

  it('ends an endless stream when it is canceled', async () => {
    const stop = new AbortController()
    const running = test.core.stream('app.events', {}, () => stop.abort(), { signal: stop.signal })
    await test.core.call('app.changeSettings', { theme: 'dark' }, {})
    const result = await running
    expect(result.ok ? 'ok' : result.error.code).toBe('canceled')
  })
})
