/** The folder of `--files`: an existing folder that is neither hidden nor in a hidden one. */
import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFilesFolder } from '../../electron/loopback/filesFolder.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'

let base: string
beforeEach(async () => {
  base = await realpath(await temporaryFolder('files'))
})
afterEach(() => removeFolder(base))

describe('the folder for files', () => {
  it('is the real folder of the typed path', async () => {
    const folder = join(base, 'files.d')
    await mkdir(folder)
    await symlink(folder, join(base, 'link'))
    for (const typed of [folder, join(base, 'link'), `${folder}/`, join(base, 'files.d', '..', 'files.d')])
      expect(await openFilesFolder(typed)).toBe(folder)
  })

  it('must exist and not be a file', async () => {
    const file = join(base, 'file')
    await writeFile(file, '')
    for (const typed of [file, join(base, 'missing')])
      await expect(openFilesFolder(typed)).rejects.toThrow(`--files: ${typed} is not a folder.`)
  })

  it.each([['.hidden'], ['.hidden', 'below'], ['plain', '.hidden', 'below', 'deep']])(
    'must not be hidden, nor in a hidden folder: %s %s %s %s',
    async (...parts) => {
      const folder = join(base, ...parts)
      await mkdir(folder, { recursive: true })
      await symlink(folder, join(base, 'link'))
      for (const typed of [folder, join(base, 'link')])
        await expect(openFilesFolder(typed)).rejects.toThrow(`--files: ${folder} is hidden or in a hidden folder.`)
    },
  )
})
