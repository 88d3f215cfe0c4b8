/** A JSON file in each state, next to its copy in each state: what is read, kept and written. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { writeAtEndOfSession } from '../../../electron/base/files/endOfSession.ts'
import { openJsonFile } from '../../../electron/base/files/jsonFile.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

const schema = z.object({ count: z.number().int() })
const textOf = (count: number) => `${JSON.stringify({ version: 2, count }, null, 2)}\n`
const texts = {
  absent: null,
  good: '{"version":2,"count":7}',
  damaged: '{"version":2,"cou',
  newer: '{"version":3,"count":9}',
  older: '{"version":1,"total":5}',
} as const
type State = keyof typeof texts
const [missing, damaged] = ['count.json is missing.', 'count.json is damaged.']
const newer = 'count.json was written by a newer version of Strongroom (format 3, this one knows 2).'

let folder: string
let path: string
let copy: string
beforeEach(async () => {
  folder = await temporaryFolder('json-states')
  path = join(folder, 'count.json')
  copy = join(folder, 'count.json.copy')
})
afterEach(() => removeFolder(folder))

const open = (withCopy = true) =>
  openJsonFile({
    path,
    schema,
    version: 2,
    initial: { count: 100 },
    ...(withCopy && { copy }),
    migrate: (content, version) => ({ count: z.object({ total: z.number() }).parse(content).total + version }),
  })
async function plant(at: string, state: State, change: (text: string) => string = (text) => text): Promise<void> {
  const text = texts[state]
  if (text !== null) await writeFile(at, change(text))
}
const contentOf = (at: string) => readFile(at, 'utf8').catch(() => null)
const asides = async () => (await readdir(folder)).filter((name) => name.startsWith('count.json.unreadable-'))

/**
 * For the file and its copy: the value, whether it comes from the copy, and the problem. The copy has 8 where the file
 * has 7.
 */
const cases: readonly (readonly [State, State, number, boolean, string | null])[] = [
  ['absent', 'absent', 100, false, null],
  ['absent', 'good', 8, true, missing],
  ['absent', 'older', 6, true, missing],
  ['absent', 'damaged', 100, false, null],
  ['absent', 'newer', 100, false, null],
  ['good', 'absent', 7, false, null],
  ['good', 'good', 7, false, null],
  ['good', 'damaged', 7, false, null],
  ['good', 'newer', 7, false, null],
  ['older', 'absent', 6, false, null],
  ['damaged', 'absent', 100, false, damaged],
  ['damaged', 'good', 8, true, damaged],
  ['damaged', 'damaged', 100, false, damaged],
  ['damaged', 'newer', 100, false, damaged],
  ['newer', 'absent', 100, false, newer],
  ['newer', 'good', 100, false, newer],
]
describe.each(cases)(
  'a JSON file that is %s with a copy that is %s',
  (state, copyState, count, isRestored, problem) => {
    beforeEach(async () => {
      await plant(path, state)
      await plant(copy, copyState, (text) => text.replace('7', '8'))
    })

    it('has this content and reports the problem', async () => {
      const before = await contentOf(path)
      const file = await open()
      expect([file.value, file.isRestored, file.isNewer, file.problem?.message ?? null]).toEqual([
        { count },
        isRestored,
        state === 'newer',
        problem,
      ])
      expect(file.problem === null || file.problem.code === 'file-unreadable').toBe(true)
      // Only a good file is copied, and no file is written before there is a change.
      expect(await contentOf(path)).toBe(before)
      const isCopied = state === 'good' || state === 'older'
      expect(await contentOf(copy)).toBe(isCopied ? textOf(count) : (texts[copyState]?.replace('7', '8') ?? null))
    })

    it('is written by a change, unless a newer version wrote it', async () => {
      const before = await contentOf(path)
      const file = await open()
      const outcome = await file
        .change((now) => ({ count: now.count + 1 }))
        .then(
          (value) => value.count,
          (error: unknown) => (error as Error).message,
        )
      const isWritten = state !== 'newer'
      expect(outcome).toBe(isWritten ? count + 1 : newer)
      expect(file.value).toEqual({ count: isWritten ? count + 1 : count })
      expect([file.problem === null, file.isRestored, file.isNewer]).toEqual([isWritten, false, !isWritten])
      expect(await contentOf(path)).toBe(isWritten ? textOf(count + 1) : before)
      expect((await contentOf(copy)) === textOf(count + 1)).toBe(isWritten)
      expect(await asides()).toHaveLength(state === 'damaged' ? 1 : 0)
    })

    it('is written at the end of the session, unless something is wrong with it', async () => {
      const before = await contentOf(path)
      const file = await open()
      const refused = file.change(() => {
        throw new Error('not possible')
      })
      const changes = [refused, file.change((now) => ({ count: now.count + 1 }))]
      writeAtEndOfSession()
      const isWritten = problem === null || problem === missing
      const now = existsSync(path) ? readFileSync(path, 'utf8') : null
      expect(now).toBe(isWritten ? textOf(count + 1) : before)
      await Promise.allSettled(changes)
      expect(file.value).toEqual({ count: state === 'newer' ? count : count + 1 })
    })
  },
)

