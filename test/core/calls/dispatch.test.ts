/** The dispatcher with handlers that return too much, and its errors for inputs that it refuses. */
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { Failure } from '../../../electron/contract/failure.ts'
import { createDispatcher, type Dispatcher } from '../../../electron/core/calls/dispatch.ts'
import type { AllHandlers } from '../../../electron/core/handler.ts'
import { createHeldDigests } from '../../../electron/core/held/heldDigests.ts'
import { createLog } from '../../../electron/base/log/log.ts'
import { createOutputFence } from '../../../electron/core/calls/outputFence.ts'
import { allCalls, chooser, valueFor, type Vocabulary } from '../../boundary/inputs.ts'

/** A secret that the core does not hold, so that the output fence cannot recognize it. */
const leak = 'a secret that a handler returns by mistake'
const leaks = { leaked: leak, root_token: leak, keys: [leak] }

const id = '00000000-0000-4000-8000-000000000000'
const words: Vocabulary = new Map<string, readonly unknown[]>([
  ['', ['sample', 'secret/', '2026-01-01T00:00:00Z', 'AAAA', '{}', id, '00000000000000000000000000000000']],
  ['uuid', [id]],
  ['address', ['https://vault.example:8200']],
  ['namespace', ['']],
  ['proxy', ['http://proxy.example:3128']],
])

const fence = createOutputFence(createHeldDigests(), () => Promise.resolve())

/** Returns a dispatcher with this handler only. */
function dispatcherOf(name: string, handler: (...given: never[]) => unknown, isLocked = false): Dispatcher {
  const [topic = '', call = ''] = name.split('.')
  return createDispatcher({
    handlers: { [topic]: { [call]: handler } } as unknown as AllHandlers,
    isLocked: () => isLocked,
    lockIfOver: () => undefined,
    ready: Promise.resolve(),
    log: createLog(null),
    fence,
  })
}

// The inputs of the calls do not matter here: every input is accepted where a test says so.
const inputs = vi.hoisted(() => ({ areOpen: true }))
const longComplaints = vi.hoisted(() => 'test.longComplaints')
vi.mock(import('../../../electron/contract/contract.ts'), async (original) => {
  const real = await original()
  const { z: zod } = await import('zod')
  const anything = zod.unknown()
  const opened = [...real.callsByName].map(async ([name, known]) => {
    const spec = 'load' in known ? await known.load() : known
    const open = {
      ...spec,
      get input() {
        return inputs.areOpen ? anything : spec.input
      },
    }
    return [name, open] as const
  })
  // A call whose validation errors are as long as its input.
  const long = {
    kind: 'query' as const,
    input: zod.record(zod.string(), zod.never({ error: 'x'.repeat(400) })),
    output: zod.null(),
  }
  return { ...real, callsByName: new Map([...(await Promise.all(opened)), [longComplaints, long]]) }
})

const calls = (await allCalls()).filter(({ name }) => name !== longComplaints)

describe('@boundary a member that a handler returns and the contract does not name', () => {
  /** Calls that succeeded, and those of them whose handler returned more than the contract names. */
  const answered = new Set<string>()
  const stripped = new Set<string>()

  it.each(calls)('does not leave the core through $name', async ({ name, spec }) => {
    const choose = chooser(7)
    for (let round = 0; round < 20; round++) {
      const more = round % 2 === 0 ? leaks : {}
      const item = spec.kind === 'stream' ? valueFor(spec.item, words, choose, more) : null
      const value = valueFor(spec.output, words, choose, more)
      const items: unknown[] = []
      const result =
        spec.kind === 'stream'
          ? await dispatcherOf(name, async function* () {
              yield item
              return value
            }).stream(name, {}, (each) => items.push(each), {})
          : await dispatcherOf(name, () => Promise.resolve(value)).call(name, {}, {})
      if (result.ok) answered.add(name)
      if (result.ok && JSON.stringify([value, item]).includes(leak)) stripped.add(name)
      expect(JSON.stringify([result, items])).not.toContain(leak)
    }
  })

  it('is returned by most handlers, and every call gets an answer', () => {
    expect(calls.map(({ name }) => name).filter((name) => !answered.has(name))).toEqual([])
    // The other calls return a text, a number or nothing, or their schema refuses unknown members.
    expect(stripped.size).toBeGreaterThan(90)
  })
})

describe('@boundary an input that is refused', () => {
  const secret = 'hvs.CAESIJpastedIntoTheWrongField'
  const refused = async (name: string, input: unknown) => {
    inputs.areOpen = false
    try {
      const result = await dispatcherOf(name, () => Promise.reject(new Error('it was not refused'))).call(
        name,
        input,
        {},
      )
      expect(result).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
      return result.ok ? [] : (result.error.issues ?? [])
    } finally {
      inputs.areOpen = true
    }
  }

  it.each(calls.filter(({ spec }) => spec.kind !== 'stream'))(
    'is not repeated by $name, neither its fields nor its values',
    async ({ name }) => {
      const input = { [secret]: secret, profileId: { [secret]: secret }, at: { [secret]: secret, path: secret } }
      expect(JSON.stringify(await refused(name, input))).not.toContain('pastedIntoTheWrongField')
    },
  )

  it('produces at most 20 problems of at most 200 characters each', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 400 }), async (count, length) => {
        const names = Array.from({ length: count }, (_, index) => `n${index}`.padEnd(length, 'x'))
        const issues = await refused(longComplaints, Object.fromEntries(names.map((name) => [name, 1])))
        expect(issues).toEqual(
          names.slice(0, 20).map((name) => ({ path: name.slice(0, 200), message: 'x'.repeat(200) })),
        )
      }),
      { numRuns: 30 },
    )
  })
})

describe('@boundary a handler that fails', () => {
  it.each([
    ['an error', new TypeError(leak)],
    ['a text', leak],
    ['an object', { message: leak, code: leak }],
    ['an error of a parser', z.string().safeParse({ leak }).error],
  ])('reports only the kind of error for %s', async (_what, problem) => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors, typescript/only-throw-error -- anything can be thrown
    const result = await dispatcherOf('app.state', () => Promise.reject(problem)).call('app.state', {}, {})
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(result)).not.toContain(leak)
  })

  it('reports nothing about a server once the app is locked', async () => {
    let isLocked = false
    const dispatcher = createDispatcher({
      handlers: {
        kv: {
          list: () => {
            isLocked = true
            throw new Failure('rejected', leak, { vaultErrors: [leak] })
          },
        },
      } as unknown as AllHandlers,
      isLocked: () => isLocked,
      lockIfOver: () => undefined,
      ready: Promise.resolve(),
      log: createLog(null),
      fence,
    })
    expect(await dispatcher.call('kv.list', {}, {})).toEqual({
      ok: false,
      error: { code: 'rejected', message: 'Strongroom is locked.', retryable: false },
    })
  })
})
