/**
 * Paths that a person chose and Strongroom wrote to. A page decides the text of such files, so none of them is read as
 * a kubeconfig (docs/security.md, "Files and folders").
 */
import { realpath } from 'node:fs/promises'
import { basename, dirname, join, relative, isAbsolute, resolve, sep } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import { exists } from '../../base/files/atomicFile.ts'
import { openJsonFile } from '../../base/files/jsonFile.ts'
import { loadedOnce } from '../../base/async/loadedOnce.ts'

const Content = z.object({ paths: z.array(z.string()).max(100_000) })
type Content = z.infer<typeof Content>

/** The maximum number of paths; those that no longer exist are removed first. */
const maxCount = 10_000

export interface WrittenFiles {
  /** Remembers a file or folder before it is written. Errors: `file-unwritable`. */
  note(path: string): Promise<void>
  /** Whether the path is one of these, or lies below one. Errors: `file-unreadable` if the list cannot be read. */
  has(path: string): Promise<boolean>
}

export interface WrittenFilesOptions {
  readonly file: string
  /** The app's own folders. */
  readonly own: readonly string[]
}

export function createWrittenFiles({ file, own }: WrittenFilesOptions): WrittenFiles {
  const open = loadedOnce(() =>
    openJsonFile<Content>({ path: file, schema: Content, version: 1, initial: { paths: [] } }),
  )
  return {
    note: async (path) => {
      const json = await open()
      const real = await realPath(path)
      const known = json.value.paths.filter((each) => each !== real)
      const kept = known.length < maxCount ? known : await stillThere(known)
      if (kept.length >= maxCount)
        throw new Failure('file-unwritable', 'Strongroom wrote too many files at chosen places.')
      await json.change(() => ({ paths: [...kept, real] }))
    },
    has: async (path) => {
      const json = await open()
      if (json.problem !== null) await json.reload()
      // SECURITY: without the list, Strongroom cannot know which files a page composed
      // (docs/security.md, "Files and folders").
      if (json.problem !== null) throw json.problem
      const real = await realPath(path)
      const roots = await Promise.all(own.map(realPath))
      return [...roots, ...json.value.paths].some((root) => isBelow(root, real))
    },
  }
}

const stillThere = async (paths: readonly string[]): Promise<string[]> => {
  const found = await Promise.all(paths.map(exists))
  return paths.filter((_path, index) => found[index])
}

/** Returns the path with every link resolved, as far as the path exists. */
async function realPath(path: string): Promise<string> {
  const whole = resolve(path)
  try {
    return await realpath(whole)
  } catch {
    const parent = dirname(whole)
    return parent === whole ? whole : join(await realPath(parent), basename(whole))
  }
}

/** Whether the second path is the first or lies below it. */
export function isBelow(root: string, path: string): boolean {
  const way = relative(root, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}
