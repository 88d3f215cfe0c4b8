import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRawNumber, parseJson, stringifyJson, valueAsJson } from '../../../electron/base/json/json.ts'

/** A number in any form that JSON allows (RFC 8259, section 6). */
const numberText = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9]\d{0,40}$/)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,40}$/)),
    fc.oneof(fc.constant(''), fc.stringMatching(/^[eE][+-]?\d{1,4}$/)),
  )
  .map((parts) => parts.join(''))

const nameText = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('__proto__', 'constructor', 'toString', '0', 'rawJSON', 'a"b', '\\', '"', '\n', 'a\\', 'a"'),
  )
  .map((name) => JSON.stringify(name))

/** JSON text without white space and without duplicate names, as a server writes it. */
const { value: jsonText } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    numberText,
    nameText,
    fc.constantFrom('true', 'false', 'null'),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .uniqueArray(fc.tuple(nameText, tie('value')), { maxLength: 4, selector: ([name]) => name })
      // JavaScript puts integer names first; their position has no meaning in JSON.
      .map((members) => members.filter(([name]) => !/^"\d+"$/.test(name)))
      .map((members) => `{${members.map(([name, value]) => `${name}:${value}`).join(',')}}`),
  ),
}))

describe('JSON', () => {
  it('survives a round trip unchanged', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        expect(stringifyJson(parseJson(text))).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })

  it('has the member names of its text after other names were parsed', () => {
    for (const [before, name] of [
      ['\\', '"'],
      ['\\', '\n'],
      ['a\\', 'a"'],
    ] as const) {
      const shape = JSON.stringify(`shape of ${before}${name}`)
      parseJson(`{${shape}:[],${JSON.stringify(before)}:0}`)
      const text = `{${shape}:[true,{},-1.50,null],${JSON.stringify(name)}:"\\""}`
      expect(stringifyJson(parseJson(text))).toBe(text)
      expect(stringifyJson(parseJson(text.replaceAll(',', ' ,\n ')))).toBe(text)
    }
  })

  it('survives with white space in every allowed place', () => {
    const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/)
    fc.assert(
      fc.property(numberText, space, space, (number, before, after) => {
        const text = `${before}{"a"${after}:${before}${number}${after},"b":[${before}${number}${after}]}${after}`
        expect(stringifyJson(parseJson(text))).toBe(`{"a":${number},"b":[${number}]}`)
      }),
    )
  })

  it('parses a plain number as a number and any other number as its text', () => {
    for (const text of ['0', '1', '-7', '0.5', '9007199254740991', '1.7976931348623157e+308']) {
      expect(parseJson(text)).toBe(Number(text))
    }
    for (const text of ['-0', '1.0', '9007199254740993', '1e400', '1E5', '12345678901234567890', '0.10']) {
      const value = parseJson(text)
      expect(isRawNumber(value)).toBe(true)
      expect(valueAsJson(value)).toBe(text)
    }
  })

  it('does not treat an object as a raw number', () => {
    const value = parseJson('{"rawJSON":"1,\\"admin\\":true"}')
    expect(isRawNumber(value)).toBe(false)
    expect(valueAsJson(value)).toBe('{"rawJSON":"1,\\"admin\\":true"}')
  })

  it('treats `__proto__` as an ordinary name', () => {
    const value = parseJson('{"__proto__":{"admin":true},"n":1.0}')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.keys(value as object)).toEqual(['__proto__', 'n'])
  })

  it.each(['', '{', '01', '1.', '.5', '+1', 'NaN', '{"a":1,}', "'a'", '1 2', '{"a":1.0'])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError)
  })

  it('parses megabytes of white space and digits in linear time', () => {
    const text = `{"a":${' '.repeat(2_000_000)}${'1'.repeat(2_000_000)}}`
    expect(valueAsJson(parseJson(text)).length).toBe(2_000_006)
  })
})
