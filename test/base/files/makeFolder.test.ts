/** Folders with their parents, also on systems that do not create parents. */
import { execFile } from 'node:child_process'
import { stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeFolder, makeFolderNow } from '../../../electron/base/files/makeFolder.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

let base: string
beforeEach(async () => {
  base = await temporaryFolder('folders')
})
afterEach(() => removeFolder(base))

const codeOf = (problem: unknown) => (problem as NodeJS.ErrnoException).code
const both: readonly [string, (folder: string) => Promise<void>][] = [
  ['makeFolder', makeFolder],
  ['makeFolderNow', async (folder) => makeFolderNow(folder)],
]

describe.each(both)('%s', (_name, make) => {
  it('creates a folder and its parents for this user only, and leaves an existing one unchanged', async () => {
    const folder = join(base, 'a', 'b', 'c')
    await make(folder)
    for (const each of [folder, join(base, 'a', 'b'), join(base, 'a')]) {
      expect((await stat(each)).mode & 0o777).toBe(0o700)
    }
    await writeFile(join(folder, 'file'), '')
    await make(folder)
    expect((await stat(join(folder, 'file'))).isFile()).toBe(true)
    await symlink(folder, join(base, 'link'))
    await make(join(base, 'link', 'd'))
    expect((await stat(join(folder, 'd'))).isDirectory()).toBe(true)
  })

  it("reports the system's error for an invalid location", async () => {
    await writeFile(join(base, 'file'), '')
    expect(await make(join(base, 'file')).catch(codeOf)).toBe('EEXIST')
    expect(await make(join(base, 'file', 'below')).catch(codeOf)).toMatch(/^E(?:EXIST|NOTDIR)$/)
  })

  it.skipIf(process.platform !== 'linux')('ends if the system refuses every name', async () => {
    expect(await make('/proc/foo/data').catch(codeOf)).toBe('ENOENT')
    expect(await make('/proc/1/.local/share').catch(codeOf)).toMatch(/^E(?:NOENT|ACCES)$/)
  })
})

it('allows two processes to create the same folder at the same time', async () => {
  const folder = join(base, ...Array.from({ length: 30 }, String))
  const module = new URL('../../../electron/base/files/makeFolder.ts', import.meta.url).href
  const script = `const { makeFolder } = await import(${JSON.stringify(module)}); await makeFolder(process.argv[1])`
  const run = promisify(execFile)
  await Promise.all(
    Array.from({ length: 3 }, () => run(process.execPath, ['--input-type=module', '-e', script, folder])),
  )
  expect((await stat(folder)).isDirectory()).toBe(true)
})
