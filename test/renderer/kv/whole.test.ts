import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Entry } from '../../../electron/contract/kv.ts'
import { indentJson } from '../../../renderer/features/kv/shared/json.ts'
import { readWholeJson, type ReadWhole, writeWholeJson } from '../../../renderer/features/kv/editor/wholeJson.ts'
import { readWholeYaml, writeWholeYaml } from '../../../renderer/features/kv/editor/wholeYaml.ts'

/** Characters that one of the forms treats specially. */
const oddText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      ' ',
      '\n',
      '\t',
      '\r',
      '#',
      ':',
      '-',
      '"',
      "'",
      '\\',
      '|',
      '>',
      '&',
      '*',
      '!',
      'a',
      '\u0085',
      '\u2028',
      '\ufeff',
      '\ud800',
    ),
  }),
  fc.constantFrom(
    'true',
    'no',
    'null',
    '~',
    '',
    '0042',
    '1e400',
    '0x1f',
    '2024-01-01',
    '.inf',
    '<<',
    '12:30:45',
    '=',
    '---',
    '...',
  ),
)
const json: fc.Arbitrary<string> = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    oddText.map((text) => JSON.stringify(text)),
    fc.constantFrom('0', '-0', '1.0', '1e400', '1E+2', '12345678901234567890', '-1.50', 'true', 'false', 'null'),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value')).map((items) => `[${items.join(', ')}]`),
  object: fc
    .uniqueArray(fc.tuple(oddText, tie('value')), { selector: ([key]) => key })
    .map((members) => `{${members.map(([key, value]) => `${JSON.stringify(key)}: ${value}`).join(', ')}}`),
})).value
const entries: fc.Arbitrary<Entry[]> = fc.uniqueArray(
  fc.record({ key: fc.oneof(oddText, fc.constant('__proto__')), json }),
  {
    selector: ({ key }) => key,
  },
)

/** Equal except for white space between tokens and the notation of escaped characters. */
const plain = (all: readonly Entry[]) =>
  all.map(({ key, json: text }) => [
    key,
    indentJson(text).replaceAll(/"(?:[^"\\]|\\.)*"/gs, (literal) => JSON.stringify(JSON.parse(literal))),
  ])
const read = (whole: ReadWhole): readonly Entry[] => {
  if (whole.problems !== undefined) throw new Error(`not read: ${whole.problems[0]?.kind}`)
  return whole.entries
}
const kindsOf = (whole: ReadWhole) => whole.problems?.map(({ kind, line, column }) => `${line}:${column} ${kind}`)

describe('a whole secret as JSON', () => {
  it('keeps types, digits, order and every key when it is parsed back', () => {
    fc.assert(
      fc.property(entries, (secret) => {
        expect(plain(read(readWholeJson(writeWholeJson(secret))))).toEqual(plain(secret))
      }),
    )
  })

  it('is valid for every JSON parser', () => {
    fc.assert(
      fc.property(entries, (secret) => {
        const parsed: unknown = JSON.parse(writeWholeJson(secret))
        expect(Object.keys(parsed as object).sort()).toEqual(secret.map(({ key }) => key).sort())
      }),
    )
  })

  it('is refused exactly if it is not a JSON object', () => {
    const isObject = (text: string) => {
      try {
        const value: unknown = JSON.parse(text)
        return typeof value === 'object' && value !== null && !Array.isArray(value)
      } catch {
        return false
      }
    }
    const broken = fc
      .tuple(entries, fc.nat(), fc.constantFrom('', '"', '}', ',', '0', '\n', '//', '\\'))
      .map(([secret, at, sign]) => {
        const text = writeWholeJson(secret)
        return text.slice(0, at % text.length) + sign + text.slice((at % text.length) + 1)
      })
    fc.assert(
      fc.property(broken, (text) => {
        const { problems } = readWholeJson(text)
        const isTwice = problems?.every(({ kind }) => kind === 'key-twice') ?? false
        expect(problems === undefined || isTwice).toBe(isObject(text))
      }),
    )
  })

  it('reports errors with line and column', () => {
    expect(kindsOf(readWholeJson('{\n  "a": 1\n  "b": 2\n}'))).toEqual(['3:3 comma-expected'])
    expect(kindsOf(readWholeJson('{\n  "a": \n}'))).toEqual(['3:1 value-expected'])
    expect(kindsOf(readWholeJson('{"a": 1,}'))).toContain('1:9 key-expected')
    expect(kindsOf(readWholeJson('{"a": "x\n}'))).toContain('1:7 string-end')
    expect(kindsOf(readWholeJson('[1]'))).toEqual(['1:1 not-an-object'])
    expect(kindsOf(readWholeJson('{"a": 1} // why'))).toContain('1:10 comment')
    expect(kindsOf(readWholeJson('{"a": {"x": 1, "x": 2},\n "a": 1}'))).toEqual(['1:16 key-twice', '2:2 key-twice'])
    expect(kindsOf(readWholeJson(`{"a":${'['.repeat(100_000)}`))).toEqual(['1:1 too-deep'])
    expect(kindsOf(readWholeJson(''))).toHaveLength(1)
  })
})

