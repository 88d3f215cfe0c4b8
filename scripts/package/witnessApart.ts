/** Checks that a package starts the witness as a separate process (electron/desktop/witnessProcess.ts). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMain } from './mainStart.ts'
import type { PackedApp } from './packed.ts'

/** The steps of a start as the witness on macOS before Electron is ready, and the problem if one is missing. */
const wanted: readonly (readonly [step: RegExp, problem: string])[] = [
  [/^userData .*strongroom-witness-\w+$/, 'The witness shares the folder of Chromium with the app.'],
  [/^activation prohibited$/, 'The witness shows an icon in the Dock of macOS.'],
  [/^stays at before-quit$/, 'Electron ends the witness at a signal.'],
]

/** Returns the finding for the table of the dry run. */
export function witnessApart(app: PackedApp): {
  readonly check: string
  readonly problems: readonly string[]
  readonly seen: string
} {
  const scratch = mkdtempSync(join(tmpdir(), 'strongroom-main-'))
  const { steps } = startMain(app, scratch, ['--witness'])
  rmSync(scratch, { recursive: true, force: true })
  const problems = wanted.flatMap(([step, problem]) => (steps.some((each) => step.test(each)) ? [] : [problem]))
  if (steps.includes('lock')) problems.push('The witness asks for the lock of the app.')
  return { check: 'witness is a process apart', problems, seen: 'folder of its own, no Dock icon, no end by signals' }
}
