/** Sealed files in a folder, one a name: read, written and removed in the order in which it was asked. */
import { join } from 'node:path'
import { Failure } from '../contract/failure.ts'
import { namesIn, putAside, readIfPresent, removeFile, replaceFile } from '../core/atomicFile.ts'
import { createTurns } from '../core/turns.ts'
import { openBytes, sealBytes } from './sealedFile.ts'
import { fileNameFor, type Guard, nameOfFile } from './sealedNames.ts'

/** The largest sealed file that is read, in bytes. */
const longest = 256 * 1024 * 1024

export interface SealedFiles {
  /** Null when there is none. Errors: `file-unreadable`. */
  read(key: Buffer, guard: Guard, name: string): Promise<string | null>
  /** Seals at once, so that the key may go; writes in turn. A file there that does not open is put aside first. */
  write(key: Buffer, guard: Guard, name: string, content: string): Promise<void>
  remove(guard: Guard, name: string): Promise<void>
  /** Renames it, whatever is in it. Answers its new name; null when there is none. */
  putAside(guard: Guard, name: string): Promise<string | null>
  /** Does at least one of the files open, or is there none? */
  fits(key: Buffer, guard: Guard): Promise<boolean>
  names(guard: Guard): Promise<string[]>
}

/** `onPutAside` hears the new name of every file that was put aside. */
export function createSealedFiles(folder: string, onPutAside: (file: string) => void): SealedFiles {
  const { inTurn } = createTurns()
  /** Files that this process has opened or written: they need not be tried again before they are replaced. */
  const known = new Set<string>()

  return {
    read: (key, guard, name) => {
      const path = join(folder, fileNameFor(name, guard))
      return inTurn(path, async () => {
        known.delete(path)
        const plain = await open(key, name, path)
        if (plain === null) return null
        known.add(path)
        const text = plain.toString('utf8')
        plain.fill(0)
        return text
      })
    },
    write: async (key, guard, name, content) => {
      const path = join(folder, fileNameFor(name, guard))
      const plain = Buffer.from(content, 'utf8')
      const sealed = sealBytes(key, name, plain)
      plain.fill(0)
      const keyForCheck = Buffer.from(key)
      await inTurn(path, async () => {
        if (!known.has(path) && !(await opensOrIsAbsent(keyForCheck, name, path))) {
          const aside = await putAside(path)
          if (aside !== null) onPutAside(aside)
        }
        await replaceFile(path, sealed)
        known.add(path)
      }).finally(() => keyForCheck.fill(0))
    },
    remove: (guard, name) => {
      const path = join(folder, fileNameFor(name, guard))
      return inTurn(path, () => removeFile(path))
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
    names: async (guard) => (await namesIn(folder)).flatMap((file) => nameOfFile(file, guard) ?? []),
  }
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