describe('a JSON file', () => {
  it('without a copy behaves as before', async () => {
    await plant(copy, 'good')
    const file = await open(false)
    expect([file.value, file.isRestored, file.problem]).toEqual([{ count: 100 }, false, null])
    await file.change(() => ({ count: 1 }))
    expect([await contentOf(copy), await contentOf(path)]).toEqual([texts.good, textOf(1)])
  })

  it('is changed even if its copy cannot be written', async () => {
    await mkdir(copy)
    const file = await open()
    expect(await file.change(() => ({ count: 1 }))).toEqual({ count: 1 })
    expect((await open()).value).toEqual({ count: 1 })
  })

  it('does not rewrite an identical copy', async () => {
    await (await open()).change(() => ({ count: 1 }))
    const longAgo = new Date('2020-01-01')
    await utimes(copy, longAgo, longAgo)
    await open()
    expect((await stat(copy)).mtime).toEqual(longAgo)
  })

  it('is not written at the end of the session if no change is pending or none can be made', async () => {
    const file = await open()
    writeAtEndOfSession()
    expect(existsSync(path)).toBe(false)
    const refused = file.change(() => {
      throw new Error('not possible')
    })
    writeAtEndOfSession()
    expect(existsSync(path)).toBe(false)
    await expect(refused).rejects.toThrow('not possible')
    await file.change(() => ({ count: 1 }))
    await writeFile(path, texts.good)
    writeAtEndOfSession()
    expect(readFileSync(path, 'utf8')).toBe(texts.good)
  })

  it('reads the changes of another process before each change', async () => {
    const [one, two] = [await open(), await open()]
    await one.change(() => ({ count: 1 }))
    expect(await two.change((now) => ({ count: now.count + 1 }))).toEqual({ count: 2 })
    await writeFile(path, texts.newer)
    await expect(one.change(() => ({ count: 1 }))).rejects.toThrow(newer)
    expect([one.isNewer, one.problem?.message, one.value]).toEqual([true, newer, { count: 100 }])
  })

  it.each<[string, string]>([
    ['no version', '{"count":7}'],
    ['the version 0', '{"version":0,"count":7}'],
    ['half a version', '{"version":1.5,"count":7}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['another type', '{"version":2,"count":"7"}'],
    ['an older content that cannot be migrated', '{"version":1,"count":7}'],
  ])('with %s is damaged', async (_what, text) => {
    await writeFile(path, text)
    const { value, problem } = await open()
    expect([value, problem?.message]).toEqual([{ count: 100 }, damaged])
  })

  it('that is not UTF-8 is damaged, and so is an older one without a migration', async () => {
    await writeFile(
      path,
      Buffer.concat([Buffer.from('{"version":2,"count":7,"x":"'), Buffer.of(0xff), Buffer.from('"}')]),
    )
    expect((await open()).problem?.message).toBe(damaged)
    await plant(path, 'older')
    const file = await openJsonFile({ path, schema, version: 2, initial: { count: 100 } })
    expect(file.problem?.message).toBe(damaged)
  })

  it('that is too large is not read', async () => {
    await plant(path, 'good')
    await truncate(path, 16 * 1024 * 1024 + 1)
    expect((await open()).problem?.message).toBe('count.json is larger than 16777216 bytes.')
    await writeFile(path, `{"version":2,"count":7,"x":"${'x'.repeat(1024 * 1024)}"}`)
    expect((await open()).value).toEqual({ count: 7 })
  })
})
