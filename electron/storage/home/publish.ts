/** Creates a file with its whole content in one step, for exactly one of several processes. */
import { link, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, flushFolder, temporaryFor, writeThrough } from '../../base/files/atomicFile.ts'

/** Returns false if the file already exists. Rejects with the system's error. */
export async function publish(path: string, text: string): Promise<boolean> {
  const temporary = temporaryFor(path)
  try {
    await writeThrough(temporary, text)
    await link(temporary, path)
    await flushFolder(dirname(path))
    return true
  } catch (problem) {
    if (codeOf(problem) === 'EEXIST') return false
    if (!withoutLinks.has(codeOf(problem))) throw problem
    return await publishWithoutLinks(path, text)
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined)
  }
}

/** Error codes of file systems without hard links (FAT, some network and user-space file systems). */
const withoutLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EISDIR', 'UNKNOWN'])

/** Also exclusive, but the content follows a moment later. */
async function publishWithoutLinks(path: string, text: string): Promise<boolean> {
  try {
    await writeThrough(path, text)
    return true
  } catch (problem) {
    if (codeOf(problem) === 'EEXIST') return false
    throw problem
  }
}
