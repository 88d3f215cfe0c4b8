/**
 * The drafts that an editor sends to the core: the last text after a pause, and immediately when the page is closed.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { Result } from '../../../electron/contract/result.ts'
import { limits } from '../../../electron/contract/limits.ts'
import { CallFailed } from '../../../renderer/lib/call.ts'
import { type DraftKeeper, readDraft, useDraftKeeper } from '../../../renderer/lib/drafts.ts'

/** Calls to the core, their answers, and the queries that were invalidated. */
const core = vi.hoisted(() => ({
  calls: [] as (readonly [name: string, input: unknown])[],
  answer: { ok: true, value: {}, warnings: [] } as unknown,
  invalidated: 0,
}))
vi.mock('../../../renderer/lib/bridge.ts', () => {
  const call = (name: string) => async (input: unknown) => {
    core.calls.push([name, input])
    return core.answer
  }
  return {
    bridge: { drafts: { keep: call('keep'), read: call('read'), discard: call('discard'), list: call('list') } },
  }
})
vi.mock(import('@tanstack/react-query'), async (original) => ({
  ...(await original()),
  useQueryClient: (() => ({ invalidateQueries: async () => void (core.invalidated += 1) })) as never,
}))
/** One mount of one component: its effects run immediately, and `unmount` runs the functions that they returned. */
const effects = vi.hoisted((): (() => void)[] => [])
vi.mock(import('react'), async (original) => ({
  ...(await original()),
  useCallback: <T>(callback: T) => callback,
  useMemo: <T>(make: () => T) => make(),
  useRef: (<T>(current: T) => ({ current })) as never,
  useEffect: (effect: () => void | (() => void)) => {
    const end = effect()
    if (end !== undefined) effects.push(end)
  },
}))

const address = { profileId: 'a', place: 'policy:ops', session: 'one' }
const page = new EventTarget()
let keeper: DraftKeeper<object>
const unmount = () => effects.splice(0).forEach((end) => end())
const kept = () =>
  core.calls.filter(([name]) => name === 'keep').map(([, input]) => (input as { content: string }).content)
