/** One at a time among all processes that share a folder: for what must happen once, like making the master key. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Failure } from '../contract/failure.ts'
import { isAlive } from '../core/isAlive.ts'

/** Milliseconds between two looks, and how many there are. */
const pause = 50
const looks = 200

/**
 * Does `work` while the file `path` names this process; waits while it names another one that is alive.
 * @throws Failure `keychain-refused` when the other one does not come to an end, `file-unwritable` without a folder.
 */
export async function whileClaimed<T>(path: string, work: () => Promise<T>): Promise<T> {
  for (let look = 0; look < looks; look++) {
    if (await claim(path)) {
      try {
        return await work()
      } finally {
        await rm(path, { force: true })
      }
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => ''))
    // A file without a name is being written at this moment, or was never finished.
    const abandoned = holder > 0 ? !isAlive(holder) : look === looks - 1
    if (abandoned) await rm(path, { force: true })
    else await setTimeout(pause)
  }
  throw new Failure('keychain-refused', 'Another Strongroom is making the master key and does not finish.', {
    retryable: true,
  })
}

async function claim(path: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(path, String(process.pid), { flag: 'wx', mode: 0o600 })
    return true
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false
    throw new Failure('file-unwritable', 'The folder for sealed files cannot be written.', { cause })
  }
}
