/** Handing a file to the person, by whatever way their shell has. */
import type { SavedFile } from '../contract/ceremony.ts'
import type { CoreDeps } from './services.ts'

/** The answer for the window, and where the file went; `where` is null when the person thought better of it. */
export async function saveAs(
  deps: Pick<CoreDeps, 'saveFile'>,
  name: string,
  content: string,
): Promise<{ readonly saved: SavedFile; readonly where: string | null }> {
  if (deps.saveFile === undefined) return { saved: { how: 'download', name, content }, where: name }
  const path = await deps.saveFile(name, content)
  return path === null ? { saved: { how: 'cancelled' }, where: null } : { saved: { how: 'written', path }, where: path }
}
