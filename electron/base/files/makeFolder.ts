/**
 * Creates a folder with its parents, for this person only (mode 0700). Node's recursive `mkdir` never returns if a file
 * system refuses new names with `ENOENT`, as `/proc` does.
 */
import { mkdirSync, statSync } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

const codeOf = (problem: unknown): unknown => (problem instanceof Error && 'code' in problem ? problem.code : undefined)

/** @throws the system's error for the first folder that cannot be created. */
export async function makeFolder(folder: string): Promise<void> {
  for (const each of await missing(folder)) {
    await mkdir(each, { mode: 0o700 }).catch(async (problem: unknown) => {
      // Another process has created it first.
      if (codeOf(problem) !== 'EEXIST' || !(await isFolder(each))) throw problem
    })
  }
}

/** `makeFolder` as one synchronous call. Throws the same. */
export function makeFolderNow(folder: string): void {
  const names: string[] = []
  for (let at = folder; !isFolderNow(at) && dirname(at) !== at; at = dirname(at)) names.unshift(at)
  for (const each of names) {
    try {
      mkdirSync(each, { mode: 0o700 })
    } catch (problem) {
      if (codeOf(problem) !== 'EEXIST' || !isFolderNow(each)) throw problem
    }
  }
}

/** Returns the folder and its parents that do not exist, the outermost first. */
async function missing(folder: string): Promise<string[]> {
  const names: string[] = []
  for (let at = folder; !(await isFolder(at)) && dirname(at) !== at; at = dirname(at)) names.unshift(at)
  return names
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  )

const isFolderNow = (path: string): boolean => {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
