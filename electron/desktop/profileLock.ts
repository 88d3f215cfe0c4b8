/**
 * Why Electron did not take its lock on the folder of Chromium's profile. `requestSingleInstanceLock` answers false for
 * another instance, for a lock of another computer, and when the lock cannot be made.
 */
import { mkdtempSync, readlinkSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../base/system/isAlive.ts'

export type ProfileLock =
  /** Another instance on this computer has it and was notified of this start. */
  | { readonly state: 'running' }
  /** The lock names another computer. Its process may have ended long ago, or this computer had another name then. */
  | { readonly state: 'elsewhere'; readonly host: string; readonly pid: number }
  /** The folder can be written, but the lock cannot be made there. */
  | { readonly state: 'unlockable' }

const nameOf = (folder: string): string => join(folder, 'SingletonLock')

/**
 * Returns why the lock on `folder` was not taken. Throws the error of the file system if the folder cannot be written.
 * The lock is a symbolic link to `HOST-PID` (Chromium's process_singleton_posix.cc); Windows has no such file.
 */
export function readProfileLock(folder: string, platform: NodeJS.Platform): ProfileLock {
  rmSync(mkdtempSync(join(folder, 'try-')), { recursive: true })
  if (platform === 'win32') return { state: 'running' }
  const [, host, pid] = /^(.*)-(\d+)$/s.exec(readLink(nameOf(folder))) ?? []
  if (host === undefined) return { state: 'unlockable' }
  if (host !== hostname()) return { state: 'elsewhere', host: host.slice(0, 300), pid: Number(pid) }
  return { state: isAlive(Number(pid)) ? 'running' : 'unlockable' }
}

/** Removes a lock of another computer, after the person has confirmed that nothing uses it there. */
export function removeProfileLock(folder: string): void {
  rmSync(nameOf(folder), { force: true })
}

function readLink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
