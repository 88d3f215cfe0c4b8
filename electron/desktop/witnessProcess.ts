/**
 * Runs the witness of an initialization as a process of Electron, because a package cannot start its program as Node.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'electron'

/** The command-line argument that makes the packaged program the witness. */
export const witnessWord = '--witness'

/**
 * Makes this process the witness; call it before Electron is ready. The process has no window and no Dock icon, and
 * signals do not end it before its work is done.
 */
export function becomeWitness(
  app: Pick<App, 'on' | 'setPath' | 'setActivationPolicy' | 'whenReady' | 'exit'>,
  platform: NodeJS.Platform,
): void {
  // Without a listener, Electron shows an error in a dialog.
  process.on('uncaughtException', () => undefined)
  const end = (code: number) => app.exit(code)
  try {
    // Two processes of Chromium must not write to one folder.
    const folder = mkdtempSync(join(tmpdir(), 'strongroom-witness-'))
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
    app.setPath('userData', folder)
  } catch {
    return end(2)
  }
  if (platform === 'darwin') app.setActivationPolicy('prohibited')
  // Electron quits at SIGTERM, SIGINT and SIGHUP. `exit` does not ask.
  app.on('before-quit', (event) => event.preventDefault())
  const work = async (): Promise<number> => {
    await app.whenReady()
    // Electron has set its own handlers, of which each works once: a second signal would end the process.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
    const { runWitness } = await import('../core/ceremonies/runWitness.ts')
    return runWitness(process.env)
  }
  work().then(end, () => end(2))
}
