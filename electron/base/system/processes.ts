/**
 * Processes of other programs: the program behind a process ID, and ending a process with everything that it started.
 */
import { execFile, spawn, type ChildProcess, type SpawnOptions, type StdioOptions } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Returns the command line of a process, its words joined by spaces; null if there is none or it can't be read. */
export async function commandLine(pid: number): Promise<string | null> {
  try {
    if (process.platform === 'linux') {
      const words = await readFile(`/proc/${pid}/cmdline`, 'utf8')
      return words === '' ? null : words.split('\0').join(' ').trim()
    }
    const { stdout } =
      process.platform === 'win32'
        ? await run('powershell.exe', [
            '-NoProfile',
            '-Command',
            `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`,
          ])
        : await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)])
    return stdout.trim() === '' ? null : stdout.trim()
  } catch {
    return null
  }
}

/** Options for spawning a child, in addition to its standard streams, which are three entries. */
export interface WatchedOptions extends Omit<SpawnOptions, 'stdio' | 'detached'> {
  readonly stdio: readonly [Stream, Stream, Stream]
  /** Whether it leads its own process group, which can be ended as a whole: see `killTree`. */
  readonly group?: boolean
}
type Stream = Exclude<StdioOptions, string>[number]

/**
 * Spawns a program that does not outlive this process, even when this one crashes: a watcher in the same shell reads a
 * pipe that only we hold, and our end closes it. `exec` gives the program the child's own process ID. A line in the
 * pipe ends the watcher. Windows has no such shell; there the program is spawned without a watcher.
 */
export function spawnWatched(program: string, words: readonly string[], options: WatchedOptions): ChildProcess {
  const { group = false, stdio, ...rest } = options
  if (process.platform === 'win32') return spawn(program, words, { ...rest, stdio: [...stdio], windowsHide: true })
  const end = group ? 'kill -9 -$$' : 'kill -TERM $$'
  const script = `(read -r line <&3 || ${end}) & exec "$@" 3<&-`
  const child = spawn('/bin/sh', ['-c', script, 'strongroom', program, ...words], {
    ...rest,
    stdio: [...stdio, 'pipe'],
    detached: group,
  })
  // The pipe breaks when the program ends first, which is not an error.
  child.stdio[3]?.on('error', () => undefined)
  child.once('exit', () => dismissWatcher(child))
  return child
}

/** Ends the watcher, because there is no process left to end. */
function dismissWatcher(child: ChildProcess): void {
  const pipe = child.stdio[3]
  if (pipe !== null && pipe !== undefined && 'write' in pipe) pipe.end('done\n')
}

/** Resolves when the process has ended, immediately if it already has. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

/** Asks a process to end; after `graceMs` it is killed. Resolves when it has ended. */
export async function stopProcess(child: ChildProcess, graceMs: number): Promise<void> {
  const gone = ended(child)
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), graceMs)
  await gone
  clearTimeout(force)
}

/**
 * Kills a process and everything that it started, when its work is no longer needed. The process must have been spawned
 * `detached`, so that it leads its own process group.
 */
export function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return
  if (process.platform === 'win32') {
    execFile('taskkill', ['/T', '/F', '/PID', String(child.pid)], () => child.kill())
    return
  }
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group has ended already.
  }
}
