import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../electron/contract/kv.ts'
import { changesBetween, isSameSecret, kindOfChange } from '../../../renderer/features/kv/editor/changes.ts'
import { byKey, mergeEntries } from '../../../renderer/features/kv/editor/merge.ts'
import { rebaseOnNothing, rebaseRows } from '../../../renderer/features/kv/editor/rebase.ts'
import {
  decidedRow,
  entriesOf,
  isChanged,
  markOf,
  newRow,
  type Row,
  rowsOf,
} from '../../../renderer/features/kv/editor/rows.ts'
import { canonicalJson, isSameJson } from '../../../renderer/features/kv/shared/sameJson.ts'
import { jsonText, secret } from './generated.ts'

const keysOf = (entries: readonly Entry[]) => new Set(entries.map(({ key }) => key))
const sorted = (entries: readonly Entry[]) => [...entries].sort((a, b) => (a.key < b.key ? -1 : 1))

/** The rows of `base`, edited until they hold `mine`. */
function edited(base: readonly Entry[], mine: readonly Entry[]): Row[] {
  const wanted = byKey(mine)
  const rows: Row[] = rowsOf(base).map((row) => {
    const json = wanted.get(row.key)
    if (json === undefined) return { ...row, removed: true }
    const [typed] = rowsOf([{ key: row.key, json }])
    return typed === undefined ? row : { ...typed, id: row.id, original: row.original }
  })
  for (const entry of mine) {
    if (base.some(({ key }) => key === entry.key)) continue
    const [typed] = rowsOf([entry])
    if (typed !== undefined) rows.push({ ...typed, id: newRow(rows).id, original: null })
  }
  return rows
}

describe('two JSON texts', () => {
  it('are the same value regardless of the order of keys and of white space', () => {
    expect(isSameJson('{"a": 1, "b": [true, null]}', '{"b":[true,null],"a":1}')).toBe(true)
    expect(isSameJson(String.raw`"A\n"`, String.raw`"A\n"`)).toBe(true)
    expect(isSameJson('{"__proto__": 1}', '{"__proto__": 2}')).toBe(false)
  })

  it('differ if any digit differs, regardless of the length of the number', () => {
    expect(isSameJson('12345678901234567890', '12345678901234567891')).toBe(false)
    expect(isSameJson('{"n":1e400}', '{"n":1e401}')).toBe(false)
    expect(isSameJson('1', '"1"')).toBe(false)
  })

  it('are compared as text if they are not JSON', () => {
    expect(canonicalJson('{"a":')).toBe('{"a":')
    expect(canonicalJson('['.repeat(200_000))).toHaveLength(200_000)
  })

  it('have the value of JSON.parse', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(JSON.parse(canonicalJson(json))).toEqual(JSON.parse(json))
        expect(canonicalJson(JSON.stringify(JSON.parse(json)))).toBe(canonicalJson(canonicalJson(json)))
      }),
    )
  })
})

