/** Other programs' processes: which one a process id is, and ending one with everything it started. */
import { execFile, spawn, type ChildProcess, type SpawnOptions, type StdioOptions } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The command line of a process, its words joined by spaces; null when there is none or it may not be seen. */
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

/** What a child is spawned with beside its standard streams, which are three entries. */
export interface WatchedOptions extends Omit<SpawnOptions, 'stdio' | 'detached'> {
  readonly stdio: readonly [Stream, Stream, Stream]
  /** Leads a process group of its own, which ends as a whole: see `killTree`. */
  readonly group?: boolean
}
type Stream = Exclude<StdioOptions, string>[number]

/**
 * Spawns a program that does not outlive this process, even when this one crashes: a watcher in the same shell reads a
 * pipe that only we hold, and our end closes it. `exec` gives the program the child's own process id. A line in the pipe
 * sends the watcher home. Windows has no such shell; there the program is spawned as it is.
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
  // The pipe breaks when the program ends first; that is no error.
  child.stdio[3]?.on('error', () => undefined)
  child.once('exit', () => dismissWatcher(child))
  return child
}

/** Tells the watcher that nothing is left to end. */
function dismissWatcher(child: ChildProcess): void {
  const pipe = child.stdio[3]
  if (pipe !== null && pipe !== undefined && 'write' in pipe) pipe.end('done\n')
}

/** Resolves when the process has ended, at once when it already has. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

/** Asks a process to end; after `graceMs` it is ended without asking. Resolves when it is gone. */
export async function stopProcess(child: ChildProcess, graceMs: number): Promise<void> {
  const gone = ended(child)
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), graceMs)
  await gone
  clearTimeout(force)
}

/**
 * Ends a process and everything it started, without asking: for work that nobody wants any more. The process must have
 * been spawned `detached`, so that it leads a process group of its own.
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
