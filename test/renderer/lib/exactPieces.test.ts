import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactPieces, visibleText } from '../../../renderer/lib/exactPieces.ts'

const marked = (text: string, kind: 'path' | 'name' | 'value' = 'name') =>
  exactPieces(text, kind).flatMap(({ mark, text: own }) =>
    mark === undefined ? [] : [mark === 'character' ? own : mark],
  )

describe('the pieces of a text', () => {
  it('are the text itself if every character is visible', () => {
    for (const text of ['config', 'a b', '한글', 'é', 'שלום', '日本', '']) {
      expect(exactPieces(text, 'path')).toEqual([{ text }])
    }
    expect(exactPieces('one\n\ttwo  three\n', 'value')).toHaveLength(1)
    expect(exactPieces('/etc//hosts', 'name')).toHaveLength(1)
  })

  it('mark invisible characters in place', () => {
    expect(exactPieces('a\u200bb', 'name')).toEqual([
      { text: 'a' },
      { text: '\u200b', mark: 'character' },
      { text: 'b' },
    ])
    for (const character of [
      '\u00a0',
      '\u3000',
      '\u202e',
      '\u200f',
      '\u2066',
      '\u3164',
      '\u00ad',
      '\ufe0f',
      '\u0007',
    ]) {
      expect(marked(`a${character}b`), character).toEqual([character])
      expect(marked(`a${character}b`, 'value'), character).toEqual([character])
    }
  })

  it('mark leading, trailing and doubled spaces', () => {
    expect(marked(' a b ')).toEqual([' ', ' '])
    expect(marked('a  b')).toEqual([' '])
    expect(marked('a /b/ c', 'path')).toEqual([' ', ' '])
    expect(marked('one  two \n three ', 'value')).toEqual([' ', ' '])
  })

  it('mark empty segments of a path and decomposed characters', () => {
    expect(marked('a//b', 'path')).toEqual(['empty-segment'])
    expect(marked('/', 'path')).toEqual(['empty-segment'])
    expect(marked('é한'.normalize('NFD'))).toEqual(['decomposed', 'decomposed'])
  })

  it('are the text when they are joined', () => {
    const letters = ['a', ' ', '/', '\u200b', '\u202e', '\u00a0', '\n', '\u0301', '\u1112', '\u1161', '😀', '\u05d0']
    const text = fc.string({ unit: fc.constantFrom(...letters), maxLength: 12 })
    fc.assert(
      fc.property(text, fc.constantFrom('path', 'name', 'value'), (each, kind) => {
        expect(
          exactPieces(each, kind)
            .map(({ text: own }) => own)
            .join(''),
        ).toBe(each)
      }),
    )
  })
})

describe('the text of a title', () => {
  it('replaces invisible characters with their code points', () => {
    expect(visibleText('config')).toBe('config')
    expect(visibleText('con\u202efig ')).toBe('con\\u{202e}fig\\u{20}')
    expect(visibleText('x한'.normalize('NFD'))).toBe('x\\u{1112}\\u{1161}\\u{11ab}')
    expect(visibleText('é'.normalize('NFD'))).toBe('e\\u{301}')
  })

  it('differs if two names differ', () => {
    const letters = [
      'a',
      'e',
      ' ',
      '/',
      '\u200b',
      '\u200d',
      '\u202e',
      '\u00a0',
      '\u0301',
      'é',
      '\u1112',
      '\u1161',
      '하',
      'ש',
    ]
    const text = fc.string({ unit: fc.constantFrom(...letters), maxLength: 6 })
    fc.assert(
      fc.property(text, text, (a, b) => {
        fc.pre(a !== b)
        expect(visibleText(a, 'path')).not.toBe(visibleText(b, 'path'))
        expect(visibleText(a, 'path').normalize('NFC')).not.toBe(visibleText(b, 'path').normalize('NFC'))
      }),
      { numRuns: 5000 },
    )
    expect(visibleText('é')).not.toBe(visibleText('é'.normalize('NFD')))
  })

  it('keeps right-to-left letters in their place', () => {
    expect(visibleText('שלום')).toBe('\u2068שלום\u2069')
  })
})