describe('a three-way merge', () => {
  it('without changes by others is exactly the edit', () => {
    fc.assert(
      fc.property(secret, secret, (base, mine) => {
        const merge = mergeEntries(base, mine, base)
        expect(merge.entries).toEqual(mine)
        expect([merge.conflicts, merge.theirs]).toEqual([[], []])
        expect(isSameSecret(mergeEntries(base, base, mine).entries, mine)).toBe(true)
      }),
    )
  })

  it('never loses a key that neither side removed, and adds none that neither has', () => {
    fc.assert(
      fc.property(secret, secret, secret, (base, mine, theirs) => {
        const merge = mergeEntries(base, mine, theirs)
        const merged = keysOf(merge.entries)
        const [before, here, there] = [keysOf(base), keysOf(mine), keysOf(theirs)]
        const asked = new Set(merge.conflicts.map(({ key }) => key))
        const either = [...here.union(there)]
        const isRemoved = (key: string) => before.has(key) && !(here.has(key) && there.has(key))
        expect(either.filter((key) => !isRemoved(key) && !merged.has(key))).toEqual([])
        // A key that one side removed and the other changed is a conflict; it is not dropped.
        const dropped = either.filter((key) => isRemoved(key) && !merged.has(key) && !asked.has(key))
        const left = (key: string) => byKey(here.has(key) ? mine : theirs).get(key)
        expect(dropped.filter((key) => !isSameJson(left(key), byKey(base).get(key)))).toEqual([])
        expect([...merged.difference(here.union(there))]).toEqual([])
      }),
    )
  })

  it('has conflicts only in keys that both sides changed, to different values', () => {
    let asked = 0
    fc.assert(
      fc.property(secret, secret, secret, (base, mine, theirs) => {
        const { conflicts } = mergeEntries(base, mine, theirs)
        asked += conflicts.length
        for (const conflict of conflicts) {
          expect(isSameJson(conflict.mine, conflict.base)).toBe(false)
          expect(isSameJson(conflict.theirs, conflict.base)).toBe(false)
          expect(isSameJson(conflict.mine, conflict.theirs)).toBe(false)
        }
      }),
    )
    expect(asked).toBeGreaterThan(20)
  })

  it('contains the value of the side that changed a key, if only one did', () => {
    fc.assert(
      fc.property(secret, secret, secret, (base, mine, theirs) => {
        const merge = mergeEntries(base, mine, theirs)
        const sides = [base, mine, theirs, merge.entries].map(byKey)
        const keys = [...keysOf(base).union(keysOf(mine)).union(keysOf(theirs))]
        const values = keys.map((key) => sides.map((side) => side.get(key)))
        const isWrong = ([was, here, there, merged]: readonly (string | undefined)[]) =>
          (isSameJson(there, was) && !isSameJson(merged, here)) || (isSameJson(here, was) && !isSameJson(merged, there))
        expect(values.filter(isWrong)).toEqual([])
      }),
    )
  })

  it('has the same conflicts regardless of who saves first, and agrees on all other keys', () => {
    fc.assert(
      fc.property(secret, secret, secret, (base, mine, theirs) => {
        const [one, other] = [mergeEntries(base, mine, theirs), mergeEntries(base, theirs, mine)]
        const asked = new Set(one.conflicts.map(({ key }) => key))
        expect(asked).toEqual(new Set(other.conflicts.map(({ key }) => key)))
        const settled = (entries: readonly Entry[]) => sorted(entries.filter(({ key }) => !asked.has(key)))
        expect(isSameSecret(settled(one.entries), settled(other.entries))).toBe(true)
      }),
    )
  })
})

describe('what a merge reports', () => {
  it('has the order of the secret before, followed by new keys', () => {
    const entriesWith = (values: Readonly<Record<string, string>>) =>
      Object.entries(values).map(([key, json]) => ({ key, json }))
    const base = entriesWith({ gone: '1', mine: '1', same: '1', theirs: '1', z: '1' })
    const mine = entriesWith({ y: '3', z: '2', same: '1', theirs: '1', mine: '2', gone: '1', a: '2' })
    const theirs = entriesWith({ a: '3', added: '1', mine: '1', same: '1', theirs: '2', z: '3', y: '4' })
    const merge = mergeEntries(base, mine, theirs)
    expect(merge.theirs).toEqual(['gone', 'theirs', 'added'])
    expect(merge.conflicts.map(({ key }) => key)).toEqual(['z', 'a', 'y'])
  })

  const shuffled = (entries: readonly Entry[]) => fc.shuffledSubarray([...entries], { minLength: entries.length })
  const sidesTwice = fc
    .tuple(secret, secret, secret)
    .chain(([base, mine, theirs]) => fc.tuple(fc.constant([base, mine, theirs] as const), shuffled(mine)))

  it('does not depend on the order of my keys, regardless of the seed', () => {
    for (let seed = 0; seed < 300; seed++) {
      fc.assert(
        fc.property(sidesTwice, ([[base, mine, theirs], again]) => {
          const [one, other] = [mergeEntries(base, mine, theirs), mergeEntries(base, again, theirs)]
          expect(other.theirs).toEqual(one.theirs)
          expect(other.conflicts).toEqual(one.conflicts)
          expect(sorted(other.entries)).toEqual(sorted(one.entries))
        }),
        { seed, numRuns: 10 },
      )
    }
  })

  it('is the same for the rows of the page, regardless of the seed', () => {
    for (let seed = 0; seed < 300; seed++) {
      fc.assert(
        fc.property(secret, secret, secret, (base, mine, theirs) => {
          const merge = mergeEntries(base, mine, theirs)
          const { taken, conflicts } = rebaseRows(edited(base, mine), theirs)
          expect([taken, conflicts]).toEqual([merge.theirs, merge.conflicts.map(({ key }) => key)])
        }),
        { seed, numRuns: 10 },
      )
    }
  })
})

