/**
 * Packs a project with electron-builder around the stand-in, using the project's own electron-builder.yml. No network.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { makeStandIn } from './standIn.ts'

const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js')

export interface Packing {
  /** electron-builder's own output. */
  readonly words: string
  /** The app as installed; undefined if the packing failed. */
  readonly folder: string | undefined
}

/** `scratch` is an empty folder; `fuses` is the number of the stand-in's fuses. */
export async function packAroundStandIn(project: string, scratch: string, fuses?: number): Promise<Packing> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    STRONGROOM_DRY_RUN: '1',
    npm_config_offline: 'true',
    FORCE_COLOR: '0',
  }
  // With this variable, electron-builder prints nothing, because its own tests use the same test runner.
  delete env['VITEST']
  const standIn = join(scratch, 'electron')
  mkdirSync(standIn)
  await makeStandIn(standIn, fuses)
  const instead = [`-c.electronDist=${standIn}`, `-c.directories.output=${join(scratch, 'release')}`]
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [builder, '--linux', 'dir', '--x64', '--publish', 'never', '--projectDir', project, ...instead],
    { cwd: project, encoding: 'utf8', env },
  )
  const words = `${stdout}${stderr}`
  return { words, folder: status === 0 ? join(scratch, 'release', 'linux-unpacked') : undefined }
}
