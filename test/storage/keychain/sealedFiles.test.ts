/** Sealed files one by one: how they are read, replaced, held while the disk rejects writes, and written at the end. */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeAtEndOfSession } from '../../../electron/base/files/endOfSession.ts'
import { openBytes, sealBytes } from '../../../electron/storage/keychain/sealedFile.ts'
import { createSealedFiles, type SealedFiles } from '../../../electron/storage/keychain/sealedFiles.ts'
import { fileNameFor } from '../../../electron/storage/keychain/sealedNames.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

const key = randomBytes(32)
const otherKey = randomBytes(32)
const unreadable = expect.objectContaining({ code: 'file-unreadable' })
const unwritable = expect.objectContaining({ code: 'file-unwritable' })

let folder: string
let aside: string[]
let files: SealedFiles
const another = () => createSealedFiles(folder, (file) => aside.push(file))
beforeEach(async () => {
  folder = join(await temporaryFolder('sealed-files'), 'sealed')
  aside = []
  files = another()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await removeFolder(join(folder, '..'))
})

const pathOf = (name: string, guard: 'keychain' | 'passphrase' = 'keychain') => join(folder, fileNameFor(name, guard))
const read = (name: string) => files.read(key, 'keychain', name)
const write = (name: string, content: string) => files.write(key, 'keychain', name, content)
const onDisk = (name: string) => openBytes(key, name, readFileSync(pathOf(name))).toString()
async function plant(name: string, content: string | Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(pathOf(name), content)
}
/** Puts a file in place of the folder: nothing can be written there, not even by root. */
async function withoutDisk<T>(work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true })
  await rename(folder, `${folder}-away`)
  await writeFile(folder, '')
  try {
    return await work()
  } finally {
    await rm(folder)
    await rename(`${folder}-away`, folder)
  }
}

describe('a sealed file', () => {
  it('is null until it is written, can be replaced, and is gone once removed', async () => {
    expect([await read('a'), await files.readBytes(key, 'keychain', 'a')]).toEqual([null, null])
    await write('a', 'one')
    await write('a', '둘')
    expect(await read('a')).toBe('둘')
    expect(await readdir(folder)).toEqual([fileNameFor('a', 'keychain')])
    await files.remove('keychain', 'a')
    await files.remove('keychain', 'a')
    expect([await read('a'), await readdir(folder)]).toEqual([null, []])
  })

  it('can be written and read as bytes, which still belong to the caller', async () => {
    const plain = Buffer.from([0, 255, 1])
    await files.writeBytes(key, 'keychain', 'a', plain)
    expect(plain).toEqual(Buffer.from([0, 255, 1]))
    expect(await files.readBytes(key, 'keychain', 'a')).toEqual(plain)
  })

  it('can be large', async () => {
    await write('a', 'x'.repeat(400_000))
    expect((await another().read(key, 'keychain', 'a'))?.length).toBe(400_000)
  })

  it('leaves its content and its key in no buffer', async () => {
    const alloc = vi.spyOn(Buffer, 'from')
    await write('a', 'hvs.a secret text')
    await read('a')
    const copies = alloc.mock.results.filter((_, index) => {
      const given: unknown = alloc.mock.calls[index]?.[0]
      return given === 'hvs.a secret text' || given === key
    })
    expect(copies.length).toBeGreaterThanOrEqual(2)
    for (const { value } of copies) expect((value as Buffer).every((byte) => byte === 0)).toBe(true)
  })

  it('belongs to its guard', async () => {
    await write('a', 'of the keychain')
    await files.write(otherKey, 'passphrase', 'a', 'of the passphrase')
    await files.write(otherKey, 'passphrase', 'b', 'of the passphrase')
    expect([await files.names('keychain'), (await files.names('passphrase')).toSorted()]).toEqual([['a'], ['a', 'b']])
    expect([await read('a'), await files.read(otherKey, 'passphrase', 'a')]).toEqual([
      'of the keychain',
      'of the passphrase',
    ])
    await files.remove('passphrase', 'a')
    expect(await read('a')).toBe('of the keychain')
  })

  it('that does not open causes an error, and is set aside when it is written', async () => {
    const damaged = sealBytes(otherKey, 'a', Buffer.from('one'))
    await plant('a', damaged)
    await expect(read('a')).rejects.toEqual(unreadable)
    await expect(files.readBytes(key, 'keychain', 'a')).rejects.toEqual(unreadable)
    expect(aside).toEqual([])
    await write('a', 'two')
    expect(aside).toHaveLength(1)
    expect(await readFile(join(folder, aside[0] ?? ''))).toEqual(damaged)
    expect(await read('a')).toBe('two')
  })

  it('that opens, or does not exist, is replaced without a copy', async () => {
    await write('a', 'one')
    files = another()
    await write('a', 'two')
    files = another()
    await read('a')
    await write('a', 'three')
    expect([aside, await readdir(folder), await read('a')]).toEqual([[], [fileNameFor('a', 'keychain')], 'three'])
  })

  it('that was damaged since the last read is set aside once that is detected', async () => {
    await write('a', 'one')
    await plant('a', 'damaged')
    await expect(read('a')).rejects.toEqual(unreadable)
    await write('a', 'two')
    expect(aside).toHaveLength(1)
    await files.putAside('keychain', 'a')
    await plant('a', 'damaged again')
    await write('a', 'three')
    expect([aside.length, await read('a')]).toEqual([3, 'three'])
  })

  it('can be set aside with any content', async () => {
    expect(await files.putAside('keychain', 'a')).toBeNull()
    await write('a', 'one')
    const name = await files.putAside('keychain', 'a')
    expect([aside, await read('a')]).toEqual([[name], null])
  })

  it('reports the error of a failing disk, and the next write succeeds', async () => {
    await withoutDisk(() => expect(write('a', 'one')).rejects.toEqual(unwritable))
    await write('a', 'two')
    expect([await read('a'), aside]).toEqual(['two', []])
  })

  it('is written and read in the order of the calls', async () => {
    const work = [write('a', 'one'), read('a'), write('a', 'two'), read('a'), files.remove('keychain', 'a'), read('a')]
    let isIdle = false
    const idle = files.idle().then(() => (isIdle = true))
    expect(isIdle).toBe(false)
    await idle
    expect(await Promise.all(work)).toEqual([undefined, 'one', undefined, 'two', undefined, null])
  })
})