describe('the rows of an edit rebased on a newer version', () => {
  it('contain the result of the merge, and change nothing else of theirs', () => {
    fc.assert(
      fc.property(secret, secret, secret, (base, mine, theirs) => {
        const merge = mergeEntries(base, mine, theirs)
        const { rows, taken, conflicts } = rebaseRows(edited(base, mine), theirs)
        expect(isSameSecret(entriesOf(rows), merge.entries)).toBe(true)
        // The rows keep the order of the page, the merge that of the text: both report the same keys.
        expect(taken).toEqual(merge.theirs)
        expect(conflicts).toEqual(merge.conflicts.map(({ key }) => key))
        expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
        // The rows know their values: they would remove or change the same keys as the merge.
        const known = rows.flatMap(({ original }) => (original === null ? [] : [original]))
        const gone = theirs.filter(({ key }) => !known.some((each) => each.key === key))
        expect(gone).toEqual([])
      }),
    )
  })

  it('have the value of the chosen side for each decided conflict', () => {
    let decisions = 0
    fc.assert(
      fc.property(secret, secret, secret, fc.constantFrom('mine' as const, 'theirs' as const), (...all) => {
        const [base, mine, theirs, side] = all
        const merge = mergeEntries(base, mine, theirs)
        const { rows } = rebaseRows(edited(base, mine), theirs)
        const decided = rows.map((row) => decidedRow(row, side)).filter((row) => row !== null)
        expect(decided.some(({ conflict }) => conflict !== undefined)).toBe(false)
        for (const { key, ...values } of merge.conflicts) {
          decisions += 1
          expect(isSameJson(byKey(entriesOf(decided)).get(key), values[side])).toBe(true)
        }
      }),
    )
    expect(decisions).toBeGreaterThan(20)
  })

  it('keep an undecided conflict if yet another version is saved', () => {
    const base = [{ key: 'a', json: '"1"' }]
    const first = rebaseRows(edited(base, [{ key: 'a', json: '"mine"' }]), [{ key: 'a', json: '"2"' }])
    const again = rebaseRows(first.rows, [
      { key: 'a', json: '"2"' },
      { key: 'b', json: '"new"' },
    ])
    expect(again.rows[0]).toMatchObject({ text: 'mine', conflict: { base: '"1"', theirs: '"2"' } })
    expect(again.taken).toEqual(['b'])
  })

  it('keep incomplete rows as they are typed', () => {
    const rows: Row[] = [
      { ...newRow([]), id: 0, key: '', text: 'a value without a key' },
      { ...newRow([]), id: 1, key: 'j', kind: 'json', text: '{"a":' },
    ]
    const { rows: rebased } = rebaseRows(rows, [{ key: 'b', json: '1' }])
    expect(rebased.map(({ text }) => text)).toEqual(['a value without a key', '{"a":', '1'])
  })

  it('keep the second of two rows with one key as typed, and the first as if it were the only one', () => {
    const key = fc.constantFrom('a', 'b', '')
    const extra = fc.array(fc.tuple(key, fc.string({ minLength: 1 }), fc.boolean()), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(secret, secret, secret, extra, (base, mine, theirs, extras) => {
        const alone = edited(base, mine)
        const doubled = [...alone]
        for (const [key, text, isFirst] of extras) {
          const typed = { ...newRow(doubled), key, text }
          // A row before all others is itself the first one.
          if (isFirst && !doubled.some((row) => row.key === key)) doubled.unshift(typed)
          else doubled.push(typed)
        }
        const before = rebaseRows(alone, theirs)
        const after = rebaseRows(doubled, theirs)
        // Every typed text is still there, under its key.
        const textsOf = (rows: readonly Row[]) => rows.map(({ key, text }) => `${key}\n${text}`)
        const typed = extras.map(([key, text]) => `${key}\n${text}`)
        const isLost = (each: string) =>
          textsOf(after.rows).filter((text) => text === each).length < typed.filter((text) => text === each).length
        expect(typed.filter(isLost)).toEqual([])
        // Their values are known, even if a row without a key could be mistaken for the empty key.
        const known = new Set(after.rows.map(({ original }) => original?.key))
        expect(theirs.filter((each) => !known.has(each.key))).toEqual([])
        // Keys without a second row are merged as before.
        const isTouched = new Set<string>(extras.map(([key]) => key))
        const others = ({ rows }: typeof after) =>
          rows.filter((row) => !isTouched.has(row.key)).map(({ id: _id, ...row }) => row)
        const keyOrder = (a: { readonly key: string }, b: { readonly key: string }) => (a.key < b.key ? -1 : 1)
        expect(others(after).sort(keyOrder)).toEqual(others(before).sort(keyOrder))
      }),
      { numRuns: 1000 },
    )
  })

  it('have no conflict in a key that only they changed, because a second row has it', () => {
    const rows = [...rowsOf([{ key: 'a', json: '"1"' }]), { ...newRow([]), id: 1, key: 'a', text: 'typed twice' }]
    const { rows: rebased, conflicts, taken } = rebaseRows(rows, [{ key: 'a', json: '"3"' }])
    expect([conflicts, taken]).toEqual([[], ['a']])
    expect(rebased.map(({ key, text, original }) => [key, text, original?.json])).toEqual([
      ['a', '3', '"3"'],
      ['a', 'typed twice', undefined],
    ])
  })

  it('keep their empty key next to a row without a key', () => {
    const rows: Row[] = [{ ...newRow([]), text: 'a value without a key' }]
    const { rows: rebased } = rebaseRows(rows, [{ key: '', json: '"theirs"' }])
    expect(rebased.map(({ key, text, original }) => [key, text, original?.json])).toEqual([
      ['', 'a value without a key', undefined],
      ['', 'theirs', '"theirs"'],
    ])
  })

  it('are all new if the secret was removed', () => {
    fc.assert(
      fc.property(secret, secret, (base, mine) => {
        const rows = rebaseOnNothing(edited(base, mine))
        expect(isSameSecret(entriesOf(rows), mine)).toBe(true)
        expect(rows.every((row) => markOf(row) === 'added')).toBe(true)
      }),
    )
  })
})

