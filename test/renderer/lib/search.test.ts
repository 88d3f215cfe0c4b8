/** Filters find names regardless of the language of the computer. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { filtered } from '../../../renderer/features/kv/browse/folderNamesShown.ts'
import { offersFor } from '../../../renderer/features/kv/browse/resolveAddress.ts'
import { comparable } from '../../../renderer/lib/search.ts'
import { typedIndex } from '../../../renderer/ui/rowCursor.ts'

/** Like a browser whose language is Turkish: `I` becomes `ı`. */
const inTurkish = () =>
  vi.spyOn(String.prototype, 'toLocaleLowerCase').mockImplementation(function (this: string) {
    return this.replaceAll('I', 'ı').toLowerCase()
  })
afterEach(() => void vi.restoreAllMocks())

describe('a filter', () => {
  const names = ['CONFIG_ID', 'config/', 'other', '\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}']

  it.each(['CONFIG', 'config', 'Config_I'])('finds %s in Turkish', (typed) => {
    inTurkish()
    expect(filtered(names, typed)).toContain('CONFIG_ID')
    expect(typedIndex(typed, 0, names.length, (index) => names[index] ?? '')).toBe(0)
    const sources = { mounts: ['CONFIG_ID/', 'other/'], favorites: [], recent: [], typed: [], namesIn: () => undefined }
    expect(offersFor(typed, [], sources).map(({ place }) => place.mount)).toEqual(['CONFIG_ID/'])
  })

  it('finds Hangul in the other Unicode composition', () => {
    expect(filtered(names, '\u{d55c}')).toEqual([names[3]])
    expect(filtered(['\u{d55c}\u{ae00}'], '\u{1112}\u{1161}\u{11ab}')).toEqual(['\u{d55c}\u{ae00}'])
  })

  it('ignores case, and distinguishes other characters', () => {
    expect(comparable('ÄÖ')).toBe('äö')
    expect(comparable('e')).not.toBe(comparable('é'))
  })
})
