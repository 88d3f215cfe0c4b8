/**
 * The Linux program of a package: a script that turns core dumps off and becomes Electron's program. A process cannot
 * change its own limits without native code, and the processes of the page start before any of the app's code runs.
 */
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Electron's own program, next to the launcher `name`. build/apparmor-profile.tpl names both. */
export const behindLauncher = (name: string): string => `${name}.bin`

/** The launcher's text. `/usr/bin/NAME` is a link to it, so that it asks where it really is. */
export const launcherText = (name: string): string => `#!/bin/sh
# Starts Strongroom without core dumps: its memory holds tokens and keys (docs/packaging.md).
ulimit -c 0
here=$(dirname "$(readlink -f "$0")")
exec "$here/${behindLauncher(name)}" "$@"
`

/** Puts the launcher in the place of the program `name` in `folder`. */
export function addLauncher(folder: string, name: string): void {
  renameSync(join(folder, name), join(folder, behindLauncher(name)))
  writeFileSync(join(folder, name), launcherText(name), { mode: 0o755 })
}
