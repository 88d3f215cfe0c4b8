import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { missingRight, needsOf } from '../../../renderer/features/kv/shared/needs.ts'
import { secretAsText } from '../../../renderer/features/kv/versions/secretAsText.ts'
import { affected, destroyPhrase, listOfNumbers, removalOf } from '../../../renderer/features/kv/versions/versions.ts'

describe('numbers of versions', () => {
  it('are combined into ranges if they are consecutive', () => {
    expect([[], [4], [1, 2], [1, 2, 3, 7], [1, 3, 5]].map(listOfNumbers)).toEqual([
      '',
      '4',
      '1, 2',
      '1–3, 7',
      '1, 3, 5',
    ])
  })

  it('name each version once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), (some) => {
        const numbers = some.toSorted((a, b) => a - b)
        const read = listOfNumbers(numbers)
          .split(', ')
          .filter((part) => part !== '')
          .flatMap((part) => {
            const [from = 0, to = from] = part.split('–').map(Number)
            return Array.from({ length: to - from + 1 }, (_, index) => from + index)
          })
        expect(read).toEqual(numbers)
      }),
    )
  })

  it('can be typed on any keyboard before they are destroyed', () => {
    expect(destroyPhrase([1, 2, 3, 7])).toBe('destroy 1-3, 7')
  })
})

describe('an action on versions', () => {
  const versions = [
    { number: 4, state: 'live' },
    { number: 3, state: 'scheduled' },
    { number: 2, state: 'deleted' },
    { number: 1, state: 'destroyed' },
  ] as const

  it('affects only those that it changes', () => {
    expect(affected('delete', versions)).toEqual([3, 4])
    expect(affected('undelete', versions)).toEqual([2])
    expect(affected('destroy', versions)).toEqual([2, 3, 4])
  })

  it('deletes the newest version, or everything if that is already deleted', () => {
    expect(removalOf('live', 4)).toEqual({ kind: 'deleteLatest', version: 4 })
    expect(removalOf('scheduled', 4)).toEqual({ kind: 'deleteLatest', version: 4 })
    expect(removalOf(undefined, undefined)).toEqual({ kind: 'deleteLatest', version: undefined })
    expect(removalOf('deleted', 4)).toEqual({ kind: 'deleteAll' })
    expect(removalOf('destroyed', 4)).toEqual({ kind: 'deleteAll' })
  })
})

describe('a secret as text', () => {
  it('has sorted keys, and separate lines for long values', () => {
    const values = new Map([
      ['b', '"one"'],
      ['a', '"two\\nlines"'],
      ['c', '20000000000000000001'],
    ])
    expect(secretAsText(values)).toBe('a:\n  two\n  lines\nb: one\nc: 20000000000000000001')
  })
})

describe('a capability', () => {
  const place = { mount: 'team/kv/', path: 'web app/config' }
  const data = 'team/kv/data/web app/config'
  const known = (...capabilities: ('read' | 'update' | 'patch' | 'delete')[]) => new Map([[data, capabilities]])

  it('is missing if none of the ways is allowed, and is named after the first', () => {
    const { write, deleteLatest } = needsOf(place, 2)
    expect(missingRight(known('read'), write)).toEqual({ capability: 'update', path: data })
    expect(missingRight(known('patch'), write)).toBeUndefined()
    expect(missingRight(known('delete'), deleteLatest)).toBeUndefined()
  })

  it('is not missing while this is unknown', () => {
    const { read, deleteLatest } = needsOf(place, 2)
    expect(missingRight(undefined, read)).toBeUndefined()
    expect(missingRight(new Map([[data, null]]), read)).toBeUndefined()
    // One of the two ways could not be checked.
    expect(missingRight(known('read'), deleteLatest)).toBeUndefined()
  })

  it('of KV 1 is for the path of the secret itself', () => {
    expect(needsOf({ mount: 'old/', path: 'x' }, 1).deleteAll).toEqual([{ capability: 'delete', path: 'old/x' }])
  })
})
