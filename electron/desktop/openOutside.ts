/** Opens an address in the person's browser. */
import { spawn } from 'node:child_process'
import type { Shell } from 'electron'
import { type Environment, withoutAppImage } from '../base/system/appImage.ts'

/**
 * Opens an address that has been checked (externalLinks.ts). Electron starts `xdg-open` with this process's
 * environment, which contains an AppImage's own libraries. In an AppImage it is therefore started from here.
 */
export async function openOutside(
  shell: Pick<Shell, 'openExternal'>,
  environment: Environment,
  url: string,
): Promise<void> {
  const person = withoutAppImage(environment)
  if (person === environment || !(await opens(person, url))) await shell.openExternal(url)
}

/** Whether `xdg-open` was started. Does not wait for the browser. */
function opens(env: Environment, url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('xdg-open', [url], { env: { ...env }, stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('spawn', () => resolve(true))
    child.unref()
  })
}