const key = (more: object) => Object.assign(new Event('keydown'), { ctrlKey: false, metaKey: false, ...more })

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', page)
  core.calls.length = 0
  core.answer = { ok: true, value: {}, warnings: [] }
  core.invalidated = 0
  keeper = useDraftKeeper<object>(address)
})
afterEach(() => {
  unmount()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('an edited draft', () => {
  it('is saved after a pause in typing, with only the last text', async () => {
    keeper.keep({ text: 'a' })
    await vi.advanceTimersByTimeAsync(499)
    keeper.keep({ text: 'ab' })
    await vi.advanceTimersByTimeAsync(499)
    expect(kept()).toEqual([])
    await vi.advanceTimersByTimeAsync(2)
    expect(core.calls).toEqual([['keep', { ...address, name: '', content: '{"text":"ab"}' }]])
    await vi.advanceTimersByTimeAsync(5000)
    expect(kept()).toHaveLength(1)
  })

  it.each(['focusout', 'pagehide', 'visibilitychange'])('is stored immediately on %s', (name) => {
    keeper.keep({ text: 'a' })
    page.dispatchEvent(new Event(name))
    expect(kept()).toEqual(['{"text":"a"}'])
    page.dispatchEvent(new Event(name))
    expect(kept()).toHaveLength(1)
  })

  it('is stored before a shortcut, and not before every other key', () => {
    keeper.keep({ text: 'a' })
    page.dispatchEvent(key({}))
    expect(kept()).toEqual([])
    page.dispatchEvent(key({ ctrlKey: true }))
    expect(kept()).toHaveLength(1)
    keeper.keep({ text: 'b' })
    page.dispatchEvent(key({ metaKey: true }))
    expect(kept()).toHaveLength(2)
  })

  it('is stored when its editor closes, and all listeners are removed', () => {
    keeper.keep({ text: 'a' })
    unmount()
    expect(kept()).toEqual(['{"text":"a"}'])
    keeper.keep({ text: 'b' })
    for (const name of ['focusout', 'pagehide', 'visibilitychange']) page.dispatchEvent(new Event(name))
    page.dispatchEvent(key({ ctrlKey: true }))
    expect(kept()).toHaveLength(1)
  })

  it('is serialized in one task and sent in the next, and a key between them sends it only once', async () => {
    keeper.keep({ text: 'a' })
    vi.advanceTimersByTime(500)
    page.dispatchEvent(key({ ctrlKey: true }))
    await vi.advanceTimersByTimeAsync(100)
    expect(kept()).toEqual(['{"text":"a"}'])
  })

  it('is sent after the pause that follows the last text, not the first one', async () => {
    for (const text of ['a', 'ab', 'abc']) {
      keeper.keep({ text })
      await vi.advanceTimersByTimeAsync(400)
    }
    expect(kept()).toEqual([])
    page.dispatchEvent(new Event('focusout'))
    await vi.advanceTimersByTimeAsync(5000)
    expect(kept()).toEqual(['{"text":"abc"}'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is not stored once it is discarded, and the list is requested again', async () => {
    keeper.keep({ text: 'a' })
    await keeper.discard()
    await vi.advanceTimersByTimeAsync(5000)
    expect(core.calls).toEqual([['discard', address]])
    expect(core.invalidated).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
    await keeper.discard()
    expect(core.calls).toHaveLength(2)
  })
})

describe('a draft that is not stored', () => {
  it('reports that it is too large, until it is not', async () => {
    let told = 0
    keeper.notKept.subscribe(() => (told += 1))
    const large = useDraftKeeper<{ length: number }>(address, ({ length }) => 'x'.repeat(length))
    large.keep({ length: limits.draft + 1 })
    page.dispatchEvent(new Event('focusout'))
    expect([kept(), large.notKept.get()]).toEqual([[], { kind: 'too-large' }])
    large.keep({ length: limits.draft })
    page.dispatchEvent(new Event('focusout'))
    await vi.advanceTimersByTimeAsync(0)
    expect([kept().length, large.notKept.get(), told]).toEqual([1, null, 0])
  })

  it('reports why the core refused it, until it is accepted', async () => {
    const error = { code: 'file-unwritable', message: 'no space', retryable: false } as const
    core.answer = { ok: false, error } satisfies Result<unknown>
    const told: unknown[] = []
    const stop = keeper.notKept.subscribe(() => told.push(keeper.notKept.get()?.kind ?? null))
    keeper.keep({ text: 'a' })
    page.dispatchEvent(new Event('focusout'))
    await vi.advanceTimersByTimeAsync(0)
    expect(keeper.notKept.get()).toMatchObject({ kind: 'failed', problem: { error } })
    core.answer = { ok: true, value: {}, warnings: [] }
    keeper.keep({ text: 'ab' })
    page.dispatchEvent(new Event('focusout'))
    await vi.advanceTimersByTimeAsync(0)
    expect(told).toEqual(['failed', null])
    stop()
    core.answer = { ok: false, error } satisfies Result<unknown>
    keeper.keep({ text: 'abc' })
    page.dispatchEvent(new Event('focusout'))
    await vi.advanceTimersByTimeAsync(0)
    expect([keeper.notKept.get()?.kind, told.length]).toEqual(['failed', 2])
  })

  it('has a shortened name if it is too long', () => {
    const named = useDraftKeeper<object>(address, JSON.stringify, () => 'n'.repeat(limits.path + 1))
    named.keep({})
    page.dispatchEvent(new Event('focusout'))
    expect(core.calls).toMatchObject([['keep', { name: 'n'.repeat(limits.path) }]])
  })
})

describe('a stored draft', () => {
  const Draft = z.object({ text: z.string() })
  const reading = (value: unknown) => {
    core.answer = { ok: true, value, warnings: [] }
    return readDraft(address, Draft)
  }

  it('is returned as typed, gone, or unreadable', async () => {
    expect(await reading({ content: '{"text":"a"}', changedAt: '' })).toEqual({ text: 'a' })
    expect(await reading(null)).toBe('gone')
    for (const content of ['', '{"text":', '{"text":1}', 'null', '[]']) {
      expect(await reading({ content, changedAt: '' }), content).toBe('unreadable')
    }
    expect(core.calls.every(([name]) => name === 'read')).toBe(true)
  })

  it('throws the core’s refusal, which does not make it unreadable', async () => {
    core.answer = { ok: false, error: { code: 'locked', message: 'locked', retryable: false } }
    await expect(readDraft(address, Draft)).rejects.toBeInstanceOf(CallFailed)
  })
})
