import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openJsonFile } from '../../../electron/base/files/jsonFile.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'

const schema = z.object({ count: z.number().int() })
let folder: string
let path: string

beforeEach(async () => {
  folder = await temporaryFolder('json')
  path = join(folder, 'below', 'counts.json')
})
const open = (version = 1) => openJsonFile({ path, schema, version, initial: { count: 0 } })
const plant = async (content: string | Uint8Array) => {
  await mkdir(join(folder, 'below'), { recursive: true })
  await writeFile(path, content)
}

describe('a JSON file', () => {
  it('starts with its defaults, and writes nothing before there is a change', async () => {
    const file = await open()
    expect(file.value).toEqual({ count: 0 })
    expect(file.problem).toBeNull()
    expect(await readdir(folder)).toEqual([])
  })

  it('keeps a change after a restart, readable only by its owner', async () => {
    await (await open()).change(() => ({ count: 7 }))
    expect((await open()).value).toEqual({ count: 7 })
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ version: 1, count: 7 })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'below'))).toEqual(['counts.json'])
  })

  it('makes changes in sequence, regardless of the caller', async () => {
    const [one, other] = [await open(), await open()]
    await Promise.all(Array.from({ length: 20 }, () => one.change(({ count }) => ({ count: count + 1 }))))
    await other.change(({ count }) => ({ count: count + 1 }))
    expect((await open()).value).toEqual({ count: 21 })
  })

  it('stays unchanged when a change fails', async () => {
    const file = await open()
    await file.change(() => ({ count: 7 }))
    const failing = file.change(() => {
      throw new RangeError('no')
    })
    await expect(failing).rejects.toThrow(RangeError)
    expect(file.value).toEqual({ count: 7 })
    expect(await file.change(({ count }) => ({ count: count + 1 }))).toEqual({ count: 8 })
  })

  it('survives any content: damage is reported, and the file is set aside unchanged at the next write', async () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record({ version: fc.constantFrom(0, -1, 1.5, '1', null, 1), count: fc.anything() })
        .map((value) => Buffer.from(JSON.stringify(value))),
    )
    await fc.assert(
      fc.asyncProperty(hostile, async (content) => {
        await plant(content)
        const file = await open()
        const before = new Set(await readdir(join(folder, 'below')))
        fc.pre(file.problem !== null)
        expect(file.problem?.code).toBe('file-unreadable')
        expect(file.value).toEqual({ count: 0 })
        await file.change(() => ({ count: 1 }))
        expect(file.problem).toBeNull()
        const added = (await readdir(join(folder, 'below'))).filter((name) => !before.has(name))
        expect(added).toHaveLength(1)
        expect(await readFile(join(folder, 'below', added[0] ?? ''))).toEqual(Buffer.from(content))
      }),
      { numRuns: 60 },
    )
  })

  it('does not quote content that it could not read', async () => {
    await plant('{"version":1,"count":"hvs.secret"}')
    expect((await open()).problem?.message).toBe('counts.json is damaged.')
  })

  it('of a newer version is neither used nor modified', async () => {
    const newer = '{"version":2,"count":7,"more":true}'
    await plant(newer)
    const file = await open()
    expect(file.value).toEqual({ count: 0 })
    expect(file.problem?.message).toContain('newer version of Strongroom')
    await expect(file.change(() => ({ count: 1 }))).rejects.toMatchObject({ code: 'file-unreadable' })
    expect(await readFile(path, 'utf8')).toBe(newer)
  })

  it('of an older version is migrated', async () => {
    await plant('{"version":1,"total":7}')
    const file = await openJsonFile({
      path,
      schema,
      version: 2,
      initial: { count: 0 },
      migrate: (content) => ({ count: z.object({ total: z.number() }).parse(content).total }),
    })
    expect(file.value).toEqual({ count: 7 })
    await file.change(({ count }) => ({ count }))
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ version: 2, count: 7 })
  })

  it('can be a folder in its place', async () => {
    await mkdir(path, { recursive: true })
    const file = await open()
    expect(file.problem?.code).toBe('file-unreadable')
    await file.change(() => ({ count: 1 }))
    expect((await open()).value).toEqual({ count: 1 })
  })

  it('that cannot be written reports that, and keeps its previous value', async () => {
    await writeFile(join(folder, 'below'), 'a file where the folder should be')
    const file = await open()
    await expect(file.change(() => ({ count: 1 }))).rejects.toMatchObject({ code: 'file-unwritable' })
    expect(file.value).toEqual({ count: 0 })
  })
})

describe('a JSON file with a copy', () => {
  const copy = () => `${path}.last-good`
  const openWithCopy = () => openJsonFile({ path, copy: copy(), schema, version: 1, initial: { count: 0 } })

  it.each([
    ['cut off', '{"version":1,"cou'],
    ['emptied', ''],
    ['of another kind', '{"version":1,"count":"many"}'],
  ])('has its last good content if it is %s, and reports that', async (_how, damaged) => {
    await (await openWithCopy()).change(() => ({ count: 7 }))
    await plant(damaged)
    const file = await openWithCopy()
    expect([file.value, file.isRestored, file.problem?.message]).toEqual([
      { count: 7 },
      true,
      'counts.json is damaged.',
    ])
    expect(await readFile(path, 'utf8')).toBe(damaged)

    expect(await file.change(({ count }) => ({ count: count + 1 }))).toEqual({ count: 8 })
    expect([file.isRestored, file.problem]).toEqual([false, null])
    const aside = (await readdir(join(folder, 'below'))).find((name) => name.startsWith('counts.json.unreadable-'))
    expect(await readFile(join(folder, 'below', aside ?? ''), 'utf8')).toBe(damaged)
    expect([(await openWithCopy()).value, await readFile(copy(), 'utf8')]).toEqual([
      { count: 8 },
      await readFile(path, 'utf8'),
    ])
  })

  it('has it also if the file is damaged or removed while it is open', async () => {
    const file = await openWithCopy()
    await file.change(() => ({ count: 7 }))
    await plant('{')
    expect(await file.change(({ count }) => ({ count: count + 1 }))).toEqual({ count: 8 })
    await rm(path)
    const next = await openWithCopy()
    expect([next.value, next.isRestored, next.problem?.message]).toEqual([
      { count: 8 },
      true,
      'counts.json is missing.',
    ])
  })

  it('accepts an edit by hand, but never a newer version', async () => {
    await (await openWithCopy()).change(() => ({ count: 7 }))
    await plant('{"version":1, "count":9}')
    await openWithCopy()
    expect(JSON.parse(await readFile(copy(), 'utf8'))).toEqual({ version: 1, count: 9 })
    await plant('{"version":2,"counts":[]}')
    const file = await openWithCopy()
    expect([file.value, file.isRestored]).toEqual([{ count: 0 }, false])
  })

  it('behaves as without a copy if the copy is damaged, too', async () => {
    await (await openWithCopy()).change(() => ({ count: 7 }))
    await plant('{')
    await writeFile(copy(), '{')
    const file = await openWithCopy()
    expect([file.value, file.isRestored, file.problem?.message]).toEqual([
      { count: 0 },
      false,
      'counts.json is damaged.',
    ])
  })
})