describe('a whole secret as YAML', () => {
  it('keeps types, digits, order and every key when it is parsed back', () => {
    fc.assert(
      fc.property(entries, (secret) => {
        expect(plain(read(readWholeYaml(writeWholeYaml(secret))))).toEqual(plain(secret))
      }),
      { numRuns: 400 },
    )
  })

  it('keeps big numbers, and quotes strings that look like another type', () => {
    const text = writeWholeYaml([
      { key: 'big', json: '12345678901234567890' },
      { key: 'huge', json: '1e400' },
      { key: 'pin', json: '"0042"' },
      { key: 'answer', json: '"no"' },
      { key: 'pem', json: String.raw`"-----BEGIN-----\nabc\n-----END-----\n"` },
      { key: '__proto__', json: '{"a": null}' },
    ])
    expect(text).toBe(
      [
        'big: 12345678901234567890',
        'huge: 1e400',
        'pin: "0042"',
        'answer: "no"',
        'pem: |',
        '  -----BEGIN-----',
        '  abc',
        '  -----END-----',
        '__proto__:',
        '  a: null',
        '',
      ].join('\n'),
    )
  })

  it('quotes a lone equals sign, which YAML 1.1 has a type for', () => {
    const entries = [
      { key: 'k', json: '"="' },
      { key: '=', json: '"=="' },
    ]
    expect(writeWholeYaml(entries)).toBe('k: "="\n"=": ==\n')
  })

  it('has the same value for another parser', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(oddText, fc.boolean(), fc.constant(null)), {
          noNullPrototype: true,
        }),
        (secret) => {
          const all = Object.entries(secret).map(([key, value]) => ({ key, json: JSON.stringify(value) }))
          const other: unknown = parse(writeWholeYaml(all), { mapAsMap: true })
          expect(all.length === 0 ? new Map() : other).toEqual(new Map(Object.entries(secret)))
        },
      ),
    )
  })

  it('refuses what JSON cannot represent instead of changing it', () => {
    expect(kindsOf(readWholeYaml('pin: 0042\nhex: 0x1f\nplus: +1\ninf: .inf\nhalf: .5'))).toEqual([
      '1:6 number-form',
      '2:6 number-form',
      '3:7 number-form',
      '4:6 number-form',
      '5:7 number-form',
    ])
    expect(kindsOf(readWholeYaml('a: &x 1\nb: *x'))).toEqual(['2:4 alias'])
    expect(kindsOf(readWholeYaml('a: !!binary aGk='))).toHaveLength(1)
    expect(kindsOf(readWholeYaml('a: !secret b'))).toEqual(['1:4 tag'])
    expect(kindsOf(readWholeYaml('? [a]\n: 1'))).toEqual(['1:3 key-form'])
    expect(kindsOf(readWholeYaml('a: 1\n---\nb: 2'))).toEqual(['2:1 several-documents'])
    expect(kindsOf(readWholeYaml('- a'))).toEqual(['1:1 not-an-object'])
  })

  it('reports errors with line and column', () => {
    expect(kindsOf(readWholeYaml('a: 1\nb: {x: 1, x: 2}\na: 3'))).toEqual(['2:11 key-twice', '3:1 key-twice'])
    expect(kindsOf(readWholeYaml('1: a\n"1": b'))).toEqual(['2:1 key-twice'])
    expect(kindsOf(readWholeYaml('a: "x'))?.[0]).toMatch(/^1:6 /)
    expect(kindsOf(readWholeYaml('a:\n\tb: 1'))?.[0]).toMatch(/^2:1 tab/)
    expect(kindsOf(readWholeYaml('a: [1, 2'))?.[0]).toMatch(/^1:\d+ /)
  })

  it('parses plain YAML of other programs', () => {
    expect(read(readWholeYaml('# why\nport: 8080\n8081: yes\nempty:\nlist: [a, 1.50]\nwhen: 2024-01-01\n'))).toEqual([
      { key: 'port', json: '8080' },
      { key: '8081', json: '"yes"' },
      { key: 'empty', json: 'null' },
      { key: 'list', json: '["a",1.50]' },
      { key: 'when', json: '"2024-01-01"' },
    ])
    expect(read(readWholeYaml(''))).toEqual([])
    expect(read(readWholeYaml('# nothing\n'))).toEqual([])
  })
})
