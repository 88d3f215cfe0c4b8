/** Files that a crash has left in the folders of a home. */
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'
import { startCore } from '../../features/startCore.ts'

/** Higher than any process ID. */
const deadPid = 2 ** 22 + 1
const half = (name: string, pid: number) => `${name}.${pid}-0123456789ab.tmp`

describe('a half-finished write of a process that has ended', () => {
  it('is removed at the start from every folder of the home, and nothing else is', async () => {
    const folder = await temporaryFolder('left')
    const folders = ['config', 'data', join('data', 'sealed')].map((name) => join(folder, name))
    const old = half('reused.json', process.pid)
    for (const each of folders) {
      await mkdir(each, { recursive: true })
      for (const name of [half('connections.json', deadPid), half('young.json', process.pid), old, 'notes.tmp'])
        await writeFile(join(each, name), '{')
      const twoHoursAgo = Date.now() / 1000 - 7200
      await utimes(join(each, old), twoHoursAgo, twoHoursAgo)
    }
    const core = await startCore({ folder })
    for (const each of folders) {
      const left = async () => (await readdir(each)).filter((name) => name.endsWith('.tmp')).sort()
      await expect.poll(left, { message: each }).toEqual(['notes.tmp', half('young.json', process.pid)])
    }
    await core.stop()
    await removeFolder(folder)
  })
})
