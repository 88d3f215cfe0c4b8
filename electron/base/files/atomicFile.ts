/**
 * Small files that are written completely or not at all: new content is written next to the old file, flushed, and
 * renamed in one step. A file that cannot be read is put aside, never overwritten.
 */
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { access, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Failure } from '../../contract/failure.ts'
import { isAlive } from '../system/isAlive.ts'
import { makeFolder, makeFolderNow } from './makeFolder.ts'

const putAsideMark = '.unreadable-'

/** Returns the system's name for an error, e.g. `ENOENT`. */
export const codeOf = (problem: unknown): string =>
  problem instanceof Error && 'code' in problem ? String(problem.code) : 'unknown'
const hasCode = (problem: unknown, ...codes: string[]) => codes.includes(codeOf(problem))

/**
 * Writes a file that only its owner can read (mode 0600), and returns when it would survive a power cut. Creates the
 * folder if it is missing (mode 0700). On an error the old content is still there.
 * @throws Failure `file-unwritable` when the system does not allow the write: no space, no permission, no folder.
 */
export async function replaceFile(path: string, content: Uint8Array | string): Promise<void> {
  const folder = dirname(path)
  const temporary = temporaryFor(path)
  try {
    await makeFolder(folder)
    await writeThrough(temporary, content)
    await rename(temporary, path)
    await flushFolder(folder)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw new Failure('file-unwritable', `${basename(path)} cannot be written (${codeOf(cause)}).`, { cause })
  }
}

/** `replaceFile` as one synchronous call, for the end of a session on Windows (endOfSession.ts). Throws the same. */
export function replaceFileNow(path: string, content: Uint8Array | string): void {
  const temporary = temporaryFor(path)
  try {
    makeFolderNow(dirname(path))
    // SECURITY: as in writeThrough.
    const file = openSync(temporary, 'wx', 0o600)
    try {
      writeFileSync(file, content)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (cause) {
    try {
      rmSync(temporary, { force: true })
    } catch {
      // The first error is the one to report.
    }
    throw new Failure('file-unwritable', `${basename(path)} cannot be written (${codeOf(cause)}).`, { cause })
  }
}

/** Returns a new name next to a file for its next content; `removeAbandoned` recognizes such names. */
export const temporaryFor = (path: string) => `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`

/** Creates a file (mode 0600) and flushes it. Rejects with the system's error, `EEXIST` if the file exists. */
export async function writeThrough(path: string, content: Uint8Array | string): Promise<void> {
  // SECURITY: `wx` follows no link that another user has placed here; the mode applies from the first byte on.
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes a rename durable. Windows has no such call for folders, and needs none. */
export async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (problem) {
    if (!hasCode(problem, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP')) throw problem
  }
}

/**
 * Returns the whole file, or null if there is none.
 * @throws Failure `file-unreadable` when it is longer than `maxBytes`, is not a file, or cannot be read.
 */
export async function readIfPresent(path: string, maxBytes: number): Promise<Buffer | null> {
  try {
    // Opening a pipe or a device could block indefinitely, so its type is checked first.
    const facts = await stat(path)
    if (!facts.isFile()) throw new Failure('file-unreadable', `${basename(path)} is not a file.`)
    if (facts.size > maxBytes) {
      throw new Failure('file-unreadable', `${basename(path)} is larger than ${maxBytes} bytes.`)
    }
    return await readFile(path)
  } catch (problem) {
    if (hasCode(problem, 'ENOENT')) return null
    if (problem instanceof Failure) throw problem
    throw new Failure('file-unreadable', `${basename(path)} cannot be read.`, { cause: problem })
  }
}

/** Returns a name for a file that is put aside now. */
const nameAside = (path: string) => `${path}${putAsideMark}${new Date().toISOString().replaceAll(/[-:.]/g, '')}`

/** `putAside` as one synchronous call. Throws the system's error. */
export function putAsideNow(path: string): void {
  renameSync(path, nameAside(path))
}

/** Renames a file to `NAME.unreadable-TIME`, where TIME sorts. Returns the new name; null if there was no file. */
export async function putAside(path: string): Promise<string | null> {
  const first = nameAside(path)
  for (let count = 1; ; count++) {
    const aside = `${first}${count === 1 ? '' : `-${count}`}`
    if (await exists(aside)) continue
    try {
      await rename(path, aside)
      return basename(aside)
    } catch (cause) {
      if (hasCode(cause, 'ENOENT')) return null
      throw new Failure('file-unwritable', `${basename(path)} can't be renamed (${codeOf(cause)}).`, { cause })
    }
  }
}

const timeOf = (name: string) => name.slice(name.lastIndexOf(putAsideMark))

/** Returns the names of the files of a folder that were put aside, newest first. */
export async function filesPutAside(folder: string): Promise<string[]> {
  return (await namesIn(folder))
    .filter((name) => name.includes(putAsideMark))
    .sort((a, b) => timeOf(b).localeCompare(timeOf(a)))
}

/** Milliseconds; longer than the longest write. */
const longestWrite = 60 * 60_000

/**
 * Removes temporary files of interrupted writes: those of processes that have ended, and those so old that another
 * process must have reused the process ID. Only the writer of a home calls it.
 */
export async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const writer = /\.(\d+)-[0-9a-f]{12}\.tmp$/.exec(name)?.[1]
    if (writer === undefined) continue
    const path = join(folder, name)
    const isOver = !isAlive(Number(writer)) || Date.now() - (await stat(path)).mtimeMs > longestWrite
    if (isOver) await rm(path, { force: true })
  }
}

/** Returns the names in a folder; none if the folder is missing. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (problem) {
    if (hasCode(problem, 'ENOENT')) return []
    throw new Failure('file-unreadable', `The folder ${basename(folder)} cannot be read.`, { cause: problem })
  }
}

/** Permanently removes a file. A missing file is not an error. */
export async function removeFile(path: string): Promise<void> {
  try {
    await rm(path)
    await flushFolder(dirname(path))
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return
    throw new Failure('file-unwritable', `${basename(path)} cannot be removed (${codeOf(cause)}).`, { cause })
  }
}

/** Whether anything exists at this path. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
