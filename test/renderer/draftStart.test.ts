import { describe, expect, it } from 'vitest'
import { draftsAt, type KeptDraft } from '../../renderer/lib/drafts.ts'
import { firstOf } from '../../renderer/lib/useDraftStart.ts'

const kept = (session: string, more: Partial<KeptDraft> = {}): KeptDraft => ({
  profileId: 'a',
  place: 'policy:ops',
  session,
  name: '',
  changedAt: '2026-11-28T10:00:00.000Z',
  isOwn: false,
  isOpen: false,
  ...more,
})
const none: ReadonlySet<string> = new Set()

describe('an editor', () => {
  it('starts a new session if every draft is being edited in another window', () => {
    expect(firstOf([], none, undefined, 'only')).toBe('fresh')
    expect(firstOf([kept('one', { isOpen: true })], none, undefined, 'only')).toBe('fresh')
  })

  it('continues the only draft, or the only one of its window', () => {
    expect(firstOf([kept('one')], none, undefined, 'only')).toMatchObject({ session: 'one' })
    expect(firstOf([kept('one'), kept('two', { isOwn: true })], none, undefined, 'only')).toMatchObject({
      session: 'two',
    })
  })

  it('asks which of several drafts to continue', () => {
    expect(firstOf([kept('one'), kept('two')], none, undefined, 'only')).toBe('choice')
    const own = [kept('one', { isOwn: true }), kept('two', { isOwn: true })]
    expect(firstOf(own, none, undefined, 'only')).toBe('choice')
    expect(firstOf([kept('one')], none, undefined, 'none')).toBe('choice')
  })

  it('continues the draft that the address names, unless another window edits it', () => {
    expect(firstOf([kept('one'), kept('two')], none, 'two', 'none')).toMatchObject({ session: 'two' })
    expect(firstOf([kept('one'), kept('two', { isOpen: true })], none, 'two', 'none')).toBe('choice')
  })

  it('never continues a draft that can’t be read, and never hides one', () => {
    expect(firstOf([kept('one')], new Set(['one']), undefined, 'only')).toBe('choice')
  })
})

describe('the drafts of a place', () => {
  it('are only those of that place, the newest first', () => {
    const all = [
      kept('old', { changedAt: '2026-11-27T10:00:00.000Z' }),
      kept('other', { place: 'policy:dev' }),
      kept('new'),
      kept('elsewhere', { profileId: 'b' }),
    ]
    expect(draftsAt(all, 'a', 'policy:ops').map(({ session }) => session)).toEqual(['new', 'old'])
  })
})
