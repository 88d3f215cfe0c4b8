/** The move of sealed files to a new key: which set of files counts after each kind of interruption. */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { finishRewrap, rewrapAll } from '../../../electron/storage/keychain/rewrap.ts'
import { createSealedFiles, type SealedFiles } from '../../../electron/storage/keychain/sealedFiles.ts'
import { fileNameFor } from '../../../electron/storage/keychain/sealedNames.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

const from = { guard: 'passphrase', key: randomBytes(32) } as const
const to = { guard: `passphrase-${'0a'.repeat(8)}`, key: randomBytes(32) } as const
const third = { guard: `passphrase-${'0b'.repeat(8)}`, key: randomBytes(32) } as const
type Side = typeof from | typeof to | typeof third

let folder: string
let files: SealedFiles
let journal: string
beforeEach(async () => {
  folder = await temporaryFolder('rewrap-journal')
  files = createSealedFiles(folder, () => undefined)
  journal = join(folder, 'passphrase.change.json')
})
afterEach(() => removeFolder(folder))

const write = (side: Side, name: string, content: string) => files.write(side.key, side.guard, name, content)
const contentOf = async (side: Side) =>
  Object.fromEntries(
    await Promise.all(
      (await files.names(side.guard))
        .toSorted()
        .map(async (name) => [name, await files.read(side.key, side.guard, name).catch(() => 'damaged')]),
    ),
  )
const asides = async () => (await readdir(folder)).filter((name) => name.includes('.unreadable-'))
const journalText = (change: object = {}) => JSON.stringify({ version: 1, from: from.guard, to: to.guard, ...change })
const isThere = async () => (await readdir(folder)).includes('passphrase.change.json')

describe('@boundary files of an interrupted change', () => {
  beforeEach(async () => {
    await write(from, 'a', 'old a')
    await write(from, 'b', 'old b')
    await write(to, 'a', 'new a')
    await write(third, 'a', 'third a')
    await writeFile(journal, journalText())
  })

  it('are the old ones if the change was committed; one without a counterpart is set aside', async () => {
    await finishRewrap(folder, files, to.guard)
    expect([await contentOf(from), await contentOf(to), await contentOf(third)]).toEqual([
      {},
      { a: 'new a' },
      { a: 'third a' },
    ])
    expect((await asides()).map((name) => name.split('.unreadable-')[0])).toEqual([fileNameFor('b', from.guard)])
    expect(await isThere()).toBe(false)
  })

  it('are the new ones if it was not committed', async () => {
    await write(to, 'c', 'new c')
    await finishRewrap(folder, files, from.guard)
    expect([await contentOf(from), await contentOf(to), await contentOf(third)]).toEqual([
      { a: 'old a', b: 'old b' },
      {},
      { a: 'third a' },
    ])
    expect([await asides(), await isThere()]).toEqual([[], false])
  })

  it.each<[string, () => Promise<void> | void, boolean]>([
    ['the files that count are in neither set', () => undefined, false],
    ['the journal is of another version', () => writeFile(journal, journalText({ version: 2 })), false],
    ['the journal names a keychain', () => writeFile(journal, journalText({ to: 'keychain' })), false],
    ['the journal has an unknown member', () => writeFile(journal, journalText({ more: true })), false],
    ['the journal is not JSON', () => writeFile(journal, 'damaged'), true],
    ['the journal is too large', () => writeFile(journal, journalText() + ' '.repeat(1024)), true],
    ['there is none', () => rm(journal), false],
  ])('are all kept if %s', async (what, prepare, isKept) => {
    await prepare()
    const counts = what.includes('neither') ? third.guard : to.guard
    await finishRewrap(folder, files, counts)
    expect([await contentOf(from), await contentOf(to), await contentOf(third)]).toEqual([
      { a: 'old a', b: 'old b' },
      { a: 'new a' },
      { a: 'third a' },
    ])
    expect([await asides(), await isThere()]).toEqual([[], isKept])
  })
})

