import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { customChanges, fieldProblem } from '../../../renderer/features/kv/secret/customMetadata.ts'

describe('a field of custom metadata', () => {
  const problem = (key: string, value: string) => fieldProblem({ key, value }, [])

  it('is refused as the server would refuse it, with its length in bytes', () => {
    expect(problem('', 'x')).toBe('no-name')
    expect(problem('owner', '')).toBe('no-text')
    expect(problem('k'.repeat(128), 'x')).toBeNull()
    expect(problem('k'.repeat(129), 'x')).toBe('name-too-long')
    expect(problem('한'.repeat(43), 'x')).toBe('name-too-long')
    expect(problem('owner', 'v'.repeat(512))).toBeNull()
    expect(problem('owner', '한'.repeat(171))).toBe('text-too-long')
    expect(problem('owner', 'a\nb')).toBe('not-printable')
  })

  it('must have a unique key', () => {
    const field = { key: 'owner', value: 'a' }
    expect(fieldProblem(field, [field, { key: 'owner', value: 'b' }])).toBe('twice')
    expect(fieldProblem(field, [field])).toBeNull()
  })
})

describe('changes of custom metadata', () => {
  const fields = fc
    .dictionary(fc.string({ minLength: 1, maxLength: 4 }), fc.string({ maxLength: 4 }))
    .map((record) => Object.entries(record).map(([key, value]) => ({ key, value })))

  it('convert the old metadata to the wanted one, and touch nothing else', () => {
    fc.assert(
      fc.property(fields, fields, (before, after) => {
        const changes = customChanges(before, after)
        const result = new Map(before.map(({ key, value }) => [key, value]))
        for (const { key, value } of changes?.set ?? []) {
          expect(result.get(key)).not.toBe(value)
          result.set(key, value)
        }
        for (const key of changes?.remove ?? []) result.delete(key)
        expect(result).toEqual(new Map(after.map(({ key, value }) => [key, value])))
      }),
    )
  })
})
