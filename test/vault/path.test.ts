import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../electron/contract/failure.ts'
import { encodePath, encodeQuery } from '../../electron/vault/path.ts'

const segment = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.string({
      unit: fc.constantFrom('.', '%', '2', 'f', 'e', ' ', '#', '?', '+', '&', '\\', '한', '🗝️'),
      minLength: 1,
    }),
  )
  .filter((text) => !/\p{Cc}|\//u.test(text) && text !== '.' && text !== '..')

describe('a path', () => {
  it('arrives exactly as intended', () => {
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 6 }), fc.boolean(), (segments, folder) => {
        const path = `${segments.join('/')}${folder ? '/' : ''}`
        const sent = `/v1/${encodePath(path)}`
        // No URL parser on the way finds anything to resolve, to cut off or to decode twice.
        const seen = new URL(sent, 'http://vault')
        expect(seen.pathname + seen.search + seen.hash).toBe(sent)
        expect(sent.slice('/v1/'.length).split('/').map(decodeURIComponent).join('/')).toBe(path)
      }),
      { numRuns: 1000 },
    )
  })

  it('that a server or proxy would resolve, or that is not text, is refused', () => {
    const bad = fc.constantFrom('.', '..', '', 'a\u0000', '\n', '\u007f', '\u0085', '\ud800', 'a\udc00b')
    const around = fc.array(segment, { maxLength: 3 })
    fc.assert(
      fc.property(around, bad, around, (before, segment, after) => {
        // An empty last segment is a folder's slash, which is legal.
        fc.pre(segment !== '' || after.length > 0 || before.length === 0)
        expect(() => encodePath([...before, segment, ...after].join('/'))).toThrow(Failure)
      }),
    )
  })
})

describe('a query', () => {
  it('arrives exactly as intended', () => {
    fc.assert(
      fc.property(fc.dictionary(segment, segment), (query) => {
        const seen = new URL(`http://vault/${encodeQuery(query)}`).searchParams
        expect(Object.fromEntries(seen)).toEqual(query)
      }),
    )
    expect(encodeQuery({})).toBe('')
  })
})
