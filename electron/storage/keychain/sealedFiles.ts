/** Sealed files in a folder, one for each name: read, written and removed in the order of the calls. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Failure } from '../../contract/failure.ts'
import {
  namesIn,
  putAside,
  putAsideNow,
  readIfPresent,
  removeFile,
  replaceFile,
  replaceFileNow,
} from '../../base/files/atomicFile.ts'
import { atEndOfSession } from '../../base/files/endOfSession.ts'
import { createSequencer } from '../../base/async/sequencer.ts'
import { openBytes, sealBytes } from './sealedFile.ts'
import { fileNameFor, type Guard, nameOfFile } from './sealedNames.ts'

/** The largest sealed file that is read, in bytes. */
const longest = 256 * 1024 * 1024

/** Milliseconds until a failed write is retried: the first pause, which doubles, and the longest. */
const retryPause = { first: 500, longest: 30_000 } as const

export interface SealedFiles {
  /** Returns null if there is none. Errors: `file-unreadable`. */
  read(key: Buffer, guard: Guard, name: string): Promise<string | null>
  /** Returns the same as bytes, which the caller zero-fills. */
  readBytes(key: Buffer, guard: Guard, name: string): Promise<Buffer | null>
  /**
   * Seals immediately, so that the key can be dropped, and writes in turn. An existing file that cannot be opened is
   * put aside first.
   */
  write(key: Buffer, guard: Guard, name: string, content: string): Promise<void>
  /** The same for bytes, which still belong to the caller. */
  writeBytes(key: Buffer, guard: Guard, name: string, plain: Uint8Array): Promise<void>
  /**
   * Writes sealed bytes. Until the disk accepts them, the ciphertext is held in memory, retried, and read from there.
   */
  writeLater(guard: Guard, name: string, sealed: Buffer): void
  /**
   * Zero-fills every copy of a key that waits for the disk. A file that a copy was to validate is then put aside
   * unchecked.
   */
  dropKeys(): void
  /** Resolves when no ciphertext is held in memory. */
  settled(): Promise<void>
  remove(guard: Guard, name: string): Promise<void>
  /** Renames the file, independent of its content. Returns its new name; null if there is none. */
  putAside(guard: Guard, name: string): Promise<string | null>
  /** Whether at least one of the files can be opened, or there are none. */
  fits(key: Buffer, guard: Guard): Promise<boolean>
  names(guard: Guard): Promise<string[]>
  /** Resolves when all queued reads and writes are done. Never fails. */
  idle(): Promise<void>
}

