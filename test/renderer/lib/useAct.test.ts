/**
 * Actions that a user starts: once at a time, with the function of the newest render, and with their problem. The test
 * plays React.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Act, type ActOptions, useAct } from '../../../renderer/lib/useAct.ts'

/** One mounted component: the state of its hooks between renders, and the effects of the uncommitted render. */
const react = vi.hoisted(() => ({
  kept: [] as unknown[],
  at: 0,
  effects: [] as (() => void)[],
  isMounted: true,
}))
vi.mock(import('react'), async (original) => {
  const keep = <T>(first: () => T): { value: T } => {
    const at = react.at++
    react.kept[at] ??= { value: first() }
    return react.kept[at] as { value: T }
  }
  return {
    ...(await original()),
    useState: ((first: unknown) => {
      const cell = keep(() => first)
      const set = (next: unknown) => {
        if (react.isMounted) cell.value = typeof next === 'function' ? next(cell.value) : next
      }
      return [cell.value, set]
    }) as never,
    useRef: (first: unknown) => keep(() => ({ current: first })).value,
    useCallback: <T>(callback: T, inputs: readonly unknown[]) => {
      const cell = keep(() => ({ callback, inputs }))
      if (cell.value.inputs.some((input, at) => input !== inputs[at])) cell.value = { callback, inputs }
      return cell.value.callback
    },
    useInsertionEffect: (effect: () => void | (() => void)) => void react.effects.push(effect),
  }
})

/** Renders twice and keeps the effects of the second render, as StrictMode does; then commits. */
function render<Input extends readonly unknown[], Value>(
  run: (...input: Input) => Value | Promise<Value>,
  options?: ActOptions,
): Act<Input, Value> {
  const once = () => {
    react.at = 0
    react.effects.length = 0
    return useAct(run, options)
  }
  once()
  const act = once()
  for (const effect of react.effects) effect()
  return act
}

beforeEach(() => {
  react.kept.length = 0
  react.isMounted = true
})

/** A run that ends when the test says so, and its arguments. */
function slow<Value>() {
  const started: (readonly unknown[])[] = []
  const ends: PromiseWithResolvers<Value>[] = []
  const run = (...input: readonly unknown[]): Promise<Value> => {
    started.push(input)
    const end = Promise.withResolvers<Value>()
    ends.push(end)
    return end.promise
  }
  return { run, started, ends }
}

describe('an action', () => {
  it('runs once, even if it is started again before it has ended', async () => {
    const { run, started, ends } = slow<string>()
    const act = render(run)
    expect([act.isPending, act.problem]).toEqual([false, null])
    const first = act.start('a')
    expect(await act.start('b')).toBeUndefined()
    expect(render(run).isPending).toBe(true)
    expect(await render(run).start('c')).toBeUndefined()
    expect(started).toEqual([['a']])
    ends[0]?.resolve('done')
    expect(await first).toBe('done')
    expect(render(run).isPending).toBe(false)
    void render(run).start('d')
    expect(started).toEqual([['a'], ['d']])
  })

  it('calls the function of the newest render, through a `start` that stays the same', async () => {
    const ran: string[] = []
    const { start } = render(() => void ran.push('old'))
    const newer = render(() => void ran.push('new'))
    expect(newer.start).toBe(start)
    await start()
    expect(ran).toEqual(['new'])
  })

  it('keeps its problem until it is started again, and never rejects', async () => {
    const problem = new Error('refused')
    const { run, ends } = slow<null>()
    const first = render(run).start()
    ends[0]?.reject(problem)
    expect(await first).toBeUndefined()
    expect(render(run)).toMatchObject({ isPending: false, problem })
    const second = render(run).start()
    expect(render(run)).toMatchObject({ isPending: true, problem: null })
    ends[1]?.resolve(null)
    await second
    expect(render(run)).toMatchObject({ isPending: false, problem: null })
  })

  it('can throw before its first await', async () => {
    const problem = new Error('at once')
    const fail = (): void => {
      throw problem
    }
    expect(await render(fail).start()).toBeUndefined()
    expect(render(fail)).toMatchObject({ isPending: false, problem })
    render(fail).forgetProblem()
    expect(render(fail)).toMatchObject({ isPending: false, problem: null })
  })

  it('stays pending if its problem is cleared while it runs', () => {
    const { run } = slow<null>()
    void render(run).start()
    render(run).forgetProblem()
    expect(render(run).isPending).toBe(true)
  })

  it('ends silently after its page has closed', async () => {
    const { run, ends } = slow<string>()
    const ending = render(run).start()
    react.isMounted = false
    ends[0]?.reject(new Error('too late'))
    expect(await ending).toBeUndefined()
  })

  it('stores neither its arguments nor its result', async () => {
    const given = 'hvs.given'
    const act = render(async (token: string) => `${token} came back`)
    expect(await act.start(given)).toBe(`${given} came back`)
    expect(JSON.stringify([react.kept, render(() => undefined)])).not.toContain(given)
  })
})

describe('overlapping runs', () => {
  it('all run, and are pending for as long as the newest', async () => {
    const { run, started, ends } = slow<string>()
    const again = () => render(run, { overlaps: true })
    const first = again().start('a')
    const second = again().start('b')
    expect(started).toEqual([['a'], ['b']])
    ends[0]?.reject(new Error('old'))
    expect(await first).toBeUndefined()
    expect(again()).toMatchObject({ isPending: true, problem: null })
    ends[1]?.resolve('new')
    expect(await second).toBe('new')
    expect(again()).toMatchObject({ isPending: false, problem: null })
  })

  it('show no result of an older run that ends last', async () => {
    const { run, ends } = slow<string>()
    const again = () => render(run, { overlaps: true })
    const first = again().start('a')
    const second = again().start('b')
    const problem = new Error('new')
    ends[1]?.reject(problem)
    await second
    expect(again()).toMatchObject({ isPending: false, problem })
    ends[0]?.resolve('old')
    expect(await first).toBe('old')
    expect(again()).toMatchObject({ isPending: false, problem })
  })
})
