/** Which editing sessions belong to this tab, also after a reload, and when one is held or released. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

/** The core's holds by session, and its answers. */
const core = vi.hoisted(() => ({
  held: new Set<string>(),
  asked: [] as { readonly session: string; readonly tab: string }[],
  answer: 'held' as 'held' | 'taken' | 'fails' | 'ends',
}))
vi.mock('../../../renderer/lib/bridge.ts', () => ({
  bridge: {
    drafts: {
      hold: async function* (draft: { session: string; tab: string }, signal: AbortSignal) {
        core.asked.push(draft)
        if (core.answer === 'fails') throw new Error('the core does not answer')
        if (core.answer === 'ends') return
        core.held.add(draft.session)
        signal.addEventListener('abort', () => core.held.delete(draft.session))
        yield { isHeld: core.answer === 'held' }
      },
    },
  },
}))

/** The storage of a tab, which survives a reload. */
function storage(): Storage {
  const items = new Map<string, string>()
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as unknown as Storage
}
let tab: Storage
/** Reloads the page in the same tab. */
const reload = async () => {
  vi.resetModules()
  return import('../../../renderer/lib/draftSessions.ts')
}
const draft = (session: string) => ({ profileId: 'a', place: 'policy:ops', session })

beforeEach(() => {
  vi.useFakeTimers()
  tab = storage()
  vi.stubGlobal('sessionStorage', tab)
  core.held.clear()
  core.asked.length = 0
  core.answer = 'held'
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a tab', () => {
  it('has one name, also after a reload, and another tab has another name', async () => {
    const { tabName } = await reload()
    expect(tabName).toMatch(/^[\w-]{1,64}$/)
    expect((await reload()).tabName).toBe(tabName)
    vi.stubGlobal('sessionStorage', storage())
    expect((await reload()).tabName).not.toBe(tabName)
  })

  it('uses no name that the core would refuse', async () => {
    for (const name of ['', 'a b', 'x'.repeat(65), 'a/b']) {
      tab.setItem('strongroom-editor', name)
      expect((await reload()).tabName).toMatch(/^[\w-]{36}$/)
    }
  })

  it('works without a storage', async () => {
    vi.stubGlobal('sessionStorage', undefined)
    const sessions = await reload()
    expect(sessions.tabName).toMatch(/^[\w-]{36}$/)
    const { isHeld, release } = sessions.hold(draft('one'))
    expect(await isHeld).toBe(true)
    expect([sessions.isOwnSession('one'), sessions.wasReloadedIn('one')]).toEqual([false, false])
    release()
  })
})

describe('an editing session', () => {
  it('belongs to the tab once it holds the draft, also after a reload', async () => {
    const sessions = await reload()
    expect(sessions.isOwnSession('one')).toBe(false)
    await sessions.hold(draft('one')).isHeld
    expect(core.asked).toEqual([{ ...draft('one'), tab: sessions.tabName }])
    expect(sessions.isOwnSession('one')).toBe(true)
    const after = await reload()
    expect([after.isOwnSession('one'), after.wasReloadedIn('one'), after.wasReloadedIn('two')]).toEqual([
      true,
      true,
      false,
    ])
  })

  it('does not belong to the tab while another tab holds it', async () => {
    core.answer = 'taken'
    const sessions = await reload()
    expect(await sessions.hold(draft('one')).isHeld).toBe(false)
    expect(sessions.isOwnSession('one')).toBe(false)
  })

  it.each(['fails', 'ends'] as const)('may be edited if the core %s', async (answer) => {
    core.answer = answer
    const sessions = await reload()
    expect(await sessions.hold(draft('one')).isHeld).toBe(true)
  })

  it('without a name, of an earlier version, belongs to no tab', async () => {
    const sessions = await reload()
    await sessions.hold(draft('')).isHeld
    expect([sessions.isOwnSession(''), sessions.wasReloadedIn('')]).toEqual([false, false])
  })

  it('is stored with the newest 200', async () => {
    const sessions = await reload()
    for (let count = 0; count <= 200; count++) await sessions.hold(draft(`s${count}`)).isHeld
    expect([sessions.isOwnSession('s0'), sessions.isOwnSession('s1'), sessions.isOwnSession('s200')]).toEqual([
      false,
      true,
      true,
    ])
  })

  it('without a name belongs to no tab, regardless of the storage', async () => {
    tab.setItem('strongroom-editor-sessions', 'one  two')
    tab.setItem('strongroom-editor-active', '')
    const sessions = await reload()
    expect([sessions.isOwnSession(''), sessions.wasReloadedIn(''), sessions.isOwnSession('two')]).toEqual([
      false,
      false,
      true,
    ])
    await sessions.hold(draft('')).isHeld
    expect(tab.getItem('strongroom-editor-sessions')).toBe('one  two')
  })

  it('is stored once, even if it is held several times', async () => {
    const sessions = await reload()
    expect(sessions.isOwnSession('one')).toBe(false)
    await sessions.hold(draft('first')).isHeld
    for (let count = 0; count < 200; count++) await sessions.hold(draft('again')).isHeld
    expect(sessions.isOwnSession('first')).toBe(true)
    expect(tab.getItem('strongroom-editor-sessions')).toBe('first again')
  })

  it('is held separately: another place, connection or session is another draft', async () => {
    const sessions = await reload()
    for (const each of [
      draft('one'),
      draft('two'),
      { ...draft('one'), place: 'b' },
      { ...draft('one'), profileId: 'b' },
    ])
      await sessions.hold(each).isHeld
    expect(core.asked).toHaveLength(4)
  })

  it('is requested again once it was released', async () => {
    const sessions = await reload()
    const first = sessions.hold(draft('one'))
    await first.isHeld
    first.release()
    await vi.advanceTimersByTimeAsync(1001)
    core.answer = 'taken'
    const second = sessions.hold(draft('one'))
    expect([await second.isHeld, core.asked.length]).toEqual([false, 2])
    second.release()
    await vi.advanceTimersByTimeAsync(1001)
    expect([...core.held]).toEqual([])
  })

  it('is held once for all its editors, and released shortly after the last of them', async () => {
    const sessions = await reload()
    const [one, two] = [sessions.hold(draft('one')), sessions.hold(draft('one'))]
    await Promise.all([one.isHeld, two.isHeld])
    expect(core.asked).toHaveLength(1)
    one.release()
    one.release()
    await vi.advanceTimersByTimeAsync(2000)
    expect([...core.held]).toEqual(['one'])
    two.release()
    await vi.advanceTimersByTimeAsync(999)
    expect([...core.held]).toEqual(['one'])
    await vi.advanceTimersByTimeAsync(2)
    expect([...core.held]).toEqual([])
  })

  it('stays held if another editor takes over before the release', async () => {
    const sessions = await reload()
    const first = sessions.hold(draft('one'))
    await first.isHeld
    first.release()
    await vi.advanceTimersByTimeAsync(500)
    await sessions.hold(draft('one')).isHeld
    await vi.advanceTimersByTimeAsync(5000)
    expect([[...core.held], core.asked.length]).toEqual([['one'], 1])
  })

  it('no longer continues after a reload once an editor has closed', async () => {
    const before = await reload()
    await before.hold(draft('one')).isHeld
    const sessions = await reload()
    expect(sessions.wasReloadedIn('one')).toBe(true)
    const { release, isHeld } = sessions.hold(draft('one'))
    await isHeld
    release()
    expect(sessions.wasReloadedIn('one')).toBe(false)
    expect((await reload()).wasReloadedIn('one')).toBe(false)
  })
})