describe('the changes of a save', () => {
  it('name every key that differs, and no other', () => {
    const before = [
      { key: 'a', json: '1' },
      { key: 'b', json: '1' },
      { key: '__proto__', json: '2' },
    ]
    const after = [
      { key: 'a', json: '1' },
      { key: 'b', json: '1.0' },
      { key: 'c', json: 'null' },
    ]
    const changes = changesBetween(before, after)
    expect(changes.map((change) => [change.key, kindOfChange(change)])).toEqual([
      ['b', 'changed'],
      ['c', 'added'],
      ['__proto__', 'removed'],
    ])
  })

  it('convert one side to the other', () => {
    fc.assert(
      fc.property(secret, secret, (before, after) => {
        const result = byKey(before)
        for (const change of changesBetween(before, after)) {
          if (change.after === undefined) result.delete(change.key)
          else result.set(change.key, change.after)
        }
        expect(result).toEqual(byKey(after))
      }),
    )
  })

  it('are empty for an untouched edit, and not for a touched one', () => {
    fc.assert(
      fc.property(secret, jsonText, (base, json) => {
        expect(changesBetween(base, entriesOf(rowsOf(base)))).toEqual([])
        const more = [...base.filter(({ key }) => key !== 'new'), { key: 'new', json }]
        expect(isChanged(edited(base, more))).toBe(true)
        expect(changesBetween(base, more)).toHaveLength(1)
      }),
    )
  })
})
