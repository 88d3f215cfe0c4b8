import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filtered, ordered } from '../../../renderer/features/kv/browse/folderNamesShown.ts'

describe('the filter of a folder', () => {
  const names = ['Prod', 'prod/', 'stage', '한글']

  it('ignores case and Unicode composition', () => {
    expect(filtered(names, 'PROD')).toEqual(['Prod', 'prod/'])
    expect(filtered(names, '한글'.normalize('NFD'))).toEqual(['한글'])
    expect(filtered(names, 'x')).toEqual([])
  })

  it('returns the same array if every name matches, so that nothing is rendered again', () => {
    const all = ['name-1', 'name-2']
    expect(filtered(all, '')).toBe(all)
    expect(filtered(all, 'name')).toBe(all)
    expect(filtered(all, 'name-1')).not.toBe(all)
  })

  it('finds fewer names the more is typed', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), fc.string(), (all, typed, more) => {
        const first = filtered(all, typed)
        // Only a character that does not combine with the previous one, which would change under NFC.
        fc.pre((typed + more).normalize('NFC').startsWith(typed.normalize('NFC')))
        expect(filtered(all, typed + more).every((name) => first.includes(name))).toBe(true)
      }),
    )
  })
})

describe('the order of a folder', () => {
  it('is the server’s, reversed, or folders first', () => {
    const names = ['a', 'b/', 'c', 'd/']
    expect(ordered(names, 'name')).toBe(names)
    expect(ordered(names, 'name-down')).toEqual(['d/', 'c', 'b/', 'a'])
    expect(ordered(names, 'folders')).toEqual(['b/', 'd/', 'a', 'c'])
  })
})
