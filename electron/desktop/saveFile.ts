/** Writes a file to a path that the person chooses. */
import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import type { Dialog } from 'electron'
import { safeBaseName } from '../base/files/fileNames.ts'

/**
 * Asks for a path, calls `before` with it, and writes `content` there, readable only by this user. Returns the path, or
 * null when the person cancels. Rejects with the system's own error when it cannot be written; no partial file is left.
 */
export async function saveFile(
  dialog: Pick<Dialog, 'showSaveDialog'>,
  suggestedName: string,
  content: string | Uint8Array,
  before: (path: string) => Promise<void>,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog({
    // SECURITY: never a hidden file, nor a name that looks like another one (docs/security.md, "Files and folders").
    defaultPath: safeBaseName(suggestedName),
    properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
  })
  if (canceled || filePath === '') return null
  await before(filePath)
  // SECURITY: created as a new file with mode 0600 and then moved, so that an older file with a wider mode never
  // contains the keys.
  const temporary = `${filePath}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, filePath)
  } catch (problem) {
    await rm(temporary, { force: true })
    throw problem
  }
  return filePath
}
