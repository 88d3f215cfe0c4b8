/**
 * A practice server ends with a Strongroom that crashes, and a leftover process is distinguished from other programs.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { placesIn } from '../../../electron/features/practice/configuration.ts'
import { isAlive } from '../../../electron/base/system/isAlive.ts'
import { readRecord, writeRecord } from '../../../electron/features/practice/record.ts'
import { stopLeftover } from '../../../electron/features/practice/server.ts'
import { endWithTests, removeFolder, temporaryFolder } from '../../servers/lifetime.ts'
import { vaultProgram } from '../../servers/vault.ts'

let folder: string

beforeEach(async () => {
  folder = await temporaryFolder('leftover')
})
afterEach(() => removeFolder(folder))

/** A whole app in miniature: starts the practice server in a separate process, which can then crash. */
const app = `
const { createPractice } = await import(process.argv[1])
const practice = createPractice({
  folder: process.argv[2], cacheFolder: process.argv[2], environment: process.env,
  log: { info() {}, warn() {} },
})
await practice.start(() => {}, new AbortController().signal)
console.log('started')
setInterval(() => {}, 1000)
`

async function startApp(): Promise<ChildProcess> {
  const module = new URL('../../../electron/features/practice/practice.ts', import.meta.url).href
  const child = endWithTests(
    spawn(process.execPath, ['--input-type=module', '-e', app, module, folder], {
      env: { ...process.env, STRONGROOM_VAULT_BIN: await vaultProgram() },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  )
  await once(createInterface({ input: child.stdout }), 'line')
  return child
}

describe('a practice server whose Strongroom is gone', () => {
  it('ends with a Strongroom that is killed', async () => {
    const strongroom = await startApp()
    const pid = (await readRecord(placesIn(folder).record))?.running?.pid ?? 0
    expect(isAlive(pid)).toBe(true)
    strongroom.kill('SIGKILL')
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000 })
  })

  it('is not touched while the Strongroom that started it is alive', async () => {
    const strongroom = await startApp()
    const pid = (await readRecord(placesIn(folder).record))?.running?.pid ?? 0
    await expect(stopLeftover(placesIn(folder))).rejects.toMatchObject({ code: 'practice-unavailable' })
    expect(isAlive(pid)).toBe(true)
    strongroom.kill('SIGKILL')
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000 })
  })
})

/** Starts a process that waits, with `words` on its command line, and whose parent has ended. */
async function waiting(...words: string[]): Promise<number> {
  const child = endWithTests(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', ...words]))
  await once(child, 'spawn')
  const owner = spawn(process.execPath, ['-e', ''])
  await once(owner, 'exit')
  await mkdir(folder, { recursive: true })
  const running = { pid: child.pid ?? 0, owner: owner.pid ?? 0 }
  await writeRecord(placesIn(folder).record, { version: 1, port: 20_001, clusterPort: 20_002, running, resume: false })
  return running.pid
}

describe('a process that the record names', () => {
  it('is ended if it runs with our configuration', async () => {
    const pid = await waiting('server', `-config=${join(folder, 'config.json')}`)
    await stopLeftover(placesIn(folder))
    expect(isAlive(pid)).toBe(false)
  })

  it('is left running if it is another program that has got the same process ID', async () => {
    const pid = await waiting('something', 'else')
    await stopLeftover(placesIn(folder))
    expect(isAlive(pid)).toBe(true)
    process.kill(pid)
  })
})
