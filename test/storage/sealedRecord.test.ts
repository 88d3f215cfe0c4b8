/** Records in the sealed store: how they are read, changed and removed, and which must survive a lock. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Failure } from '../../electron/contract/failure.ts'
import { recordKinds, survivesLock } from '../../electron/storage/recordKinds.ts'
import { sealedRecord } from '../../electron/storage/sealedRecord.ts'

const schema = z.object({ version: z.literal(1), names: z.array(z.string()) })
const kind = { prefix: 'sample:', survivesLock: false }
const empty: z.infer<typeof schema> = { version: 1, names: [] }

function world(unreadable: string | null = 'It cannot be read.') {
  const entries = new Map<string, string>()
  const done: string[] = []
  let problem: Failure | null = null
  const store = {
    read: async (name: string) => {
      if (problem !== null) throw problem
      return entries.get(name) ?? null
    },
    write: async (name: string, content: string) => {
      done.push(`write ${name}`)
      entries.set(name, content)
    },
    remove: async (name: string) => {
      done.push(`remove ${name}`)
      entries.delete(name)
    },
  }
  const record = sealedRecord({ store, kind, schema, empty, isEmpty: ({ names }) => names.length === 0, unreadable })
  return { entries, done, record, fail: (by: Failure) => (problem = by) }
}

describe('a sealed record', () => {
  it('is empty before the first write, and is read back after it', async () => {
    const { record, entries } = world()
    expect(await record.read('a')).toBe(empty)
    expect(await record.change('a', () => ({ version: 1, names: ['x'] }))).toEqual({ version: 1, names: ['x'] })
    expect(entries.get('sample:a')).toBe('{"version":1,"names":["x"]}')
    expect(await record.read('a')).toEqual({ version: 1, names: ['x'] })
    expect(await record.read('b')).toBe(empty)
  })

  it('is changed by one caller at a time, so that no change is lost', async () => {
    const { record } = world()
    const add = (name: string) => record.change('a', ({ names }) => ({ version: 1, names: [...names, name] }))
    await Promise.all(['x', 'y', 'z'].map(add))
    expect((await record.read('a')).names).toEqual(['x', 'y', 'z'])
  })

  it('is not written if nothing changes, and removed if nothing is left', async () => {
    const { record, done } = world()
    await record.change('a', (before) => before)
    await record.change('a', () => ({ version: 1, names: ['x'] }))
    await record.change('a', (before) => before)
    await record.change('a', () => ({ version: 1, names: [] }))
    expect(done).toEqual(['write sample:a', 'remove sample:a'])
  })

  it('keeps its content if the change throws', async () => {
    const { record } = world()
    await record.change('a', () => ({ version: 1, names: ['x'] }))
    const refusal = new Error('no room')
    await expect(
      record.change('a', () => {
        throw refusal
      }),
    ).rejects.toBe(refusal)
    expect((await record.read('a')).names).toEqual(['x'])
  })

  it.each(['not JSON', 'null', '{"version":2,"names":[]}'])(
    'that is %s is file-unreadable, stays, and can be removed',
    async (text) => {
      const { record, entries } = world()
      entries.set('sample:a', text)
      const problem = { code: 'file-unreadable', message: 'It cannot be read.' }
      await expect(record.read('a')).rejects.toMatchObject(problem)
      await expect(record.change('a', () => empty)).rejects.toMatchObject(problem)
      expect(entries.get('sample:a')).toBe(text)
      await record.remove('a')
      expect(entries.size).toBe(0)
    },
  )

  it('with forgettable data counts as empty if it cannot be read, but not while the store is locked', async () => {
    const { record, entries, fail } = world(null)
    entries.set('sample:a', 'not JSON')
    expect(await record.read('a')).toBe(empty)
    fail(new Failure('file-unreadable', 'damaged'))
    expect(await record.read('a')).toBe(empty)
    fail(new Failure('locked', 'Strongroom is locked.'))
    await expect(record.read('a')).rejects.toMatchObject({ code: 'locked' })
  })
})

describe('the kinds of records', () => {
  it('have names that are not prefixes of one another', () => {
    const prefixes = Object.values(recordKinds).map(({ prefix }) => prefix)
    const clashes = prefixes.filter((one) => prefixes.some((other) => other !== one && other.startsWith(one)))
    expect(clashes).toEqual([])
  })

  it('survive a lock in memory only if they would be lost otherwise', () => {
    const names = [
      'profile:a',
      'reviewers:a',
      'cluster:a',
      'allowed',
      'rules:a',
      'ceremony:a:b',
      'ceremony-key:a:b',
      'ways:a',
      'practice-connection',
      'fingerprint-key',
      'drafts:a:b',
      'draft-journal:a:b:1',
      'places:a:b',
      'policies:a',
      'something else',
    ]
    expect(names.filter((name) => !survivesLock(name))).toEqual([
      'profile:a',
      'reviewers:a',
      'cluster:a',
      'allowed',
      'something else',
    ])
  })
})
