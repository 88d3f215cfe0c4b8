/** The single-instance lock on a folder, between real processes. Asking for it is synchronous, as in Electron. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a second start tells the first. */
export interface SecondStart {
  readonly argv: string[]
  readonly workingDirectory: string
  readonly additionalData: unknown
}

/** Takes the lock, or tells the process that has it of this start; answers whether it was taken. */
export function takeLock(folder: string, start: SecondStart, onSecond: (start: SecondStart) => void): boolean {
  const letters = join(folder, 'SingletonStarts')
  mkdirSync(letters, { recursive: true })
  const lock = join(folder, 'SingletonLock')
  if (!create(lock)) {
    const name = join(letters, `${process.pid}`)
    writeFileSync(`${name}.tmp`, JSON.stringify(start))
    renameSync(`${name}.tmp`, `${name}.json`)
    return false
  }
  const read = (): void => {
    for (const name of readdirSync(letters)) {
      if (!name.endsWith('.json')) continue
      const letter = JSON.parse(readFileSync(join(letters, name), 'utf8')) as SecondStart
      rmSync(join(letters, name))
      onSecond(letter)
    }
  }
  const watcher = watch(letters, read)
  watcher.unref()
  process.on('exit', () => rmSync(lock, { force: true }))
  return true
}

/** Writes the lock file; one of a process that has gone is taken over. */
function create(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (isRunning(Number(readFileSync(lock, 'utf8')))) return false
    rmSync(lock, { force: true })
    return create(lock)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