describe('a key', () => {
  it('fits if no file of its guard exists', async () => {
    expect(await files.fits(key, 'keychain')).toBe(true)
    await files.write(otherKey, 'passphrase', 'a', 'one')
    await writeFile(join(folder, 'entry-.keychain.sealed'), 'not an entry')
    expect(await files.fits(key, 'keychain')).toBe(true)
  })

  it('fits if it opens at least one of them', async () => {
    await plant('a', sealBytes(otherKey, 'a', Buffer.from('one')))
    await plant('b', 'damaged')
    expect([await files.fits(key, 'keychain'), await files.fits(otherKey, 'keychain')]).toEqual([false, true])
    await write('c', 'two')
    expect(await files.fits(key, 'keychain')).toBe(true)
    // A file under another name does not open.
    await rename(pathOf('c'), pathOf('d'))
    expect(await files.fits(key, 'keychain')).toBe(false)
  })
})

describe('@boundary a hanging disk', () => {
  it('leaves no key after the key was dropped, and receives the sealed data', async () => {
    await plant('a', sealBytes(key, 'a', Buffer.from('one')))
    const from = vi.spyOn(Buffer, 'from')
    const writing = write('a', 'two')
    const copy = from.mock.results.at(from.mock.calls.findIndex(([given]) => (given as unknown) === key))
      ?.value as Buffer
    from.mockRestore()
    expect(copy.equals(key)).toBe(true)
    files.dropKeys()
    expect(copy.every((byte) => byte === 0)).toBe(true)
    await writing
    // A file that could not be checked is set aside.
    expect([aside.length, onDisk('a')]).toEqual([1, 'two'])
  })
})

describe('a file that is written later', () => {
  const seal = (name: string, content: string) => sealBytes(key, name, Buffer.from(content))
  const later = (name: string, content: string, guard: 'keychain' | 'passphrase' = 'keychain') =>
    files.writeLater(guard, name, seal(name, content))

  it('is read and listed immediately, and is on the disk once everything is settled', async () => {
    await write('a', 'one')
    later('a', 'two')
    later('b', 'three')
    later('c', 'four', 'passphrase')
    expect([await read('a'), await read('b'), await read('c')]).toEqual(['two', 'three', null])
    expect((await files.names('keychain')).toSorted()).toEqual(['a', 'b'])
    expect(await files.names('passphrase')).toEqual(['c'])
    await files.settled()
    expect([onDisk('a'), onDisk('b'), existsSync(pathOf('c', 'passphrase'))]).toEqual(['two', 'three', true])
    expect((await files.names('keychain')).toSorted()).toEqual(['a', 'b'])
    await expect(files.readBytes(otherKey, 'keychain', 'b')).rejects.toEqual(unreadable)
  })

  it('is the last of several, and gives way to a later write or removal', async () => {
    later('a', 'one')
    later('a', 'two')
    later('b', 'one')
    later('c', 'one')
    const work = [write('b', 'two'), files.remove('keychain', 'c')]
    await Promise.all([...work, files.settled()])
    expect([await read('a'), await read('b'), await read('c')]).toEqual(['two', 'two', null])
    expect([onDisk('a'), onDisk('b'), existsSync(pathOf('c'))]).toEqual(['two', 'two', false])
  })

  it('is held until the disk accepts it', async () => {
    const settled = await withoutDisk(async () => {
      later('a', 'one')
      expect(await read('a')).toBe('one')
      let isSettled = false
      const done = files.settled().then(() => (isSettled = true))
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(isSettled).toBe(false)
      return { done }
    })
    await settled.done
    expect([onDisk('a'), await read('a')]).toEqual(['one', 'one'])
  })

  it('is written at the end of the session even if another one cannot be written', async () => {
    await mkdir(pathOf('a'), { recursive: true })
    later('a', 'one')
    later('c', 'two')
    writeAtEndOfSession()
    expect(onDisk('c')).toBe('two')
    await expect(files.remove('keychain', 'a')).rejects.toEqual(unwritable)
    await files.settled()
  })

  it('is written at the end of the session, and so is everything else that is pending', async () => {
    await write('removed', 'one')
    await plant('damaged', 'damaged')
    await write('known', 'one')
    later('later', 'one')
    const work = [
      write('new', 'one'),
      write('new', 'two'),
      write('damaged', 'two'),
      write('known', 'two'),
      files.remove('keychain', 'removed'),
      files.remove('keychain', 'was never there'),
    ]
    writeAtEndOfSession()
    expect(['later', 'new', 'damaged', 'known'].map(onDisk)).toEqual(['one', 'two', 'two', 'two'])
    expect(existsSync(pathOf('removed'))).toBe(false)
    expect((await readdir(folder)).filter((name) => name.includes('.unreadable-'))).toHaveLength(1)
    await Promise.all(work)
    await files.settled()
    // Finished work is not repeated.
    await write('new', 'three')
    await plant('removed', 'planted')
    writeAtEndOfSession()
    expect([onDisk('new'), readFileSync(pathOf('removed'), 'utf8')]).toEqual(['three', 'planted'])
  })
})
