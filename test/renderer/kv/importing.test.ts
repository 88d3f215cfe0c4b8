/** Texts of other programs that become a secret: their form, the parsed values, and the positions of errors. */
import { describe, expect, it } from 'vitest'
import { readDotenv, writeEnvLine } from '../../../renderer/features/kv/editor/dotenv.ts'
import {
  guessFormat,
  type ImportFormat,
  readImport,
  unwrapped,
  withImported,
} from '../../../renderer/features/kv/editor/importing.ts'
import { looksLikeBlock } from '../../../renderer/features/kv/editor/pasted.ts'
import { placeOf, problemAt } from '../../../renderer/features/kv/editor/textProblems.ts'

const entry = (key: string, json: string) => ({ key, json })

describe('an import', () => {
  it('of .env contains strings only, and names the lines that could not be parsed', () => {
    expect(readImport('env', 'A=1\nwhat\nB="x\\ny"\nA=true # last')).toEqual({
      entries: [entry('B', '"x\\ny"'), entry('A', '"true"')],
      problems: [],
      envProblems: [
        { kind: 'key-twice', line: 1, key: 'A' },
        { kind: 'no-assignment', line: 2 },
      ],
    })
  })

  it.each<[ImportFormat, string]>([
    ['json', '\ufeff{"a": 1.0, "b": ["x"]}'],
    ['yaml', '\ufeffa: 1.0\nb: ["x"]\n'],
  ])('of %s keeps the values exactly, after a byte order mark', (format, text) => {
    const { entries, problems, envProblems } = readImport(format, text)
    expect(entries.map(({ key, json }) => [key, json])).toEqual([
      ['a', '1.0'],
      ['b', '["x"]'],
    ])
    expect([problems, envProblems]).toEqual([[], []])
  })

  it.each<[ImportFormat, string, string]>([
    ['json', '{"a": 1,\n "a": 2}', '2:2 key-twice a'],
    ['yaml', 'a: 1\nb: *x\n', '2:4 alias '],
    ['yaml', 'a: 1\nb: 0x1f\n', '2:4 number-form 0x1f'],
  ])('of %s that can’t be parsed has no entries and the position of the error', (format, text, where) => {
    const { entries, problems, envProblems } = readImport(format, text)
    expect([entries, envProblems]).toEqual([[], []])
    expect(problems.map(({ kind, line, column, name = '' }) => `${line}:${column} ${kind} ${name}`)[0]).toContain(where)
  })

  it('replaces existing values in place, and adds new keys at the end', () => {
    const current = [entry('a', '1'), entry('b', '2'), entry('c', '3')]
    expect(withImported(current, [entry('d', '4'), entry('b', '5')])).toEqual([
      entry('a', '1'),
      entry('b', '5'),
      entry('c', '3'),
      entry('d', '4'),
    ])
    expect(withImported([], [entry('d', '4')])).toEqual([entry('d', '4')])
    expect(withImported(current, [])).toEqual(current)
  })
})

describe('the form of a text', () => {
  it.each<[string, ImportFormat]>([
    ['{"a": 1}', 'json'],
    [' \n {', 'json'],
    ['A=1\nB=2', 'env'],
    ['export A=1', 'env'],
    ['a: 1', 'yaml'],
    ['user: shop\npassword: pa55#word\ncode: "0815"', 'yaml'],
    ['A=1\nB: 2', 'env'],
    ['a:\n  b: 1', 'yaml'],
    ['a: 1\nb:\n  - 2', 'yaml'],
    ['A=1\nB=a#b', 'env'],
    ['A=1\nno assignment', 'env'],
    ['a: 1\nb c: 2', 'yaml'],
    ['b c: 2', 'yaml'],
    ['A=1\nA=2', 'env'],
    ['nothing of these', 'env'],
    ['', 'env'],
    ['# a comment', 'env'],
  ])('%j is recognized as %s', (text, format) => {
    expect(guessFormat(text)).toBe(format)
  })
})

