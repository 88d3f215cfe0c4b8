import { execFile } from 'node:child_process'
import { access, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { createLog } from '../../../electron/base/log/log.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'

const full = '/dev/full'
const hasFullDevice = await access(full).then(
  () => true,
  () => false,
)

describe('the log', () => {
  it('starts over when it is too large, keeps the previous file, and is readable only by this user', async () => {
    const folder = await temporaryFolder('log')
    const file = join(folder, 'strongroom.log')
    await writeFile(file, 'old\n', { mode: 0o600 })
    await truncate(file, 6 * 1024 * 1024)
    createLog(file).info({}, 'a new line')
    await vi.waitFor(async () => expect(await readFile(file, 'utf8')).toContain('a new line'))
    expect((await readdir(folder)).sort((a, b) => a.localeCompare(b))).toEqual(['strongroom.log', 'strongroom.log.1'])
    expect((await readFile(`${file}.1`, 'utf8')).startsWith('old\n')).toBe(true)
    expect((await stat(file)).mode & 0o777).toBe(0o600)

    createLog(file).info({}, 'another start')
    await vi.waitFor(async () => expect(await readFile(file, 'utf8')).toContain('another start'))
    expect(await readFile(file, 'utf8')).toContain('a new line')
    await removeFolder(folder)
  })

  // Only Linux has a device that is always full.
  it.runIf(hasFullDevice)('does not end the app when the disk is full', async () => {
    const log = new URL('../../../electron/base/log/log.ts', import.meta.url).href
    const program = `
      const { createLog } = await import(${JSON.stringify(log)})
      createLog(${JSON.stringify(full)}).error({ call: 'app.state' }, 'a line that finds no room')
    `
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
    expect((await run.catch((problem: unknown) => ({ stdout: '', stderr: String(problem) }))).stderr).toBe('')
  })
})
