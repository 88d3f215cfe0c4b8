/** Dialogs of a start that fails before Electron is ready. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'electron'

/**
 * Resolves when dialogs can be shown: on Linux, Electron prints an error box before it is ready, where a person who
 * started the app from a launcher does not see it. Until then Chromium writes its profile, so it gets an empty folder.
 */
export async function readyForDialogs(app: Pick<App, 'setPath' | 'whenReady'>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  app.setPath('userData', folder)
  await app.whenReady()
}