describe('a text that is pasted into the field of a key', () => {
  it.each<[string, boolean]>([
    ['{"a": 1}', true],
    ['  {"a": 1}\n', true],
    ['{{template}}', false],
    ['{', false],
    ['A=1', true],
    ['A=1\nB=2', true],
    ['A: 1\nB: 2', true],
    ['A: 1', false],
    ['A=1\nwhat is this', false],
    ['A=1\nA=2', true],
    ['A=b#c', true],
    ['DATABASE_URL', false],
    ['a key', false],
    ['', false],
  ])('%j is an import: %s', (text, isBlock) => {
    expect(looksLikeBlock(text)).toBe(isBlock)
  })
})

describe('a position in a text', () => {
  it.each<[number, number, number]>([
    [0, 1, 1],
    [1, 1, 2],
    [2, 1, 3],
    [3, 2, 1],
    [4, 3, 1],
    [6, 3, 3],
  ])('at offset %i is line %i, column %i', (offset, line, column) => {
    expect(placeOf('ab\n\ncd', offset)).toEqual({ line, column })
  })

  it('of a problem is inside the text, and its end is never before its start', () => {
    expect(problemAt('ab\ncd', 'symbol', 3, 4, 'c')).toEqual({
      kind: 'symbol',
      from: 3,
      to: 4,
      line: 2,
      column: 1,
      name: 'c',
    })
    expect(problemAt('ab\ncd', 'symbol', 3)).toEqual({ kind: 'symbol', from: 3, to: 3, line: 2, column: 1 })
    expect(problemAt('ab\ncd', 'symbol', 4, 2)).toMatchObject({ from: 4, to: 4, column: 2 })
    expect(problemAt('ab\ncd', 'symbol', 4, 99)).toMatchObject({ from: 4, to: 5 })
    expect(problemAt('ab\ncd', 'symbol', 98, 99)).toMatchObject({ from: 5, to: 5, line: 2, column: 3 })
    expect('name' in problemAt('', 'symbol', 0)).toBe(false)
  })
})

describe('a .env file', () => {
  it.each<[string, readonly (readonly [string, string])[]]>([
    ['A=1', [['A', '1']]],
    [
      '\ufeffA=1\r\nB=2\rC=3',
      [
        ['A', '1'],
        ['B', '2'],
        ['C', '3'],
      ],
    ],
    ['  export  A = 1  # why', [['A', '1']]],
    ['A: 1', [['A', '1']]],
    ['A:1', []],
    ['a.b-c_1=x', [['a.b-c_1', 'x']]],
    ['A=', [['A', '']]],
    [
      'A=\nB=2',
      [
        ['A', ''],
        ['B', '2'],
      ],
    ],
    ["A='a # b'", [['A', 'a # b']]],
    [
      "A='one\ntwo'\nB=2",
      [
        ['A', 'one\ntwo'],
        ['B', '2'],
      ],
    ],
    ['A="one\\ntwo\\rthree\\tfour"', [['A', 'one\ntwo\rthree\\tfour']]],
    ["A='one\\ntwo'", [['A', 'one\\ntwo']]],
    ['A=`it\'s "5"`', [['A', 'it\'s "5"']]],
    ['A="say \\"hi\\""', [['A', 'say \\"hi\\"']]],
    ['A="open', [['A', '"open']]],
    ['A=x"y"', [['A', 'x"y"']]],
    ['A="x"y', [['A', '"x"y']]],
    ['\n\n# only\n  # comments\n', []],
  ])('%j is parsed as %j', (text, entries) => {
    expect(readDotenv(text).entries.map(({ key, text: value }) => [key, value])).toEqual(entries)
  })

  it.each<[string, readonly (readonly [string, number, string?])[]]>([
    ['', []],
    ['# a comment\n\n   \n', []],
    ['A=1\n\nwhat\n', [['no-assignment', 3]]],
    ["A='one\ntwo'\nwhat", [['no-assignment', 3]]],
    ['A=a#b', [['cut', 1, 'A']]],
    ['A=a #b', []],
    ['A=#b', []],
    [
      'A=1\nB=2\nA=3\nB=4',
      [
        ['key-twice', 1, 'A'],
        ['key-twice', 2, 'B'],
      ],
    ],
    [
      'what\nA=1\nA=a#b\nA=2',
      [
        ['no-assignment', 1],
        ['key-twice', 2, 'A'],
        ['cut', 3, 'A'],
        ['key-twice', 3, 'A'],
      ],
    ],
  ])('%j has the problems %j', (text, problems) => {
    expect(
      readDotenv(text).problems.map(({ kind, line, key }) => (key === undefined ? [kind, line] : [kind, line, key])),
    ).toEqual(problems)
  })

  it.each<[string, string | null, boolean?]>([
    ['plain', 'A=plain', false],
    ['a b', "A='a b'", false],
    ["it's", `A="it's"`, false],
    ["it's $5", `A="it's $5"`, true],
    ["it's a \\ sign", `A="it's a \\ sign"`, true],
    ["one\r'two'", `A="one\\r'two'"`, true],
    [`'a' "b"`, 'A=`\'a\' "b"`', true],
    ['a `b`', "A='a `b`'", false],
    ['a\\', 'A=a\\', true],
    ['a b\\', 'A=a b\\', true],
    [' a\\', null],
    ['\'"`', null],
  ])('has the value %j as %j', (text, line, isFragile) => {
    expect(writeEnvLine('A', text)).toEqual(line === null ? null : { line, isFragile })
    expect(readDotenv(line ?? '').entries).toEqual(line === null ? [] : [{ key: 'A', text }])
  })

  it.each(['', 'a b', 'a=b', 'ä', '#a'])('has no key %j', (key) => {
    expect(writeEnvLine(key, 'x')).toBeNull()
  })
})

