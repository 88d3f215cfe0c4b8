import { spawnSync } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { whileClaimed } from '../../electron/keychain/claim.ts'
import { temporaryFolder } from '../servers/lifetime.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await temporaryFolder('claim')
  path = join(folder, 'below', 'claim')
})

describe('a claim', () => {
  it('is one process’s at a time, in whatever order they come', async () => {
    let atOnce = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++atOnce)
      expect(await readFile(path, 'utf8')).toBe(String(process.pid))
      atOnce--
    }
    await Promise.all(Array.from({ length: 5 }, () => whileClaimed(path, work)))
    expect(most).toBe(1)
    expect(await readdir(join(folder, 'below'))).toEqual([])
  })

  it('is given up when the work fails', async () => {
    const failing = whileClaimed(path, async () => {
      throw new RangeError('no')
    })
    await expect(failing).rejects.toThrow(RangeError)
    expect(await whileClaimed(path, async () => 'done')).toBe('done')
  })

  it('of a process that has died does not hold up the living', async () => {
    await whileClaimed(path, async () => undefined)
    const dead = spawnSync(process.execPath, ['--version']).pid
    await writeFile(path, String(dead))
    expect(await whileClaimed(path, async () => 'done')).toBe('done')
  })
})
