/** Saves a file for the person, in the way that their shell supports. */
import type { SavedFile } from '../../contract/ceremony.ts'
import { safeBaseName } from '../../base/files/fileNames.ts'
import type { Services } from '../services.ts'

/**
 * Returns the answer for the window, and the path of the file; `where` is null when the person canceled. The core
 * composes `name` with its extension.
 */
export async function saveAs(
  services: Pick<Services, 'deps' | 'writtenFiles'>,
  name: string,
  content: string,
): Promise<{ readonly saved: SavedFile; readonly where: string | null }> {
  const safe = safeBaseName(name)
  const path = await saveBytes(services, safe, content)
  if (path === undefined) return { saved: { how: 'download', name: safe, content }, where: safe }
  return path === null ? { saved: { how: 'canceled' }, where: null } : { saved: { how: 'written', path }, where: path }
}

/** Returns the path, null when the person canceled, or undefined if the shell has no dialog. */
export async function saveBytes(
  { deps, writtenFiles }: Pick<Services, 'deps' | 'writtenFiles'>,
  name: string,
  content: string | Uint8Array,
): Promise<string | null | undefined> {
  // SECURITY: a page may have composed this text, so Strongroom reads no kubeconfig from that path later
  // (docs/security.md, "Files and folders").
  return deps.saveFile?.(name, content, async (path) => (await writtenFiles()).note(path))
}
