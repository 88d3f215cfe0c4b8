import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const full = '/dev/full'
const hasFullDevice = await access(full).then(
  () => true,
  () => false,
)

describe('the log', () => {
  // Only Linux has a device that is always full.
  it.runIf(hasFullDevice)('does not end the app when the disk is full', async () => {
    const log = new URL('../../electron/core/log.ts', import.meta.url).href
    const program = `
      const { createLog } = await import(${JSON.stringify(log)})
      createLog(${JSON.stringify(full)}).error({ call: 'app.state' }, 'a line that finds no room')
    `
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
    expect((await run.catch((problem: unknown) => ({ stdout: '', stderr: String(problem) }))).stderr).toBe('')
  })
})
