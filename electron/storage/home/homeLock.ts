/**
 * One writer for each home: a lock on the data folder, taken by either shell (docs/architecture.md, "One writer").
 * Holding it means that the highest lock file names this process. A holder counts as running while its control socket
 * answers, and as ended only if that is certain.
 */
import { chmod, realpath, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { codeOf, namesIn, removeAbandoned, replaceFile } from '../../base/files/atomicFile.ts'
import { makeFolder } from '../../base/files/makeFolder.ts'
import { askHolder } from './client.ts'
import { lifeOf, type ProcessFacts, thisProcess } from './machine.ts'
import type { ControlCommand } from './protocol.ts'
import { publish } from './publish.ts'
import { controlFolder, generationsIn, type Holder, type Lock, lockFile, readLock, recordText } from './record.ts'
import { removeLeftSocket, type RunCommand, startControl } from './server.ts'

export interface Home {
  /**
   * Releases the lock and closes the control socket. Call it after the last write. Never fails.
   */
  release(): Promise<void>
}

/** Why this process may not write. `generation` names the lock for a take-over. */
export type Occupied =
  /** The holder answers, so this process can join it. */
  | { readonly state: 'running'; readonly generation: number; readonly holder: Holder }
  /** The holder runs, or may run, on this computer, and does not answer. */
  | { readonly state: 'silent'; readonly generation: number; readonly holder: Holder }
  /** The holder is on another computer. */
  | { readonly state: 'elsewhere'; readonly generation: number; readonly holder: Holder }
  /** The lock file is damaged. */
  | { readonly state: 'unreadable'; readonly generation: number }

export interface HomeOptions {
  readonly dataFolder: string
  readonly shell: Holder['shell']
  /** Runs the commands of other processes, starting before this process holds the lock. `hello` is answered here. */
  readonly run: (command: Exclude<ControlCommand, { readonly command: 'hello' }>) => ReturnType<RunCommand>
  readonly version: string
  /** Whether this process is shutting down; a second start then waits for its end. */
  readonly isEnding: () => boolean
  /** Another process has taken over the lock with the person's confirmation: this process must not write anymore. */
  readonly onLost: () => void
  /** The lock that the person has confirmed to take over. Ignored if another lock blocks this process. */
  readonly takeOver?: number | undefined
}

/** A data folder that cannot be written, with the system's code (`EROFS`, `EACCES`, `ENOSPC`, …). */
export class HomeUnwritable extends Error {
  readonly path: string
  readonly code: string

  constructor(path: string, code: string) {
    super(`${path} cannot be written (${code}).`)
    this.path = path
    this.code = code
  }
}

const unwritable = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT'])

/** Milliseconds: for an answer; until a process that does not listen counts as silent; for a holder that is ending. */
const patience = { answer: 5_000, unheard: 3_000, ending: 20_000 } as const
/** Milliseconds between two checks of a lock that may become free, and of one that is held. */
const pause = { waiting: 50, held: 2_000 } as const

/**
 * Takes the lock on a data folder, or returns what blocks it. Call it before any other write.
 * @throws HomeUnwritable; the system's error for any other problem with the folder.
 */
export async function takeHome(options: HomeOptions): Promise<Home | Occupied> {
  const { dataFolder } = options
  const folder = controlFolder(dataFolder)
  try {
    await makePrivate(folder).catch((problem: unknown) => {
      // The parent exists: this file system does not accept new names, like /proc.
      throw codeOf(problem) === 'ENOENT' ? new HomeUnwritable(dataFolder, 'ENOENT') : problem
    })
    const here = await thisProcess()
    const begun = Date.now()
    for (;;) {
      const lock = await readLock(folder)
      const found = await judge(folder, lock, here, options.takeOver)
      if (found === 'free') {
        const home = await claim(options, folder, here, lock)
        if (home !== null) return home
      } else {
        const { waits, ...occupied } = found
        if (Date.now() - begun >= waits) return occupied
        await setTimeout(pause.waiting)
      }
    }
  } catch (problem) {
    const code = codeOf(problem)
    throw unwritable.has(code) ? new HomeUnwritable(dataFolder, code) : problem
  }
}

/** Whether the lock is held now. */
export const isHome = (taken: Home | Occupied): taken is Home => 'release' in taken

/** `waits`: milliseconds to wait until the lock is released. */
type Judgment = 'free' | (Occupied & { readonly waits: number })

async function judge(
  folder: string,
  lock: Lock | null,
  here: ProcessFacts,
  takeOver: number | undefined,
): Promise<Judgment> {
  if (lock === null || lock.holder === null) return 'free'
  const { generation, holder } = lock
  const isTakenOver = takeOver === generation
  // On a file system without hard links, a record exists for a moment before its content.
  if (holder === 'unreadable') return isTakenOver ? 'free' : { state: 'unreadable', generation, waits: 1_000 }
  const life = await lifeOf(holder, here)
  // SECURITY: nothing is sent to the address of a process that has ended; another process may listen there.
  if (life === 'dead' || (await isOfAnother(folder, holder, here))) return 'free'
  const answer = await askHolder(holder, { command: 'hello' }, patience.answer)
  if (typeof answer === 'object') {
    const isEnding = answer.ok && answer.ending === true
    return { state: isEnding ? 'silent' : 'running', generation, holder, waits: isEnding ? patience.ending : 0 }
  }
  if (isTakenOver) return (await end(holder, here, life)) ? 'free' : { state: 'silent', generation, holder, waits: 0 }
  if (life === 'elsewhere') return { state: 'elsewhere', generation, holder, waits: 0 }
  if (life === 'unknown' && provesEnd(holder, here, answer)) return 'free'
  // A process that has just closed its socket is about to end.
  return { state: 'silent', generation, holder, waits: answer === 'silent' ? 0 : patience.unheard }
}

/** Whether the record is in a copy of the folder of a running holder. */
async function isOfAnother(folder: string, holder: Holder, here: ProcessFacts): Promise<boolean> {
  // In another container or on another computer, the same path can be another folder.
  if (holder.bootId !== here.bootId || holder.pidNamespace !== here.pidNamespace || holder.host !== here.host)
    return false
  const its = await stat(holder.folder).catch(() => null)
  if (its === null) return false
  const own = await stat(folder)
  return own.dev !== its.dev || own.ino !== its.ino
}

/** Whether the state of its socket proves that a holder of unknown life has ended. */
function provesEnd(holder: Holder, here: ProcessFacts, answer: 'closed' | 'gone' | 'silent'): boolean {
  if (holder.address === null) return false
  // A pipe ends with its process. The kernel that created a Unix socket knows whether a process listens there.
  if (process.platform === 'win32') return answer === 'gone'
  return answer === 'closed' && holder.bootId !== null && holder.bootId === here.bootId
}

/**
 * Ends a holder that does not answer, if it is certainly that process. Returns whether the holder has stopped writing,
 * as far as this computer can know.
 */
async function end(holder: Holder, here: ProcessFacts, life: 'alive' | 'unknown' | 'elsewhere'): Promise<boolean> {
  if (life !== 'alive') return true
  try {
    process.kill(holder.pid, 'SIGKILL')
  } catch {
    // The process belongs to another user, or has just ended; the check below shows which.
  }
  for (let look = 0; look < 100; look++) {
    if ((await lifeOf(holder, here)) === 'dead') return true
    await setTimeout(pause.waiting)
  }
  return false
}

/** Makes this process the holder after `before`; null when another one was faster. */
async function claim(
  options: HomeOptions,
  folder: string,
  here: ProcessFacts,
  before: Lock | null,
): Promise<Home | null> {
  const generation = (before?.generation ?? 0) + 1
  // The socket listens first, so that a record never names a socket that does not exist yet.
  const control = await startControl(folder, async (command) => {
    if (command.command !== 'hello') return options.run(command)
    return { ok: true, version: options.version, pid: process.pid, ending: options.isEnding() }
  })
  const holder: Holder = {
    ...here,
    shell: options.shell,
    folder: await realpath(folder),
    address: control.address,
    secret: control.secret,
  }
  try {
    const published = await publish(lockFile(folder, generation), recordText(holder))
    // A file with a lower number proves nothing: other holders may have started and ended since the folder was read.
    if (published && Math.max(...(await generationsIn(folder))) === generation) {
      await clearAway(folder, generation, control.address, before)
      return held(options, folder, generation, control.close)
    }
    if (published) await rm(lockFile(folder, generation), { force: true })
    await control.close()
    return null
  } catch (problem) {
    await control.close()
    throw problem
  }
}

function held(options: HomeOptions, folder: string, generation: number, close: () => Promise<void>): Home {
  let isOver = false
  const look = async (): Promise<void> => {
    const newest = Math.max(0, ...(await generationsIn(folder).catch(() => [])))
    if (isOver || newest <= generation) return
    isOver = true
    options.onLost()
  }
  const timer = setInterval(() => void look(), pause.held).unref()
  return {
    release: async () => {
      clearInterval(timer)
      if (!isOver) await replaceFile(lockFile(folder, generation), recordText(null)).catch(() => undefined)
      isOver = true
      await close().catch(() => undefined)
    },
  }
}

async function makePrivate(folder: string): Promise<void> {
  await makeFolder(folder)
  if (process.platform !== 'win32' && ((await stat(folder)).mode & 0o077) !== 0) await chmod(folder, 0o700)
}

/** Removes files of earlier holders. Only the holder calls it, before anything else. */
async function clearAway(folder: string, generation: number, own: string | null, before: Lock | null): Promise<void> {
  const lower = (await generationsIn(folder)).filter((each) => each < generation)
  const old = (await namesIn(folder)).filter((name) => name.endsWith('.sock') && join(folder, name) !== own)
  const paths = [...lower.map((each) => lockFile(folder, each)), ...old.map((name) => join(folder, name))]
  await Promise.all(paths.map((path) => rm(path, { force: true }).catch(() => undefined)))
  await removeAbandoned(folder).catch(() => undefined)
  const holder = before?.holder ?? null
  if (holder !== null && holder !== 'unreadable') await removeLeftSocket(holder.address)
}