describe('a change of the key', () => {
  beforeEach(async () => {
    await write(from, 'a', 'one')
    await write(from, 'b', 'two')
  })

  it('seals everything again before it is committed, and removes the old files afterwards', async () => {
    await writeFile(join(folder, fileNameFor('damaged', from.guard)), 'damaged')
    let before: unknown
    const commit = async () => {
      before = [await contentOf(from), await contentOf(to), JSON.parse(await readFile(journal, 'utf8'))]
    }
    await rewrapAll({ folder, files, from, to, commit })
    const both = { a: 'one', b: 'two' }
    expect(before).toEqual([{ ...both, damaged: 'damaged' }, both, JSON.parse(journalText())])
    expect([await contentOf(from), await contentOf(to), await isThere()]).toEqual([{}, both, false])
    expect((await asides()).length).toBe(1)
  })

  it('includes writes that happen during the commit, and writes nothing twice', async () => {
    let sealed: Buffer | undefined
    const path = join(folder, fileNameFor('b', to.guard))
    const commit = async () => {
      sealed = await readFile(path)
      await write(from, 'a', 'newer')
      await write(from, 'c', 'three')
    }
    await rewrapAll({ folder, files, from, to, commit })
    expect(await contentOf(to)).toEqual({ a: 'newer', b: 'two', c: 'three' })
    expect(await readFile(path)).toEqual(sealed)
  })

  it.each<[string, Error, object]>([
    ['with its reason', new Failure('file-unwritable', 'no space'), { code: 'file-unwritable', message: 'no space' }],
    [
      'without the words of another error',
      new Error('/a/path'),
      { code: 'internal', message: 'The passphrase was not changed.' },
    ],
  ])('that cannot be committed fails %s, and is undone at the next unlock', async (_what, problem, expected) => {
    const commit = () => Promise.reject(problem)
    await expect(rewrapAll({ folder, files, from, to, commit })).rejects.toMatchObject(expected)
    const both = { a: 'one', b: 'two' }
    expect([await contentOf(from), await contentOf(to), await isThere()]).toEqual([both, both, true])
    await finishRewrap(folder, files, from.guard)
    expect([await contentOf(from), await contentOf(to), await isThere()]).toEqual([both, {}, false])
  })

  it('is not committed if a file cannot be sealed again', async () => {
    let commits = 0
    const commit = async () => void commits++
    await mkdir(join(folder, fileNameFor('b', to.guard), 'inside'), { recursive: true })
    const refusing: SealedFiles = {
      ...files,
      writeBytes: (key, guard, name, plain) =>
        name === 'b'
          ? Promise.reject(new Failure('file-unwritable', 'no space'))
          : files.writeBytes(key, guard, name, plain),
    }
    await expect(rewrapAll({ folder, files: refusing, from, to, commit })).rejects.toMatchObject({
      code: 'file-unwritable',
    })
    const reading: SealedFiles = { ...files, readBytes: () => Promise.reject(new Error('a mistake')) }
    await expect(rewrapAll({ folder, files: reading, from, to, commit })).rejects.toMatchObject({ code: 'internal' })
    expect([commits, await contentOf(from)]).toEqual([0, { a: 'one', b: 'two' }])
  })

  it('is done even if the last read of the old files fails', async () => {
    let isCommitted = false
    const failing: SealedFiles = {
      ...files,
      readBytes: (...words) => (isCommitted ? Promise.reject(new Error('a mistake')) : files.readBytes(...words)),
    }
    await rewrapAll({ folder, files: failing, from, to, commit: async () => void (isCommitted = true) })
    expect([await contentOf(from), await contentOf(to)]).toEqual([{}, { a: 'one', b: 'two' }])
  })

  it('leaves no content in memory', async () => {
    const seen: Buffer[] = []
    const watched: SealedFiles = {
      ...files,
      readBytes: async (...words) => {
        const plain = await files.readBytes(...words)
        if (plain !== null) seen.push(plain)
        return plain
      },
    }
    await rewrapAll({ folder, files: watched, from, to, commit: async () => undefined })
    expect(seen.length).toBeGreaterThanOrEqual(2)
    expect(seen.every((plain) => plain.every((byte) => byte === 0))).toBe(true)
  })
})
