/** Two versions of a secret, compared key by key. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../electron/base/json/json.ts'
import type { ReadSecret } from '../../electron/vault/kv.ts'
import { compareVersions } from '../../electron/vault/kvCompare.ts'

const secret = (version: number | undefined, entries: Readonly<Record<string, string>>): ReadSecret => ({
  secret: {
    mount: 'secret/',
    path: 'a',
    kvVersion: 2,
    fields: [],
    state: 'current',
    customMetadata: [],
    ...(version !== undefined && { version }),
  },
  data: new Map(Object.entries(entries).map(([key, json]) => [key, parseJson(json)])),
})
const changeOf = (a: string, b: string) =>
  compareVersions(secret(1, { k: a }), secret(2, { k: b })).keys.map(({ key, change }) => [key, change])

describe('two values of a key', () => {
  it.each([
    ['{"a":1}', '{"a":2}'],
    ['{"a":1}', '{"b":1}'],
    ['{"a":{"b":[1,2]}}', '{"a":{"b":[2,1]}}'],
    ['{}', '[]'],
    ['{}', '{"a":null}'],
    ['[1]', '[1,1]'],
    ['[]', '""'],
    ['1', '"1"'],
    ['1', '1.0'],
    ['12345678901234567890', '12345678901234567891'],
    ['{"a":12345678901234567890}', '{"a":12345678901234567891}'],
    ['null', '"null"'],
    ['null', 'false'],
    ['""', '" "'],
    ['"a\\nb"', '"a\\r\\nb"'],
  ])('%s and %s differ', (a, b) => {
    expect(changeOf(a, b)).toEqual([['k', 'changed']])
    expect(changeOf(b, a)).toEqual([['k', 'changed']])
    expect(changeOf(a, a)).toEqual([['k', 'same']])
  })

  it('are equal only if their JSON is equal', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (a, b) => {
        const isSame = JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b))
        expect(changeOf(a, b)).toEqual([['k', isSame ? 'same' : 'changed']])
      }),
    )
  })
})

describe('two versions', () => {
  it('list every key once, sorted, with its kind of change, and no value', () => {
    const compared = compareVersions(
      secret(1, { b: '"same"', removed: '{"x":1}', z: '"old"', __proto__x: '1' }),
      secret(3, { z: '"new\\nline"', b: '"same"', added: '[1,2]' }),
    )
    expect(compared).toMatchObject({ a: { version: 1, state: 'current' }, b: { version: 3, state: 'current' } })
    expect(compared.keys).toEqual([
      { key: '__proto__x', change: 'removed', a: { type: 'number', lines: 1 } },
      { key: 'added', change: 'added', b: { type: 'list', lines: 2 } },
      { key: 'b', change: 'same', a: { type: 'string', lines: 1 }, b: { type: 'string', lines: 1 } },
      { key: 'removed', change: 'removed', a: { type: 'object', lines: 1 } },
      { key: 'z', change: 'changed', a: { type: 'string', lines: 1 }, b: { type: 'string', lines: 2 } },
    ])
  })

  it('cannot be compared in KV 1', () => {
    expect(() => compareVersions(secret(undefined, {}), secret(1, {}))).toThrowError(
      expect.objectContaining({ code: 'unsupported' }),
    )
  })
})
