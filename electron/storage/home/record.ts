/**
 * The stored lock of a home: `control/lock-N.json` in the data folder. The highest N counts. Each holder has its own
 * number, and the file of the last one stays as a released record, so that the numbers only increase.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { codeOf, readIfPresent } from '../../base/files/atomicFile.ts'
import { ProcessFacts } from './machine.ts'

/** Bytes. */
const longestRecord = 64 * 1024

/** The process that can write, and how to reach it. */
export const Holder = ProcessFacts.extend({
  shell: z.enum(['electron', 'loopback']),
  /** The control socket; null if the system provided none. */
  address: z.string().max(1000).nullable(),
  /** The real path of the lock's folder, as the holder sees it. */
  folder: z.string().max(5000),
  /** Proves that a process can read this record, which is a private file of the data folder. */
  secret: z.string().max(100),
})
export type Holder = z.infer<typeof Holder>

/** Later versions may add fields. */
const LockRecord = z.object({ version: z.int().min(1), holder: Holder.nullable() })

export interface Lock {
  readonly generation: number
  /** Null: released. `unreadable`: another process may hold the lock. */
  readonly holder: Holder | null | 'unreadable'
}

/** The folder of the lock and the socket, below the data folder. */
export const controlFolder = (dataFolder: string) => join(dataFolder, 'control')
export const lockFile = (folder: string, generation: number) => join(folder, `lock-${generation}.json`)

export const recordText = (holder: Holder | null) => `${JSON.stringify({ version: 1, holder })}\n`

/** Returns the numbers of all lock files of a folder; none when the folder is missing. */
export async function generationsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((problem: unknown): string[] => {
    if (codeOf(problem) === 'ENOENT') return []
    throw problem
  })
  return names.flatMap((name) => {
    const digits = /^lock-([1-9]\d{0,14})\.json$/.exec(name)?.[1]
    return digits === undefined ? [] : Number(digits)
  })
}

/** Returns the lock with the highest number, or null if no process has ever held one. */
export async function readLock(folder: string): Promise<Lock | null> {
  let missing = 0
  for (;;) {
    const generation = Math.max(0, ...(await generationsIn(folder)))
    if (generation === 0) return null
    try {
      const text = await readIfPresent(lockFile(folder, generation), longestRecord)
      if (text !== null) return { generation, holder: LockRecord.parse(JSON.parse(text.toString('utf8'))).holder }
    } catch {
      return { generation, holder: 'unreadable' }
    }
    // The next holder has removed it; a broken link is still listed.
    if (generation === missing) return { generation, holder: 'unreadable' }
    missing = generation
  }
}

/** Returns the holder of the lock of a data folder, or null if none can be read. */
export async function readHolder(dataFolder: string): Promise<Holder | null> {
  const lock = await readLock(controlFolder(dataFolder)).catch(() => null)
  return lock === null || lock.holder === 'unreadable' ? null : lock.holder
}
