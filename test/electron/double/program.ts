/**
 * Electron's program for the app's own child processes: the double for one more process, or Node where Electron becomes
 * Node.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settings, variable } from './runtime.ts'

/** Returns the path of the program, which is removed when this process ends. */
export function makeProgram(): string {
  const folder = mkdtempSync(join(process.env['STRONGROOM_TEST_FOLDER'] ?? tmpdir(), 'double-program-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  // Another process has its own session.
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...settings, args: [], browserContextId: '' }))
  // A package has the fuse RunAsNode off (scripts/package/fuses.ts), so it ignores the variable.
  const asNode = settings.packaged ? '' : `[ -z "$ELECTRON_RUN_AS_NODE" ] || exec "${process.execPath}" "$@"\n`
  const program = join(folder, 'electron')
  writeFileSync(
    program,
    `#!/bin/sh
${asNode}export ${variable}="$(cat "${join(folder, 'settings.json')}")"
exec "${process.execPath}" --no-warnings "${join(import.meta.dirname, 'run.ts')}" "$@"
`,
    { mode: 0o755 },
  )
  return program
}
