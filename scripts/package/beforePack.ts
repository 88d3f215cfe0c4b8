/** electron-builder calls this before it collects the files of one platform and processor. */
import { Arch, type AfterPackContext } from 'electron-builder'
import { z } from 'zod'
import { prepareAddon } from './addons.ts'
import type { Target } from './targets.ts'

const targetSchema = z.object({ platform: z.enum(['linux', 'darwin', 'win32']), arch: z.enum(['x64', 'arm64']) })

export default async function beforePack(context: AfterPackContext): Promise<void> {
  const project = context.packager.projectDir
  const target: Target = targetSchema.parse({ platform: context.electronPlatformName, arch: Arch[context.arch] })
  // The dry run has no network, so this computer's addon replaces another one.
  const dry = process.env['STRONGROOM_DRY_RUN'] === '1'
  const from: Target = dry ? targetSchema.parse({ platform: process.platform, arch: process.arch }) : target
  await prepareAddon(project, from, target)
}
