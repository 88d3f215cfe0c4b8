/** Small files that cannot be written or read: the error of each function, and what remains. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  codeOf,
  exists,
  filesPutAside,
  flushFolder,
  namesIn,
  putAside,
  putAsideNow,
  readIfPresent,
  removeFile,
  replaceFile,
  replaceFileNow,
  temporaryFor,
  writeThrough,
} from '../../../electron/base/files/atomicFile.ts'
import {
  fillPreallocatedFile,
  preallocateFile,
  readPreallocatedFile,
} from '../../../electron/base/files/preallocatedFile.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'
import { outcomeOf } from '../../core/outcome.ts'

let folder: string
const at = (name: string) => join(folder, name)
beforeEach(async () => {
  folder = await temporaryFolder('atomic-errors')
})
afterEach(() => removeFolder(folder))

describe('the code of an error', () => {
  it.each([
    [Object.assign(new Error('no'), { code: 'ENOENT' }), 'ENOENT'],
    [new Error('no'), 'unknown'],
    [{ code: 'ENOENT' }, 'unknown'],
    ['ENOENT', 'unknown'],
    [null, 'unknown'],
  ])('for %j is %s', (problem, code) => {
    expect(codeOf(problem)).toBe(code)
  })
})

describe('a file that cannot be written or read', () => {
  beforeEach(async () => {
    await writeFile(at('file'), 'content')
    await mkdir(at('folder/inside'), { recursive: true })
  })

  it.each<[string, () => unknown, string, RegExp | null]>([
    [
      'below a file',
      () => replaceFile(at('file/below'), 'new'),
      'file-unwritable',
      /^below cannot be written \(E\w+\)\.$/,
    ],
    ['over a folder', () => replaceFile(at('folder'), 'new'), 'file-unwritable', /^folder cannot be written/],
    [
      'below a file, at once',
      async () => replaceFileNow(at('file/below'), 'new'),
      'file-unwritable',
      /^below cannot be written \(E\w+\)\.$/,
    ],
    [
      'over a folder, at once',
      async () => replaceFileNow(at('folder'), 'new'),
      'file-unwritable',
      /^folder cannot be written/,
    ],
    ['that is a folder', () => readIfPresent(at('folder'), 10), 'file-unreadable', /^folder is not a file\.$/],
    ['that is too large', () => readIfPresent(at('file'), 6), 'file-unreadable', /^file is larger than 6 bytes\.$/],
    ['below a file, to read', () => readIfPresent(at('file/below'), 10), 'file-unreadable', /^below cannot be read\.$/],
    [
      'that is a folder, to remove',
      () => removeFile(at('folder')),
      'file-unwritable',
      /^folder cannot be removed \(E\w+\)\.$/,
    ],
    ['below a file, to remove', () => removeFile(at('file/below')), 'file-unwritable', /^below cannot be removed/],
    [
      'below a file, to put aside',
      () => putAside(at('file/below')),
      'file-unwritable',
      /^below can't be renamed \(E\w+\)\.$/,
    ],
    ['in a folder that is a file', () => namesIn(at('file')), 'file-unreadable', /^The folder file cannot be read\.$/],
    [
      'in a missing folder, prepared',
      () => preallocateFile(at('missing/place'), 10),
      'file-unwritable',
      /^place cannot be written \(ENOENT\)\.$/,
    ],
    [
      'that was not prepared',
      () => fillPreallocatedFile(at('place'), Buffer.of(1)),
      'file-unwritable',
      /^place cannot be written \(ENOENT\)\.$/,
    ],
    [
      'prepared twice',
      () => preallocateFile(at('file'), 10),
      'file-unwritable',
      /^file cannot be written \(EEXIST\)\.$/,
    ],
    [
      'that is larger than its place may be',
      () => readPreallocatedFile(at('file'), 2),
      'file-unreadable',
      /larger than 6 bytes/,
    ],
  ])('%s gives an error with its name', async (_what, work, code, message) => {
    const before = (await readdir(folder, { recursive: true })).toSorted()
    await expect((async () => work())()).rejects.toMatchObject({ code, message: expect.stringMatching(message ?? /./) })
    expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(before)
    expect(await readFile(at('file'), 'utf8')).toBe('content')
  })

  it.each<[string, () => Promise<unknown>, unknown]>([
    ['to read', () => readIfPresent(at('missing/file'), 10), null],
    ['to remove', () => removeFile(at('missing/file')), undefined],
    ['to put aside', () => putAside(at('missing')), null],
    ['to read from its place', () => readPreallocatedFile(at('missing'), 10), null],
    ['to list', () => namesIn(at('missing')), []],
    ['to list what was put aside', () => filesPutAside(at('missing')), []],
    ['to look for', () => exists(at('missing')), false],
  ])('does not have to exist %s', async (_what, work, found) => {
    expect(await work()).toEqual(found)
  })

  it('does not hide another disk error', async () => {
    await expect(flushFolder(at('missing'))).rejects.toMatchObject({ code: 'ENOENT' })
    await flushFolder(folder)
    expect(await outcomeOf(writeThrough(at('file'), 'new'))).toContain('EEXIST')
  })
})

describe('a file that is written synchronously', () => {
  it('is readable only by its owner, replaces the old one, and leaves nothing else', async () => {
    const umask = process.umask(0)
    try {
      replaceFileNow(at('new/file'), 'one')
      replaceFileNow(at('new/file'), Buffer.from('two'))
    } finally {
      process.umask(umask)
    }
    expect(readFileSync(at('new/file'), 'utf8')).toBe('two')
    expect([statSync(at('new')).mode & 0o777, statSync(at('new/file')).mode & 0o777]).toEqual([0o700, 0o600])
    expect(await readdir(at('new'))).toEqual(['file'])
  })

  it('@boundary follows no link', async () => {
    await writeFile(at('elsewhere'), 'not ours')
    await symlink(at('elsewhere'), at('link'))
    replaceFileNow(at('link'), 'secret')
    expect([readFileSync(at('elsewhere'), 'utf8'), readFileSync(at('link'), 'utf8')]).toEqual(['not ours', 'secret'])
  })
})

describe('a file that is set aside', () => {
  it('is listed with the newest first', async () => {
    const names = [
      'b.json.unreadable-20260102T000000000Z',
      'a.json.unreadable-20260103T000000000Z',
      'c.json.unreadable-20260101T000000000Z',
      'c.json.unreadable-20260101T000000000Z-2',
    ]
    for (const name of [...names, 'a.json', 'unreadable']) await writeFile(at(name), '')
    expect(await filesPutAside(folder)).toEqual([names[1], names[0], names[3], names[2]])
  })

  it('can be set aside synchronously', async () => {
    await writeFile(at('file'), 'content')
    putAsideNow(at('file'))
    const [aside = ''] = await filesPutAside(folder)
    expect(aside).toMatch(/^file\.unreadable-\d{8}T\d{9}Z$/)
    expect([existsSync(at('file')), await readFile(at(aside), 'utf8'), await exists(at(aside))]).toEqual([
      false,
      'content',
      true,
    ])
  })
})

it('A name for the next content belongs to this process and is never repeated', () => {
  const names = new Set(Array.from({ length: 20 }, () => temporaryFor('/a/file')))
  expect(names.size).toBe(20)
  for (const name of names) expect(name).toMatch(new RegExp(`^/a/file\\.${process.pid}-[0-9a-f]{12}\\.tmp$`))
})

describe('a preallocated file', () => {
  it('is complete, empty or missing, and not complete if the write breaks off', async () => {
    const path = at('place')
    await preallocateFile(path, 100)
    expect((await readFile(path)).length).toBe(104)
    expect(await readPreallocatedFile(path, 1000)).toBeNull()
    await fillPreallocatedFile(path, Buffer.from('content'))
    expect(String(await readPreallocatedFile(path, 1000))).toBe('content')
    await fillPreallocatedFile(path, Buffer.alloc(300, 1))
    expect(await readPreallocatedFile(path, 1000)).toEqual(Buffer.alloc(300, 1))
    expect(await readPreallocatedFile(path, 300)).toHaveLength(300)
    const whole = await readFile(path)
    for (const [length, found] of [
      [0, null],
      [3, null],
      [4, 0],
      [10, 6],
    ] as const) {
      await writeFile(path, whole.subarray(0, length))
      expect((await readPreallocatedFile(path, 1000))?.length ?? null).toBe(found)
    }
  })
})
