/**
 * The pages' knowledge of stored drafts: the list of a place, the content of one, and discarding. The test plays React.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { DraftSummary } from '../../../electron/contract/drafts.ts'
import type { CallError } from '../../../electron/contract/result.ts'
import { CallFailed } from '../../../renderer/lib/call.ts'
import { readDraftPlace, draftPlaces } from '../../../renderer/lib/draftPlaces.ts'
import {
  type DraftContent,
  draftsAt,
  useDiscardDraft,
  useDraftContent,
  useKeptDrafts,
  useNotKept,
} from '../../../renderer/lib/drafts.ts'

const core = vi.hoisted(() => ({
  calls: [] as (readonly [name: string, input: unknown])[],
  answer: { ok: true, value: null, warnings: [] } as unknown,
}))
const query = vi.hoisted(() => ({
  options: undefined as unknown,
  answer: {} as object,
  invalidated: [] as unknown[],
}))
const react = vi.hoisted(() => ({
  states: [] as unknown[],
  ends: [] as (() => void)[],
  subscribed: [] as unknown[],
}))
vi.mock('../../../renderer/lib/bridge.ts', () => {
  const call = (name: string) => async (input: unknown) => {
    core.calls.push([name, input])
    return core.answer
  }
  return { bridge: { drafts: { read: call('read'), discard: call('discard'), list: call('list') } } }
})
vi.mock('../../../renderer/lib/draftSessions.ts', () => ({
  isOwnSession: (session: string) => session.startsWith('own'),
}))
vi.mock(import('@tanstack/react-query'), async (original) => ({
  ...(await original()),
  useQuery: ((options: unknown) => {
    query.options = options
    return query.answer
  }) as never,
  useQueryClient: (() => ({ invalidateQueries: async (what: unknown) => void query.invalidated.push(what) })) as never,
}))
vi.mock(import('react'), async (original) => ({
  ...(await original()),
  useCallback: <T>(callback: T) => callback,
  useMemo: <T>(make: () => T) => make(),
  useState: ((first: unknown) => {
    react.states.push(first)
    return [first, (next: unknown) => react.states.push(next)]
  }) as never,
  useEffect: (effect: () => void | (() => void)) => {
    const end = effect()
    if (end !== undefined) react.ends.push(end)
  },
  useSyncExternalStore: ((subscribe: unknown, get: () => unknown) => {
    react.subscribed.push(subscribe)
    return get()
  }) as never,
}))

const summary = (session: string, changedAt: string, change: Partial<DraftSummary> = {}): DraftSummary => ({
  profileId: 'p',
  place: 'policy:ops',
  session,
  name: '',
  changedAt,
  isOpen: false,
  ...change,
})
const refused: CallError = { code: 'locked', message: 'locked', retryable: false }
const address = { profileId: 'p', place: 'policy:ops', session: 's' }

beforeEach(() => {
  core.calls.length = 0
  core.answer = { ok: true, value: null, warnings: [] }
  query.answer = {}
  query.invalidated.length = 0
  react.states.length = 0
  react.ends.length = 0
  react.subscribed.length = 0
})

describe('the drafts of a place', () => {
  const all = [
    summary('a', '2026-01-02'),
    summary('own-1', '2026-01-01'),
    summary('b', '2026-01-03', { isOpen: true, name: 'new' }),
    summary('own-2', '2026-01-04'),
    summary('own-3', '2026-01-05', { place: 'policy:other' }),
    summary('own-4', '2026-01-05', { profileId: 'q' }),
  ]

  it('lists those of this window first, each group with the newest first', () => {
    expect(
      draftsAt(all, 'p', 'policy:ops').map(({ session, isOwn, isOpen, name }) => [session, isOwn, isOpen, name]),
    ).toEqual([
      ['own-2', true, false, ''],
      ['own-1', true, false, ''],
      ['b', false, true, 'new'],
      ['a', false, false, ''],
    ])
    expect(draftsAt([], 'p', 'policy:ops')).toEqual([])
  })

  it('are requested each time the page is opened, and unknown before', () => {
    const problem = new CallFailed(refused)
    const known = (answer: object) => {
      query.answer = { data: all, error: null, isFetchedAfterMount: true, ...answer }
      const { drafts, problem: why } = useKeptDrafts('p', 'policy:ops')
      return [drafts?.length, why]
    }
    expect(known({})).toEqual([4, null])
    expect(query.options).toMatchObject({ refetchOnMount: 'always' })
    expect(known({ isFetchedAfterMount: false })).toEqual([undefined, null])
    expect(known({ data: undefined })).toEqual([undefined, null])
    expect(known({ error: problem })).toEqual([undefined, problem])
    // Refused before the page was opened: that result is outdated.
    expect(known({ error: problem, isFetchedAfterMount: false })).toEqual([undefined, null])
  })

  it('are requested again on demand', () => {
    let asked = 0
    query.answer = { data: [], error: null, isFetchedAfterMount: true, refetch: async () => void (asked += 1) }
    const { askAgain } = useKeptDrafts('p', 'policy:ops')
    expect(asked).toBe(0)
    askAgain()
    expect(asked).toBe(1)
  })
})

describe('the content of a draft', () => {
  const Content = z.object({ text: z.string() })
  const settled = () => new Promise((resolve) => setImmediate(resolve))

  it('is undefined until it has been read', async () => {
    core.answer = { ok: true, value: { content: '{"text":"a"}', changedAt: '' }, warnings: [] }
    expect(useDraftContent(address, Content)).toEqual({ found: null, problem: null } satisfies DraftContent<object>)
    await settled()
    expect(core.calls).toEqual([['read', address]])
    expect(react.states).toEqual([
      { found: null, problem: null },
      { found: { text: 'a' }, problem: null },
    ])
  })

  it('is a problem if the core refuses it', async () => {
    core.answer = { ok: false, error: refused }
    useDraftContent(address, Content)
    await settled()
    expect(react.states.slice(1)).toMatchObject([{ found: null, problem: { error: refused } }])
  })

  it('is not shown on a page that has been closed', async () => {
    useDraftContent(address, Content)
    for (const end of react.ends) end()
    await settled()
    expect(react.states).toHaveLength(1)
  })
})

describe('a draft that is discarded', () => {
  it('disappears from the list at the next request', async () => {
    await useDiscardDraft()(address)
    expect(core.calls).toEqual([['discard', address]])
    expect(query.invalidated).toHaveLength(1)
    expect(query.invalidated[0]).toHaveProperty('queryKey')
  })

  it('stays in the list if the core refuses, which is thrown', async () => {
    core.answer = { ok: false, error: refused }
    await expect(useDiscardDraft()(address)).rejects.toBeInstanceOf(CallFailed)
    expect(query.invalidated).toEqual([])
  })
})

it('an editor reports why its draft is not stored, each time that changes', () => {
  const subscribe = () => () => true
  const get = () => ({ kind: 'too-large' }) as const
  expect(useNotKept({ notKept: { get, set: () => undefined, subscribe } })).toEqual({ kind: 'too-large' })
  expect(react.subscribed).toEqual([subscribe])
})

it.each([
  [draftPlaces.secret('kv/app/db'), { kind: 'secret', name: 'kv/app/db' }],
  [draftPlaces.policy('ops'), { kind: 'policy', name: 'ops' }],
  [draftPlaces.newPolicy('1'), { kind: 'newPolicy', name: '1' }],
  [draftPlaces.config('kubernetes/'), { kind: 'config', name: 'kubernetes/' }],
  [draftPlaces.role('kubernetes/', 'ci'), { kind: 'role', mount: 'kubernetes/', name: 'ci' }],
  [draftPlaces.role('kubernetes/', ''), { kind: 'role', mount: 'kubernetes/', name: '' }],
  ['kubernetes-role:', { kind: 'role', mount: '', name: '' }],
  ['kv/app', { kind: 'secret', name: 'kv/app' }],
  ['', { kind: 'secret', name: '' }],
])('the place %j is parsed as %j', (place, read) => {
  expect(readDraftPlace(place)).toEqual(read)
})
