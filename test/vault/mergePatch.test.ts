/** Merge patches as a server applies them: the result is exactly the intended value, or there is no patch. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../electron/base/json/json.ts'
import { absent, mergePatchOf, secretPatch, unknownValue } from '../../electron/vault/mergePatch.ts'

type Members = Readonly<Record<string, unknown>>
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Applies a patch as in RFC 7396, section 2. */
function apply(target: unknown, patch: unknown): unknown {
  if (!isMembers(patch)) return patch
  const result = new Map(isMembers(target) ? Object.entries(target) : [])
  for (const [name, member] of Object.entries(patch)) {
    if (member === null) result.delete(name)
    else result.set(name, apply(result.get(name), member))
  }
  return Object.fromEntries(result)
}

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(null, 0, 1, true, '', 'a'),
    fc.array(tie('tree'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('tree'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))
const members = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tree, { maxKeys: 4, noNullPrototype: true })

describe('a patch of one value', () => {
  it.each<[string, unknown, unknown, string | null]>([
    ['a text', 'old', 'new', '"new"'],
    ['a text where something unknown is', unknownValue, 'new', '"new"'],
    ['a text where nothing is', absent, 'new', '"new"'],
    ['every digit', 1, parseJson('1.0'), '1.0'],
    ['a null', 'old', null, null],
    ['a null where a null is', null, null, null],
    ['an object where something unknown is', unknownValue, { a: 1 }, null],
    ['an empty object where something unknown is', unknownValue, {}, null],
    ['an object where a text is', 'old', { a: { b: 1 } }, '{"a":{"b":1}}'],
    ['an object where a list is', ['a'], { a: 1 }, '{"a":1}'],
    ['an object where a large number is', parseJson('12345678901234567890'), { a: 1 }, '{"a":1}'],
    ['an object with a null where nothing is', absent, { a: null }, null],
    ['an object with a null below where a text is', 'old', { a: { b: [null, { c: null }] } }, null],
    ['a list with a null where nothing is', absent, [null, 1], '[null,1]'],
    ['a list with an object with a null', unknownValue, [{ a: null }], null],
    ['a list with a list with an object with a null', 'old', [[{ a: [{ b: null }] }]], null],
    ['a list with objects', 'old', [{ a: 1 }, []], '[{"a":1},[]]'],
    ['the same object', { a: 1, b: { c: 2 } }, { a: 1, b: { c: 2 } }, '{}'],
    ['the same object with a null', { a: null, b: 1 }, { a: null, b: 2 }, '{"b":2}'],
    ['a member that goes', { a: 1, b: 2 }, { b: 2 }, '{"a":null}'],
    ['a member that comes', { a: 1 }, { a: 1, b: [] }, '{"b":[]}'],
    ['a member below that changes', { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, '{"a":{"c":3}}'],
    ['a member that becomes null', { a: 1 }, { a: null }, null],
    ['a member that is named like one of every object', {}, { toString: 1 }, '{"toString":1}'],
    ['a member like one of every object that goes', { toString: 1, a: 1 }, { a: 1 }, '{"toString":null}'],
    ['a name that has to be escaped', { 'a"b': 1 }, {}, String.raw`{"a\"b":null}`],
  ])('%s', (_what, before, after, patch) => {
    expect(mergePatchOf(before, after)).toBe(patch)
  })

  it('results in exactly the intended value', () => {
    const property = fc.property(fc.oneof(tree, fc.constant(absent)), tree, (before, after) => {
      const patch = mergePatchOf(before, after)
      const there = before === absent ? undefined : before
      expect(patch === null ? after : apply(there, JSON.parse(patch))).toEqual(after)
    })
    fc.assert(property, { numRuns: 1000 })
  })

  it('exists unless a null is requested', () => {
    const hasNull = (value: unknown): boolean =>
      value === null || (typeof value === 'object' && Object.values(value).some(hasNull))
    const property = fc.property(tree, tree, (before, after) => {
      fc.pre(!hasNull(after))
      expect(mergePatchOf(before, after)).not.toBeNull()
    })
    fc.assert(property, { numRuns: 500 })
  })
})

describe('a patch of a secret', () => {
  it('sets and removes the requested keys, and leaves the rest unchanged', () => {
    const property = fc.property(members, members, fc.subarray(['e', 'f']), (before, set, remove) => {
      const whole = { ...before, e: 1, g: { h: 1 } }
      const patch = secretPatch(new Map(Object.entries(whole)), new Map(Object.entries(set)), remove)
      const kept = Object.entries(whole).filter(([key]) => !remove.includes(key))
      const after = { ...Object.fromEntries(kept), ...set }
      expect(patch === null ? after : apply(whole, JSON.parse(patch))).toEqual(after)
    })
    fc.assert(property, { numRuns: 500 })
  })

  it.each<[string, Members | typeof unknownValue, Members, readonly string[], string | null]>([
    ['nothing', {}, {}, [], '{}'],
    ['what goes first', { a: 1 }, { b: 2 }, ['a', 'x"y'], String.raw`{"a":null,"x\"y":null,"b":2}`],
    ['a text without reading', unknownValue, { a: 'x' }, ['b'], '{"b":null,"a":"x"}'],
    ['an object without reading', unknownValue, { a: {} }, [], null],
    ['an object where nothing is', {}, { a: { b: 1 } }, [], '{"a":{"b":1}}'],
    ['an object over an object', { a: { b: 1, c: 1 } }, { a: { b: 1 } }, [], '{"a":{"c":null}}'],
    ['the same object', { a: { b: 1 } }, { a: { b: 1 } }, [], '{"a":{}}'],
    ['a null', { a: 1 }, { b: 1, a: null }, [], null],
  ])('%s', (_what, before, set, remove, patch) => {
    const there = before === unknownValue ? before : new Map(Object.entries(before))
    expect(secretPatch(there, new Map(Object.entries(set)), remove)).toBe(patch)
  })
})
