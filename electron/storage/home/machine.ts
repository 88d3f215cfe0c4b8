/** Identifies this computer and process, and finds out whether a process that wrote a record is still running. */
import { createHash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { z } from 'zod'
import { isAlive } from '../../base/system/isAlive.ts'

export const ProcessFacts = z.object({
  host: z.string().max(300),
  /** Digest of the computer's own ID; null if the system has none that is quick to read. */
  machineId: z.string().max(100).nullable(),
  /** Changes with every start of the computer; null if the system has none. */
  bootId: z.string().max(100).nullable(),
  /** Linux: the namespace in which `pid` counts. Containers have their own. */
  pidNamespace: z.string().max(100).nullable(),
  pid: z.int().min(1),
  /** When the process started, in the system's own unit; null if unknown. A reused PID has a different start time. */
  startTime: z.string().max(100).nullable(),
})
export type ProcessFacts = z.infer<typeof ProcessFacts>

/**
 * `dead`: certainly ended. `alive`: certainly the same process. `unknown`: a process with this number is running, or it
 * is in another container of this computer. `elsewhere`: on another computer.
 */
export type Life = 'alive' | 'dead' | 'unknown' | 'elsewhere'

/** Returns the facts of this process. */
export async function thisProcess(): Promise<ProcessFacts> {
  const { pid } = process
  const [machineId, bootId, pidNamespace, found] = await Promise.all([
    readMachineId(),
    readBootId(),
    process.platform === 'linux' ? readlink('/proc/self/ns/pid').catch(() => null) : null,
    startOf(pid),
  ])
  return { host: hostname().toLowerCase(), machineId, bootId, pidNamespace, pid, startTime: found?.startTime ?? null }
}

/** Returns what is known of the process that `facts` describe, seen from the process `here`. */
export async function lifeOf(facts: ProcessFacts, here: ProcessFacts): Promise<Life> {
  const isSameComputer = facts.host === here.host && facts.machineId === here.machineId
  if (facts.bootId !== null && here.bootId !== null) {
    // A host name can change while the computer runs.
    if (facts.bootId !== here.bootId) return isSameComputer ? 'dead' : 'elsewhere'
  } else if (!isSameComputer) return 'elsewhere'
  if (facts.pidNamespace !== here.pidNamespace) return 'unknown'
  const found = await startOf(facts.pid)
  if (found === null) return 'dead'
  if (facts.startTime === null || found.startTime === null) return 'unknown'
  return facts.startTime === found.startTime ? 'alive' : 'dead'
}

/** Returns when a process of this computer started, or null if no process has this number. */
async function startOf(pid: number): Promise<{ readonly startTime: string | null } | null> {
  if (!isAlive(pid)) return null
  const unknown = { startTime: null }
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
    // After the program's name, which may contain spaces and parentheses: the state first, the start time as the 20th.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields === undefined) return isAlive(pid) ? unknown : null
    return hasEnded(fields[0]) ? null : { startTime: fields[19] ?? null }
  }
  if (process.platform === 'darwin') {
    const line = await output('/bin/ps', ['-o', 'stat=,lstart=', '-p', String(pid)])
    const [state, ...started] = line?.split(/\s+/) ?? []
    return hasEnded(state) ? null : { startTime: started.join(' ') || null }
  }
  return unknown
}

/** Whether this is the state of a process that has ended and that its parent has not waited for. */
const hasEnded = (state = '') => /^[ZX]/.test(state)

async function readMachineId(): Promise<string | null> {
  if (process.platform !== 'linux') return null
  const read = (path: string) => readFile(path, 'utf8').catch(() => '')
  const id = (await read('/etc/machine-id')).trim() || (await read('/var/lib/dbus/machine-id')).trim()
  // machine-id(5): the raw ID must not be disclosed.
  return id === '' ? null : createHash('sha256').update(`strongroom ${id}`).digest('hex').slice(0, 32)
}

async function readBootId(): Promise<string | null> {
  if (process.platform === 'linux') {
    const id = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
    return id.trim() || null
  }
  return process.platform === 'darwin' ? output('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid']) : null
}

/** Returns what a program of the system prints on one line, or null if it fails. */
async function output(program: string, words: readonly string[]): Promise<string | null> {
  const { execFile } = await import('node:child_process')
  return new Promise((resolve) => {
    execFile(program, words, { timeout: 2000, env: { LC_ALL: 'C' } }, (problem, stdout) =>
      resolve(problem === null ? stdout.trim() || null : null),
    )
  })
}
