/** Damages valid texts. */
import fc from 'fast-check'
import { oneOf } from './often.ts'

const debris = oneOf(
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  '=',
  '\n',
  '#',
  '/*',
  '*/',
  '<<E\n',
  '\\',
  '${',
  '\0',
  'é',
  '-',
  '.',
  ' ',
  'path',
  ':',
  '+',
  '{{',
  '}}',
  '//',
  '0x',
  'true',
)

/** Returns one of `texts` with up to three cuts, insertions, duplications or swaps. */
export function damaged(texts: readonly string[]): fc.Arbitrary<string> {
  const change = fc.tuple(fc.nat(3), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.nat(8), debris)
  return fc.tuple(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 3 })).map(([start, changes]) =>
    changes.reduce((current, [kind, place, size, extra]) => {
      const at = Math.floor(place * (current.length + 1))
      const part = current.slice(at, at + size)
      if (kind === 0) return current.slice(0, at) + current.slice(at + size)
      if (kind === 1) return current.slice(0, at) + extra + current.slice(at)
      if (kind === 2) return current.slice(0, at) + part + current.slice(at)
      return current.slice(0, at) + current.slice(at + size) + part
    }, start),
  )
}
