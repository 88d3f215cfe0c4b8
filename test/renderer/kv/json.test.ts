import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  indentJson,
  isJson,
  isJsonNumber,
  hasHalfCharacter,
  losesDigits,
  jsonOfText,
  textOfJson,
  typeOfJson,
} from '../../../renderer/features/kv/shared/json.ts'

/** JSON without the white space between its tokens. */
const compact = (json: string) => json.replace(/"(?:[^"\\]|\\.)*"|\s+/gs, (token) => (token[0] === '"' ? token : ''))

describe('a value as JSON text', () => {
  it('keeps every digit of a number', () => {
    expect(textOfJson('12345678901234567890.12345678901234567890')).toBe('12345678901234567890.12345678901234567890')
    expect(textOfJson('1E+400')).toBe('1E+400')
    expect(textOfJson('{"n":12345678901234567890,"z":1.0}')).toBe('{\n  "n": 12345678901234567890,\n  "z": 1.0\n}')
  })

  it('shows a string without its quotes, unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(textOfJson(jsonOfText(text))).toBe(text)
      }),
    )
  })

  it('keeps the order of keys, and a key called __proto__', () => {
    expect(textOfJson('{"2":1,"1":{},"__proto__":[]}')).toBe('{\n  "2": 1,\n  "1": {},\n  "__proto__": []\n}')
  })

  it('changes only white space when it is split into lines', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(compact(indentJson(json))).toBe(compact(json))
        expect(JSON.parse(indentJson(json))).toEqual(JSON.parse(json))
      }),
    )
  })

  it('leaves a text that it has split into lines unchanged', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(indentJson(indentJson(json))).toBe(indentJson(json))
      }),
    )
  })

  it('detects the type from the text', () => {
    const types = ['"1"', '-1', 'true', 'null', '{}', ' []'].map(typeOfJson)
    expect(types).toEqual(['string', 'number', 'boolean', 'null', 'object', 'list'])
  })
})

describe('a typed number', () => {
  it('is valid exactly if it is a JSON number', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: fc.constantFrom(...'0123456789.-+eE x'.split('')) }), fc.double().map(String)),
        (text) => {
          const parsed = isJson(text) ? (JSON.parse(text) as unknown) : undefined
          expect(isJsonNumber(text)).toBe(typeof parsed === 'number' && text === text.trim())
        },
      ),
    )
  })
})

describe('a number that a double cannot hold', () => {
  it('is detected at any depth, and not inside a string', () => {
    expect(['9007199254740993', '{"a":[18446744073709551617]}', '9'.repeat(400)].map(losesDigits)).toEqual([
      true,
      true,
      true,
    ])
    expect(['9007199254740991', '-0', '0.1', '"9007199254740993"', '[]'].map(losesDigits)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ])
  })

  it.each([
    '2.718281828459045235360287471352',
    '0.1000000000000000055',
    '1e400',
    '[1, -1e-400]',
    '123456789.123456789123',
  ])('is %s', (json) => {
    expect(losesDigits(json)).toBe(true)
  })

  it.each(['1.50', '15e-1', '1E3', '1000', '-0.0', '0e5', '1e300', '1.5e-300', '100000000000000000000000'])(
    'is not %s, in any notation',
    (json) => {
      expect(losesDigits(json)).toBe(false)
    },
  )

  it('is never the printed form of a double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
        expect(losesDigits(JSON.stringify(double))).toBe(false)
      }),
    )
  })
})

describe('a lone surrogate', () => {
  it.each(['"\\ud800"', '{"a":["\\uDFFF x"]}', '{"\\ud83d":1}'])('is detected in %s', (json) => {
    expect(hasHalfCharacter(json)).toBe(true)
  })

  it.each(['"\\ud83d\\ude00"', '"\u{1f600}"', '"\\\\ud800"', '12', '"plain"'])('is not detected in %s', (json) => {
    expect(hasHalfCharacter(json)).toBe(false)
  })
})
