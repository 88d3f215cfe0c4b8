/** What is packaged for whom, as electron-builder.yml says it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

/** Names as Node has them; electron-builder calls the platforms by others. */
export interface Target {
  readonly platform: 'linux' | 'darwin' | 'win32'
  readonly arch: 'x64' | 'arm64'
}

const platformNames = { linux: 'linux', mac: 'darwin', win: 'win32' } as const
const builderNames = { linux: 'linux', darwin: 'mac', win32: 'win' } as const

/** `mac-arm64`: as electron-builder's `${os}-${arch}` writes it. */
export const folderName = ({ platform, arch }: Target): string => `${builderNames[platform]}-${arch}`

const platformSchema = z.object({
  target: z.array(z.object({ target: z.string(), arch: z.array(z.enum(['x64', 'arm64'])) })),
})
const configurationSchema = z.object({ linux: platformSchema, mac: platformSchema, win: platformSchema })

/** Every pair of platform and architecture that there is a package for, in the order of electron-builder.yml. */
export function packagedTargets(project: string): readonly Target[] {
  const configuration = configurationSchema.parse(parse(readFileSync(join(project, 'electron-builder.yml'), 'utf8')))
  return (['linux', 'mac', 'win'] as const).flatMap((name) => {
    const arches = new Set(configuration[name].target.flatMap(({ arch }) => arch))
    return [...arches].map((arch) => ({ platform: platformNames[name], arch }))
  })
}
