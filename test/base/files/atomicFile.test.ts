/**
 * Small files on a real disk: complete or absent, readable only by their owner, and never a device or a link of another
 * program.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  filesPutAside,
  putAside,
  readIfPresent,
  removeAbandoned,
  removeFile,
  replaceFile,
  temporaryFor,
  writeThrough,
} from '../../../electron/base/files/atomicFile.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

let folder: string
const at = (name: string) => join(folder, name)
const modeOf = async (path: string) => (await stat(path)).mode & 0o777
beforeEach(async () => {
  folder = await temporaryFolder('atomic')
})
afterEach(() => removeFolder(folder))

describe('a file that is read', () => {
  it('is read completely up to its bound, and refused with one byte more', async () => {
    await writeFile(at('file'), 'four')
    expect(String(await readIfPresent(at('file'), 4))).toBe('four')
    await expect(readIfPresent(at('file'), 3)).rejects.toMatchObject({ code: 'file-unreadable' })
    await truncate(at('file'), 1024 * 1024 * 1024)
    await expect(readIfPresent(at('file'), 4)).rejects.toMatchObject({ code: 'file-unreadable' })
  })

  it('is null only if it does not exist', async () => {
    expect(await readIfPresent(at('nothing'), 4)).toBeNull()
    await writeFile(at('file'), '')
    expect(await readIfPresent(at('file'), 4)).toEqual(Buffer.alloc(0))
    await expect(readIfPresent(join(at('file'), 'below'), 4)).rejects.toMatchObject({ code: 'file-unreadable' })
  })

  it('@boundary is a regular file, and not a device or pipe that never ends', async () => {
    await mkdir(at('folder'))
    execFileSync('mkfifo', [at('pipe')])
    await symlink('/dev/null', at('device'))
    await symlink('/dev/zero', at('endless'))
    for (const name of ['folder', 'pipe', 'device', 'endless']) {
      await expect(readIfPresent(at(name), 4), name).rejects.toMatchObject({ code: 'file-unreadable' })
    }
  })
})

describe('a file that is written', () => {
  it('is readable only by its owner, and so is its folder', async () => {
    const umask = process.umask(0)
    try {
      await replaceFile(at('new/file'), 'content')
    } finally {
      process.umask(umask)
    }
    expect([await modeOf(at('new')), await modeOf(at('new/file'))]).toEqual([0o700, 0o600])
    expect(await readdir(at('new'))).toEqual(['file'])
  })

  it('replaces the old file and its mode in one step', async () => {
    await writeFile(at('file'), 'old')
    await chmod(at('file'), 0o644)
    await replaceFile(at('file'), 'new')
    expect([await readFile(at('file'), 'utf8'), await modeOf(at('file'))]).toEqual(['new', 0o600])
  })

  it('keeps the old content if it cannot be written, and leaves no other files', async () => {
    await mkdir(at('taken'))
    await writeFile(at('taken/inside'), 'kept')
    await expect(replaceFile(at('taken'), 'new')).rejects.toMatchObject({ code: 'file-unwritable' })
    expect(await readdir(folder, { recursive: true })).toEqual(
      expect.arrayContaining(['taken', join('taken', 'inside')]),
    )
    expect(await readdir(folder)).toEqual(['taken'])
    await writeFile(at('file'), '')
    await expect(replaceFile(at('file/below'), 'new')).rejects.toMatchObject({ code: 'file-unwritable' })
  })

  it('@boundary follows no link that another program left under its name', async () => {
    await writeFile(at('elsewhere'), 'not ours')
    await symlink(at('elsewhere'), at('link'))
    await expect(writeThrough(at('link'), 'secret')).rejects.toMatchObject({ code: 'EEXIST' })
    await replaceFile(at('link'), 'secret')
    expect([await readFile(at('elsewhere'), 'utf8'), await readFile(at('link'), 'utf8')]).toEqual([
      'not ours',
      'secret',
    ])
    expect((await stat(at('link'))).isFile()).toBe(true)
  })
})

describe('a file that is set aside', () => {
  it('keeps its content under a unique name, each time', async () => {
    const names: (string | null)[] = []
    for (const content of ['one', 'two', 'three']) {
      await writeFile(at('file'), content)
      names.push(await putAside(at('file')))
    }
    for (const name of names) expect(name).toMatch(/^file\.unreadable-\d{8}T\d{9}Z(?:-\d)?$/)
    expect(await Promise.all(names.map((name) => readFile(at(name ?? ''), 'utf8')))).toEqual(['one', 'two', 'three'])
    expect(new Set(await filesPutAside(folder))).toEqual(new Set(names))
    expect(await putAside(at('file'))).toBeNull()
  })
})

describe('files of interrupted writes', () => {
  /** The ID of a process that has ended. */
  const ended = spawnSync('true').pid
  const hex = 'a1b2c3d4e5f6'

  it('are removed if their process has ended or they are very old, and no other file is', async () => {
    const [own, older] = [temporaryFor(at('file')), temporaryFor(at('older'))]
    const theirs = at(`file.${ended}-${hex}.tmp`)
    const others = ['file', `file.${ended}-${hex}`, `file.x-${hex}.tmp`, `file.${ended}-short.tmp`, 'notes.tmp'].map(at)
    for (const path of [own, older, theirs, ...others]) await writeFile(path, '')
    const longAgo = new Date(Date.now() - 2 * 60 * 60_000)
    await utimes(older, longAgo, longAgo)
    await removeAbandoned(folder)
    const left = (await readdir(folder)).map(at)
    expect(left.toSorted()).toEqual([own, ...others].toSorted())
    await removeAbandoned(at('no folder'))
  })
})

describe('a file that is removed', () => {
  it('can be gone already, and causes an error if it stays', async () => {
    await writeFile(at('file'), '')
    await removeFile(at('file'))
    await removeFile(at('file'))
    expect(await readdir(folder)).toEqual([])
    await mkdir(at('folder'))
    await expect(removeFile(at('folder'))).rejects.toMatchObject({ code: 'file-unwritable' })
  })
})
