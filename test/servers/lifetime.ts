/** Everything that a test starts ends with it: processes are ended and folders removed when the test's process ends. */
import type { ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const children = new Set<ChildProcess>()
const folders = new Set<string>()
let hooked = false

function hook(): void {
  if (hooked) return
  hooked = true
  process.on('exit', () => {
    for (const child of children) child.kill('SIGKILL')
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Without a listener, a signal ends the process without its exit hooks; otherwise, the listener of the runner
    // decides.
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(1)
    })
  }
}

/** Ends this process when the test's process ends, for any reason. */
export function endWithTests<T extends ChildProcess>(child: T): T {
  hook()
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

/** The parent folder of new folders: the run's own, which scripts/test.mjs always removes, otherwise the system's. */
const above = process.env['STRONGROOM_TEST_FOLDER'] ?? tmpdir()

/** Creates an empty folder (mode 0700), removed by `removeFolder` or when the test's process ends. */
export async function temporaryFolder(topic: string): Promise<string> {
  hook()
  const folder = await mkdtemp(join(above, `strongroom-test-${topic}-`))
  folders.add(folder)
  return folder
}

/** Removes a folder that `temporaryFolder` created. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  folders.delete(folder)
}
