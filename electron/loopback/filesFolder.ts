/** The only folder of the browser shell for files, which the person names when Strongroom is started. */
import { realpath, stat } from 'node:fs/promises'
import { sep } from 'node:path'

/**
 * Returns the folder's real path. Throws when it is not a folder, or is hidden or in a hidden folder.
 *
 * SECURITY: keys, policies and kubeconfigs of the page's choice are in this folder, so it must contain nothing else
 * (docs/security.md, "Files and folders").
 */
export async function openFilesFolder(typed: string): Promise<string> {
  const path = await realpath(typed).catch(() => null)
  if (path === null || !(await stat(path)).isDirectory()) throw new Error(`--files: ${typed} is not a folder.`)
  if (path.split(sep).some((part) => part.startsWith('.'))) {
    throw new Error(`--files: ${path} is hidden or in a hidden folder. Choose another folder.`)
  }
  return path
}
