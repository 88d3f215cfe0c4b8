/** Writes at the end of a Windows session. They are synchronous, because Windows can end the process at any later step. */
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { writeAtEndOfSession } from '../../../electron/base/files/endOfSession.ts'
import { openJsonFile } from '../../../electron/base/files/jsonFile.ts'
import { openBytes } from '../../../electron/storage/keychain/sealedFile.ts'
import { createSealedFiles } from '../../../electron/storage/keychain/sealedFiles.ts'
import { fileNameFor } from '../../../electron/storage/keychain/sealedNames.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder('end')
})
afterEach(() => removeFolder(folder))

it('The end of the session writes the pending changes of a JSON file, in their order', async () => {
  const path = join(folder, 'count.json')
  const json = await openJsonFile({ path, schema: z.object({ count: z.number() }), version: 1, initial: { count: 1 } })
  const changes = [
    json.change(({ count }) => ({ count: count * 2 })),
    json.change(({ count }) => ({ count: count + 5 })),
  ]
  writeAtEndOfSession()
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ version: 1, count: 7 })
  await Promise.all(changes)
  expect(json.value).toEqual({ count: 7 })
})

it('The end of the session writes the changes that can be made, even after one that cannot', async () => {
  const path = join(folder, 'count.json')
  const json = await openJsonFile({ path, schema: z.object({ count: z.number() }), version: 1, initial: { count: 1 } })
  const refused = json.change(() => {
    throw new Error('not possible')
  })
  const change = json.change(({ count }) => ({ count: count + 5 }))
  writeAtEndOfSession()
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ version: 1, count: 6 })
  await expect(refused).rejects.toThrow('not possible')
  await change
})

it('The end of the session never writes defaults to a JSON file that is being restored', async () => {
  const path = join(folder, 'count.json')
  const copy = `${path}.copy`
  await writeFile(copy, JSON.stringify({ version: 1, count: 40 }))
  const json = await openJsonFile({
    path,
    copy,
    schema: z.object({ count: z.number() }),
    version: 1,
    initial: { count: 1 },
  })
  const done = new AbortController()
  const change = json.change(({ count }) => ({ count: count + 2 })).finally(() => done.abort())
  const written: unknown[] = []
  while (!done.signal.aborted) {
    writeAtEndOfSession()
    if (existsSync(path)) written.push(JSON.parse(readFileSync(path, 'utf8')))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await change
  expect(written).toContainEqual({ version: 1, count: 42 })
  expect(written).not.toContainEqual({ version: 1, count: 3 })
})

it('The end of the session leaves a damaged JSON file unchanged', async () => {
  const path = join(folder, 'count.json')
  await writeFile(path, 'garbage')
  const json = await openJsonFile({ path, schema: z.object({ count: z.number() }), version: 1, initial: { count: 1 } })
  const change = json.change(() => ({ count: 2 }))
  writeAtEndOfSession()
  expect(readFileSync(path, 'utf8')).toBe('garbage')
  await change
})

it('The end of the session writes, removes and renames sealed files as pending', async () => {
  const key = randomBytes(32)
  const files = createSealedFiles(folder, () => undefined)
  const pathOf = (name: string) => join(folder, fileNameFor(name, 'keychain'))
  const read = (name: string) => openBytes(key, name, readFileSync(pathOf(name))).toString()
  await files.write(key, 'keychain', 'gone', 'old')
  await writeFile(pathOf('damaged'), 'garbage')
  const work = [
    files.write(key, 'keychain', 'new', 'first'),
    files.write(key, 'keychain', 'new', 'second'),
    files.write(key, 'keychain', 'damaged', 'new'),
    files.remove('keychain', 'gone'),
  ]
  writeAtEndOfSession()
  expect(read('new')).toBe('second')
  expect(read('damaged')).toBe('new')
  const names = readdirSync(folder)
  expect(names.filter((name) => name.includes('.unreadable-'))).toHaveLength(1)
  expect(names).not.toContain(fileNameFor('gone', 'keychain'))
  await Promise.all(work)
  expect(read('new')).toBe('second')
})