/** `onPutAside` gets the new name of every file that was put aside. */
export function createSealedFiles(folder: string, onPutAside: (file: string) => void): SealedFiles {
  const { inTurn, settled: idle } = createSequencer()
  /** Files that this process has opened or written: they need no check before they are replaced. */
  const known = new Set<string>()
  /** Copies of the key, each for one check of the file that a write would replace. */
  const checking = new Set<Buffer>()
  /** Ciphertext that is not on the disk yet, by its path. */
  const held = new Map<string, { readonly name: string; readonly guard: Guard; readonly sealed: Buffer }>()
  const writing = new Set<Promise<void>>()
  /** Pending writes and removals, in their order. */
  const inProgress = new Set<() => void>()

  /** Runs `work` in turn. Until it is done, the end of the session calls `now` instead. */
  const tracked = async (path: string, now: () => void, work: () => Promise<void>): Promise<void> => {
    // A separate object, because the same function may be passed twice.
    const change = (): void => now()
    inProgress.add(change)
    await inTurn(path, work).finally(() => inProgress.delete(change))
  }
  atEndOfSession(() => {
    const later = [...held].map(
      ([path, { sealed }]) =>
        (): void =>
          replaceFileNow(path, sealed),
    )
    for (const change of [...inProgress, ...later]) {
      try {
        change()
      } catch {
        // The other files may still be written.
      }
    }
  })

  const keepWriting = async (path: string, sealed: Buffer): Promise<void> => {
    const isHeld = () => held.get(path)?.sealed === sealed
    for (let pause: number = retryPause.first; isHeld(); pause = Math.min(2 * pause, retryPause.longest)) {
      try {
        await inTurn(path, async () => {
          if (!isHeld()) return
          await replaceFile(path, sealed)
          if (isHeld()) held.delete(path)
        })
      } catch {
        await setTimeout(pause, undefined, { ref: false })
      }
    }
  }

  const readBytes: SealedFiles['readBytes'] = async (key, guard, name) => {
    const path = join(folder, fileNameFor(name, guard))
    const waiting = held.get(path)
    if (waiting !== undefined) return openBytes(key, name, waiting.sealed)
    return inTurn(path, async () => {
      known.delete(path)
      const plain = await open(key, name, path)
      if (plain !== null) known.add(path)
      return plain
    })
  }
  const writeSealed = async (key: Buffer, guard: Guard, name: string, sealed: Buffer): Promise<void> => {
    const path = join(folder, fileNameFor(name, guard))
    held.delete(path)
    const keyForCheck = Buffer.from(key)
    checking.add(keyForCheck)
    const now = (): void => {
      if (!known.has(path) && existsSync(path) && !opensNow(keyForCheck, name, path)) putAsideNow(path)
      replaceFileNow(path, sealed)
    }
    await tracked(path, now, async () => {
      if (!known.has(path) && !(await opensOrIsAbsent(keyForCheck, name, path))) {
        const aside = await putAside(path)
        if (aside !== null) onPutAside(aside)
      }
      await replaceFile(path, sealed)
      known.add(path)
    }).finally(() => {
      checking.delete(keyForCheck)
      keyForCheck.fill(0)
    })
  }

  return {
    read: async (key, guard, name) => {
      const plain = await readBytes(key, guard, name)
      return plain === null ? null : textOf(plain)
    },
    readBytes,
    write: async (key, guard, name, content) => {
      const plain = Buffer.from(content, 'utf8')
      const sealed = sealBytes(key, name, plain)
      plain.fill(0)
      await writeSealed(key, guard, name, sealed)
    },
    writeBytes: async (key, guard, name, plain) => writeSealed(key, guard, name, sealBytes(key, name, plain)),
    writeLater: (guard, name, sealed) => {
      const path = join(folder, fileNameFor(name, guard))
      held.set(path, { name, guard, sealed })
      const done = keepWriting(path, sealed).finally(() => writing.delete(done))
      writing.add(done)
    },
    dropKeys: () => {
      // SECURITY: a disk that hangs must not keep the key in memory (docs/security.md, "The lock").
      for (const copy of checking) copy.fill(0)
      checking.clear()
    },
    settled: async () => {
      await Promise.all(writing)
    },
    idle,
    remove: (guard, name) => {
      const path = join(folder, fileNameFor(name, guard))
      held.delete(path)
      return tracked(
        path,
        () => rmSync(path, { force: true }),
        () => removeFile(path),
      )
    },
    putAside: (guard, name) => {
      const path = join(folder, fileNameFor(name, guard))
      return inTurn(path, async () => {
        known.delete(path)
        const aside = await putAside(path)
        if (aside !== null) onPutAside(aside)
        return aside
      })
    },
    fits: async (key, guard) => {
      const files = (await namesIn(folder)).filter((file) => nameOfFile(file, guard) !== null)
      for (const file of files) {
        if (await opensOrIsAbsent(key, nameOfFile(file, guard) ?? '', join(folder, file))) return true
      }
      return files.length === 0
    },
    names: async (guard) => {
      const written = (await namesIn(folder)).flatMap((file) => nameOfFile(file, guard) ?? [])
      const waiting = [...held.values()].flatMap((each) => (each.guard === guard ? each.name : []))
      return [...new Set([...written, ...waiting])]
    },
  }
}

function textOf(plain: Buffer): string {
  const text = plain.toString('utf8')
  plain.fill(0)
  return text
}

async function open(key: Buffer, name: string, path: string): Promise<Buffer | null> {
  const sealed = await readIfPresent(path, longest)
  return sealed === null ? null : openBytes(key, name, sealed)
}

async function opensOrIsAbsent(key: Buffer, name: string, path: string): Promise<boolean> {
  try {
    const plain = await open(key, name, path)
    plain?.fill(0)
    return true
  } catch (problem) {
    if (problem instanceof Failure) return false
    throw problem
  }
}

function opensNow(key: Buffer, name: string, path: string): boolean {
  try {
    openBytes(key, name, readFileSync(path)).fill(0)
    return true
  } catch {
    return false
  }
}