describe('the form of a file', () => {
  it.each<[string, string, ImportFormat]>([
    ['flat.yml', 'user=shop', 'yaml'],
    ['flat.YAML', 'A=1', 'yaml'],
    ['.env', 'a: 1', 'env'],
    ['prod.env', '{}', 'env'],
    ['.env.local', 'a: 1', 'env'],
    ['answer.json', 'a: 1', 'json'],
    ['environment', 'a: 1', 'yaml'],
  ])('of %s with %j is %s', (name, text, format) => {
    expect(guessFormat(text, name)).toBe(format)
  })
})

describe('the wrapper around a secret', () => {
  const read = (value: unknown) => unwrapped(readImport('json', JSON.stringify(value)).entries)
  const secret = { user: 'shop', password: 'pa55#word', port: 3306 }
  const inner = [
    { key: 'user', json: '"shop"' },
    { key: 'password', json: '"pa55#word"' },
    { key: 'port', json: '3306' },
  ]
  const answer = { request_id: 'r', lease_id: '', renewable: false, lease_duration: 0, warnings: null }

  it('is the response of KV 2, of KV 1, or the body of a write', () => {
    expect(read({ ...answer, data: { data: secret, metadata: { version: 7 } } })).toEqual({ wrapping: 'answer', inner })
    expect(read({ ...answer, data: secret })).toEqual({ wrapping: 'answer', inner })
    expect(read({ data: secret, options: { cas: 7 } })).toEqual({ wrapping: 'body', inner })
  })

  it('of KV 1 can have a key called data', () => {
    const keys = read({ ...answer, data: { data: secret, other: 1 } })?.inner.map(({ key }) => key)
    expect(keys).toEqual(['data', 'other'])
  })

  it.each([{ data: secret }, { data: 'text', request_id: 'r', lease_duration: 0 }, secret, {}])(
    'is absent in %j',
    (value) => {
      expect(read(value)).toBeNull()
    },
  )
})

it('an unterminated quote is reported with its line', () => {
  expect(readDotenv('FIRST=1\nMOTTO="never closed\nLAST=2\nAPOSTROPHE=it\'s').problems).toEqual([
    { kind: 'open-quote', line: 2, key: 'MOTTO' },
  ])
})
