/**
 * The single-instance lock on a folder, between real processes, as Chromium's process_singleton_posix.cc has it: a symbolic
 * link to `HOST-PID`. Asking for it is synchronous, as in Electron.
 */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** What a second start sends to the first. */
export interface SecondStart {
  readonly argv: string[]
  readonly workingDirectory: string
  readonly additionalData: unknown
}

/**
 * Takes the lock, or notifies the process that has it of this start. Returns whether it was taken. As in Electron,
 * false also means that the lock could not be created, or that a process of another computer has it.
 */
export function takeLock(folder: string, start: SecondStart, onSecond: (start: SecondStart) => void): boolean {
  const letters = join(folder, 'SingletonStarts')
  const lock = join(folder, 'SingletonLock')
  const taken = create(lock)
  if (taken === 'second') {
    const name = join(letters, `${process.pid}`)
    writeFileSync(`${name}.tmp`, JSON.stringify(start))
    renameSync(`${name}.tmp`, `${name}.json`)
  }
  if (taken !== 'first') return false
  mkdirSync(letters, { recursive: true })
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

/** Creates the lock, and replaces one whose process on this computer has ended. */
function create(lock: string): 'first' | 'second' | 'error' {
  try {
    symlinkSync(`${hostname()}-${process.pid}`, lock)
    return 'first'
  } catch {
    const holder = readHolder(lock)
    if (holder === null) return 'error'
    if (holder.host !== hostname()) {
      process.stderr.write('The profile appears to be in use by another process on another computer.\n')
      return 'error'
    }
    if (isRunning(holder.pid)) return 'second'
    rmSync(lock, { force: true })
    return create(lock)
  }
}

function readHolder(lock: string): { readonly host: string; readonly pid: number } | null {
  try {
    const target = readlinkSync(lock)
    const dash = target.lastIndexOf('-')
    return { host: target.slice(0, dash), pid: Number(target.slice(dash + 1)) }
  } catch {
    return null
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
