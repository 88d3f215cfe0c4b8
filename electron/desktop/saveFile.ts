/** Writes a file where the person chooses. */
import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import type { Dialog } from 'electron'

/**
 * Asks for a place and writes `content` there, readable by this user alone; answers the path, or null when the person
 * cancels. Rejects with the system's own error when it cannot be written; nothing half-written is left.
 */
export async function saveFile(
  dialog: Pick<Dialog, 'showSaveDialog'>,
  suggestedName: string,
  content: string | Uint8Array,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog({
    defaultPath: suggestedName,
    properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
  })
  if (canceled || filePath === '') return null
  // SECURITY: made new with mode 0600 and then moved, so that an older, wider file never holds the keys.
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
