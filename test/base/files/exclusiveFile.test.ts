import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createExclusiveFile } from '../../../electron/base/files/exclusiveFile.ts'
import { createSequencer } from '../../../electron/base/async/sequencer.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder('new-file')
})
afterEach(() => removeFolder(folder))

describe('a new file for keys', () => {
  it('is empty and readable only by its owner', async () => {
    const umask = process.umask(0)
    try {
      await createExclusiveFile(join(folder, 'keys.json'))
    } finally {
      process.umask(umask)
    }
    const facts = await stat(join(folder, 'keys.json'))
    expect([facts.size, facts.mode & 0o777]).toEqual([0, 0o600])
  })

  it.each<[string, string, string, () => Promise<unknown>]>([
    ['a file', 'keys.json', 'there is a file already', () => writeFile(join(folder, 'keys.json'), 'not ours')],
    ['a folder', 'keys.json', 'there is a file already', () => mkdir(join(folder, 'keys.json'))],
    [
      'a link to nowhere',
      'keys.json',
      'there is a file already',
      () => symlink(join(folder, 'x'), join(folder, 'keys.json')),
    ],
    ['no folder', 'missing/keys.json', 'there is no such folder', async () => undefined],
    ['a file for a folder', 'file/keys.json', 'there is no such folder', () => writeFile(join(folder, 'file'), '')],
    ['a name that no disk takes', 'x'.repeat(300), 'no file can be written there', async () => undefined],
    ['a name with a NUL', 'a\0b', 'no file can be written there', async () => undefined],
  ])('is not created if there is %s', async (_what, name, why, prepare) => {
    await prepare()
    const before = await readdir(folder)
    await expect(createExclusiveFile(join(folder, name))).rejects.toMatchObject({
      code: 'invalid-input',
      message: `This file cannot be used: ${why}.`,
      error: { issues: [{ path: 'keepIn.handle', message: why }] },
    })
    expect(await readdir(folder)).toEqual(before)
  })

  it('leaves an existing file unchanged', async () => {
    await writeFile(join(folder, 'keys.json'), 'not ours')
    await expect(createExclusiveFile(join(folder, 'keys.json'))).rejects.toMatchObject({ code: 'invalid-input' })
    expect(await readFile(join(folder, 'keys.json'), 'utf8')).toBe('not ours')
  })

  it.skipIf(process.platform === 'win32')('is not created in a folder that is not writable', async () => {
    await chmod(folder, 0o500)
    // Root can write to any folder except those of the kernel.
    const closed = process.getuid?.() === 0 ? '/sys' : folder
    await expect(createExclusiveFile(join(closed, 'keys.json'))).rejects.toMatchObject({ code: 'invalid-input' })
  })
})

describe('the sequencer', () => {
  const later = () => new Promise((resolve) => setImmediate(resolve))

  it('runs work with the same key in sequence, however each one ends', async () => {
    const { inTurn } = createSequencer()
    const order: string[] = []
    const work = (name: string, fails = false) =>
      inTurn('key', async () => {
        order.push(`begin ${name}`)
        await later()
        order.push(`end ${name}`)
        if (fails) throw new Error(name)
        return name
      })
    const all = await Promise.allSettled([work('one'), work('two', true), work('three')])
    expect(order).toEqual(['begin one', 'end one', 'begin two', 'end two', 'begin three', 'end three'])
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await work('four')).toBe('four')
  })

  it('does not wait for work with other keys', async () => {
    const { inTurn } = createSequencer()
    const release = Promise.withResolvers<void>()
    const first = inTurn('one', () => release.promise)
    expect(await inTurn('two', async () => 'done')).toBe('done')
    release.resolve()
    await first
  })

  it('is settled when all work has ended', async () => {
    const { inTurn, settled } = createSequencer()
    await settled()
    const release = Promise.withResolvers<void>()
    let isSettled = false
    const works = [
      inTurn('one', () => release.promise),
      inTurn('one', () => Promise.reject(new Error('no'))),
      inTurn('two', later),
    ]
    const settling = settled().then(() => (isSettled = true))
    await works[2]
    expect(isSettled).toBe(false)
    release.resolve()
    await settling
    expect(await Promise.allSettled(works)).toHaveLength(3)
  })
})
